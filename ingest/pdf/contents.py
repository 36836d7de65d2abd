"""Removal of tables of contents: headings and page numbers that the text itself repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.pdf.layout import Item, PdfLine, rows_of

_HEADING = re.compile(
    r"^(?:sommaire|table des mati[èe]res|table of contents|contents)(?: d[eu].{0,40})?$", re.IGNORECASE
)
_ENTRY = re.compile(r"^[^\W_].{0,300}?[\s.…·_](?P<page>\d{1,4})$")
_DOTTED = re.compile(r"^[^\W_].{0,300}?(?:\.{4}|…{2}|(?: \.){4})[\s.…]*\d{1,4}$")
_ENOUGH = 3
_LONGEST = 320


def without_contents(items: Sequence[Item]) -> list[Item]:
    """The items of a document without its tables of contents.

    Such a table is a heading ("Sommaire") with at least three rows below it
    that end with a page number, which never goes down; a row with dots before
    its page number is an entry wherever it stands.
    """
    rows = rows_of(items)
    texts = [_text(row) for row in rows]
    dropped: set[int] = set()
    for index, text in enumerate(texts):
        if index in dropped:
            continue
        if _DOTTED.match(text):
            dropped.add(index)
        elif _HEADING.match(text):
            entries = _entries(texts, index + 1)
            if len(entries) >= _ENOUGH:
                dropped.update((index, *entries))
    return [item for index, row in enumerate(rows) if index not in dropped for item in row]


def _text(row: Sequence[Item]) -> str:
    text = " ".join(item.text for item in row if isinstance(item, PdfLine))
    return text if len(text) <= _LONGEST else ""


def _entries(texts: Sequence[str], start: int) -> list[int]:
    """The positions of the entries from ``start`` on, with the first lines of entries of two lines."""
    found: list[int] = []
    page = 0
    index = start
    while index < len(texts):
        at = next((i for i in range(index, min(index + 2, len(texts))) if _ENTRY.match(texts[i])), None)
        entry = _ENTRY.match(texts[at]) if at is not None else None
        if at is None or entry is None or int(entry["page"]) < page:
            break
        found.extend(range(index, at + 1))
        page, index = int(entry["page"]), at + 1
    return found
