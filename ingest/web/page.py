"""From a fetched page to its Documents."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.document import NO_OVERRIDES, Overrides
from ingest.pdf.limits import DEFAULT_LIMITS, PdfLimits
from ingest.read import SUFFIXES, ReadFailure, read
from ingest.web.addresses import BadAddress, canonical
from ingest.web.advice import for_page
from ingest.web.content import as_utf8, charset_of, name_for, suffix_for
from ingest.web.fetch import Fetcher, FetchFailed, Gone, NotModified, Page, Seen
from vectorstore.types import Document

_TEXTS = (".html", ".htm", ".txt", ".md", ".markdown", ".jsonl")


def read_address(
    fetcher: Fetcher,
    address: str,
    *,
    max_bytes: int,
    overrides: Overrides = NO_OVERRIDES,
    pdf: PdfLimits = DEFAULT_LIMITS,
    seen: Seen | None = None,
) -> Iterator[Document | ReadFailure | NotModified | Gone | Seen]:
    """The Documents of one address, each as soon as it is read.

    Alone, a :class:`ReadFailure`, :class:`NotModified` or :class:`Gone` says that
    there are none. Else what was seen of the page comes first, then its
    documents. ``source`` is the canonical address that was asked for, ``url``
    where it led, whatever the page says of itself. Nothing is raised.
    """
    try:
        source = canonical(address)
    except BadAddress as error:
        # The address itself may hold a password, so it is not shown.
        yield ReadFailure("", str(error))
        return
    with tempfile.TemporaryDirectory(prefix="sourcier-") as folder:
        try:
            fetched = fetcher.fetch(source, Path(folder), seen, _require_reader)
        except (FetchFailed, BadAddress) as error:
            yield ReadFailure(source, str(error))
            return
        if not isinstance(fetched, Page):
            yield fetched
            return
        yield fetched.seen
        path = _named(fetched)
        given = replace(overrides, url=fetched.seen.final)
        for item in read(path, max_bytes=max_bytes, overrides=given, pdf=pdf, source=source):
            if isinstance(item, ReadFailure):
                item = replace(item, reason=for_page(item.reason, path.name, source))
            yield item


def _require_reader(content_type: str, address: str) -> None:
    if suffix_for(content_type, address, SUFFIXES) is None:
        shown = content_type.split(";", 1)[0].strip()[:60] or "inconnu"
        raise FetchFailed(f"« {address} » est d’un type qui n’est pas lu ({shown}) : retirez cette adresse.")


def _named(page: Page) -> Path:
    """The content under a name that says its format, its text in UTF-8."""
    suffix = suffix_for(page.content_type, page.seen.final, SUFFIXES) or ".txt"
    path = page.path.with_name(name_for(page.seen.final, suffix, SUFFIXES))
    page.path.rename(path)
    if suffix in _TEXTS and (charset := charset_of(page.content_type)):
        path.write_bytes(as_utf8(path.read_bytes(), charset))
    return path
