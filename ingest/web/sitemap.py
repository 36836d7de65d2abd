"""The addresses that a sitemap names (sitemaps.org), its indexes followed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from lxml import etree

from ingest.web.addresses import BadAddress, canonical, host_of
from ingest.web.content import BadEncoding, decoded
from ingest.web.fetch import Fetcher, FetchFailed, Page

_MOST_SITEMAPS = 100
_MOST_BYTES = 60_000_000  # sitemaps.org allows 50 MiB
_MOST_ENTRIES = 50_000
_GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class Found:
    """The selected addresses in the sitemap's order, and what went wrong.

    ``left_out`` counts the selected addresses beyond the limit, as far as they
    were looked at; ``failures`` are sentences about sitemaps that could not be read.
    """

    addresses: list[str] = field(default_factory=list)
    left_out: int = 0
    failures: list[str] = field(default_factory=list)


def read_sitemap(fetcher: Fetcher, address: str, keep: Callable[[str], bool], limit: int) -> Found:
    """The addresses of a sitemap that ``keep`` selects, ``limit`` at most.

    Only addresses of the sitemap's own host count, as sitemaps.org asks. A
    sitemap that cannot be read is among ``failures``; the others still count.
    """
    found = Found()
    host = host_of(address)
    waiting, read, seen = [address], set[str](), set[str]()
    while waiting and len(found.addresses) < limit:
        current = waiting.pop(0)
        if current in read:
            continue
        if len(read) >= _MOST_SITEMAPS:
            found.failures.append(f"« {address} » mène à plus de {_MOST_SITEMAPS} plans de site : le reste est ignoré.")
            break
        read.add(current)
        try:
            entries = list(_entries(_content(fetcher, current), current))
        except (FetchFailed, BadAddress) as error:
            found.failures.append(str(error))
            continue
        for is_sitemap, entry in entries:
            if host_of(entry) != host:
                continue
            if is_sitemap:
                waiting.append(entry)
            elif entry not in seen and keep(entry):
                seen.add(entry)
                if len(found.addresses) < limit:
                    found.addresses.append(entry)
                else:
                    found.left_out += 1
    return found


def _content(fetcher: Fetcher, address: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        fetched = fetcher.fetch(address, Path(folder))
        if not isinstance(fetched, Page):
            raise FetchFailed(f"Le plan de site « {address} » n’existe pas : vérifiez l’adresse.")
        with fetched.path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    if data.startswith(_GZIP):
        data = _inflated(data, address)
    if len(data) > _MOST_BYTES:
        raise FetchFailed(f"Le plan de site « {address} » est trop volumineux : il est ignoré.")
    return data


def _inflated(data: bytes, address: str) -> bytes:
    inflated = bytearray()
    try:
        for block in decoded([data], "gzip"):
            inflated += block
            if len(inflated) > _MOST_BYTES:
                break
    except BadEncoding as error:
        raise FetchFailed(f"Le plan de site « {address} » est abîmé : il est ignoré.") from error
    return bytes(inflated)


def _entries(data: bytes, address: str) -> Iterator[tuple[bool, str]]:
    """(whether it is a sitemap, its address) for each entry; bad addresses are passed over."""
    count = 0
    try:
        parsed = etree.iterparse(
            BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _, element in parsed:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name not in ("url", "sitemap"):
                continue
            place = next((child for child in element if str(child.tag).endswith("loc")), None)
            text = (place.text or "").strip() if place is not None else ""
            element.clear()
            count += 1
            if count > _MOST_ENTRIES:
                return
            if text:
                try:
                    yield name == "sitemap", canonical(text, base=address)
                except BadAddress:
                    continue
    except etree.XMLSyntaxError as error:
        raise FetchFailed(f"« {address} » n’est pas un plan de site lisible : vérifiez l’adresse.") from error
    if not count:
        raise FetchFailed(f"Le plan de site « {address} » ne nomme aucune page : vérifiez l’adresse.")
