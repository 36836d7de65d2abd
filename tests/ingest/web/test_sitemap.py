"""Sitemaps: what they name, and what they may not do."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from local_site import Reply, Site

from ingest.web.fetch import Fetcher
from ingest.web.sitemap import Found, read_sitemap

MakeFetcher = Callable[..., Fetcher]
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*addresses: str) -> Reply:
    entries = "".join(f"<url><loc>\n{address}\n</loc><lastmod>2024-01-01</lastmod></url>" for address in addresses)
    return Reply(f'<?xml version="1.0"?><urlset {NAMESPACE}>{entries}</urlset>'.encode(), type="application/xml")


def index(*addresses: str) -> Reply:
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return Reply(f"<sitemapindex {NAMESPACE}>{entries}</sitemapindex>".encode(), type="application/xml")


def read(
    site: Site, fetcher: MakeFetcher, path: str = "/s.xml", limit: int = 100, without: str = "nulle part"
) -> Found:
    return read_sitemap(fetcher(), site.address + path, lambda address: without not in address, limit)


def test_pages_in_order_each_once_of_this_host_only(site: Site, fetcher: MakeFetcher) -> None:
    here = site.address
    site.pages["/s.xml"] = urlset(
        f"{here}/b", "/relatif", f"{here}/a#x", f"{here}/a", f"{here}/ecarte", "https://ailleurs.example/c",
        "file:///etc/passwd", f"{here}/é?x=1&amp;y=2",
    )  # fmt: skip
    found = read(site, fetcher, without="ecarte")
    assert found.addresses == [f"{here}/b", f"{here}/relatif", f"{here}/a", f"{here}/%C3%A9?x=1&y=2"]
    assert found.failures == []


def test_indexes_are_followed_and_loops_end(site: Site, fetcher: MakeFetcher) -> None:
    here = site.address
    site.pages |= {"/s.xml": index(f"{here}/1.xml", f"{here}/s.xml", f"{here}/2.xml.gz"), "/1.xml": urlset(f"{here}/a")}
    site.pages["/2.xml.gz"] = Reply(gzip.compress(urlset(f"{here}/b", f"{here}/a").body), type="application/gzip")
    assert read(site, fetcher).addresses == [f"{here}/a", f"{here}/b"]
    assert sorted(site.paths()) == ["/1.xml", "/2.xml.gz", "/s.xml"]


def test_the_limit_leaves_the_rest_and_counts_it(site: Site, fetcher: MakeFetcher) -> None:
    site.pages["/s.xml"] = urlset(*(f"{site.address}/{n}" for n in range(30)))
    found = read(site, fetcher, limit=10)
    assert found.addresses == [f"{site.address}/{n}" for n in range(10)]
    assert found.left_out == 20


def test_one_bad_sitemap_does_not_stop_the_others(site: Site, fetcher: MakeFetcher) -> None:
    here = site.address
    site.pages |= {"/s.xml": index(f"{here}/1.xml", f"{here}/2.xml"), "/2.xml": urlset(f"{here}/b")}
    found = read(site, fetcher)
    assert found.addresses == [f"{here}/b"]
    assert len(found.failures) == 1
    assert "/1.xml" in found.failures[0]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(12))
    + b"]><urlset><url><loc>http://x.example/&m;</loc></url></urlset>"
)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Bonjour</body></html>", b"<urlset><url><loc>http://a", b"\x1f\x8b\x08\x00abc", b"\x00" * 100,
     b"<urlset></urlset>", gzip.compress(bytes(80_000_000)),
     b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>&x;</loc>'],
)  # fmt: skip
def test_what_is_no_sitemap_is_a_sentence(site: Site, fetcher: MakeFetcher, body: bytes) -> None:
    site.pages["/s.xml"] = Reply(body, type="application/xml")
    found = read(site, fetcher)
    assert found.addresses == []
    assert len(found.failures) == 1
    assert found.failures[0].endswith(".")


def test_entities_are_not_expanded(site: Site, fetcher: MakeFetcher) -> None:
    site.pages["/s.xml"] = Reply(BOMB, type="application/xml")
    assert read(site, fetcher).addresses == []
