"""Turns sources into documents and keeps the index equal to them."""
