"""Fetches pages politely and safely: addresses, connections, robots.txt, pace, sitemaps."""
