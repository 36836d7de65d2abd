"""From the bytes of a PDF to what stands on its pages; runs in the child process.

pdfplumber was kept over pypdf: it tells where each glyph stands and how large
it is, so words keep their spaces, and headings, columns, tables, footnotes and
page headers can be told by their place. pypdf, tried on the same files, ran
words together ("éditeurset acteursdu") and tells sizes and places of whole
strings only.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1
from pdfplumber.utils.exceptions import PdfminerException

from ingest.pdf.glyphs import Glyph, is_unmapped, lines_of, upright_and_turned
from ingest.pdf.layout import Item, PdfPage, PdfTable
from ingest.pdf.tables import fill, inside, ruled_tables

_MOST_GLYPHS = 20_000_000
_UNMAPPED_SHARE = 0.3
_DRAWN = 50  # so many curves on a page are a drawing, or letters turned into outlines


class Refused(Exception):
    """The PDF is not read; ``code`` is one that :mod:`ingest.pdf.reader` has a sentence for."""

    def __init__(self, code: str, *values: int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Extracted:
    """The pages of a PDF, the title that its metadata give, and the numbers of pages that show pictures."""

    pages: list[PdfPage]
    title: str | None
    pictured: frozenset[int] = frozenset()


def extract(data: bytes, most_pages: int, counted: Callable[[int], None] = lambda pages: None) -> Extracted:
    """The pages of a PDF; ``counted`` is told how many before they are read.

    Raises :class:`Refused`, and whatever the library raises on a damaged file.
    """
    try:
        pdf = pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False)
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect | PDFEncryptionError):
            raise Refused("encrypted") from error
        raise
    count = sum(1 for _ in islice(PDFPage.create_pages(pdf.doc), most_pages + 1))
    if count > most_pages:
        raise Refused("pages", most_pages)
    if not count:
        raise Refused("damaged")
    announced = _announced(pdf.doc.catalog)
    if announced is not None and announced > count:
        raise Refused("short", count, announced)
    counted(count)
    pages: list[PdfPage] = []
    pictured: set[int] = set()
    glyphs = unmapped = images = 0
    for page in pdf.pages:
        glyphs += len(page.chars)
        unmapped += sum(is_unmapped(char["text"]) for char in page.chars)
        images += len(page.images)
        if page.images or len(page.curves) > _DRAWN:
            pictured.add(page.page_number)
        if glyphs > _MOST_GLYPHS:
            raise Refused("memory")
        pages.append(PdfPage(page.page_number, float(page.width), float(page.height), tuple(_items(page))))
        page.close()
    if not any(page.items for page in pages) or unmapped > _UNMAPPED_SHARE * glyphs:
        raise Refused("unmapped" if unmapped else "scanned" if images else "empty")
    return Extracted(pages, _title(pdf.metadata), frozenset(pictured))


def _announced(catalog: Any) -> int | None:
    """How many pages the file says it has."""
    pages = resolve1(catalog.get("Pages"))
    count = resolve1(pages.get("Count")) if isinstance(pages, dict) else None
    return count if isinstance(count, int) else None


def _items(page: Any) -> Iterator[Item]:
    upright, *turned = upright_and_turned(page.chars, float(page.width), float(page.height))
    yield from _with_tables(page, upright)
    for glyphs in turned:
        yield from lines_of(glyphs, page.page_number)


def _with_tables(page: Any, glyphs: list[Glyph]) -> Iterator[Item]:
    """Lines and tables, each table where its first glyph comes."""
    rest: list[Glyph] = glyphs
    tables: list[tuple[int, PdfTable]] = []
    for cells in ruled_tables(page):
        table = fill(cells, rest, page.page_number)
        if table is None:
            continue
        boxes = [box for row in cells for box in row if box is not None]
        held = [any(inside(glyph, box) for box in boxes) for glyph in rest]
        at = held.index(True)
        rest = [glyph for glyph, gone in zip(rest, held, strict=True) if not gone]
        # A table cut out before this place moves the places of those found earlier.
        tables = [(place - sum(held[:place]), other) for place, other in tables]
        tables.append((at, table))
    if not tables:
        yield from lines_of(rest, page.page_number)
        return
    position = 0
    for at, table in sorted(tables, key=lambda entry: entry[0]):
        yield from lines_of(rest[position:at], page.page_number)
        yield table
        position = max(position, at)
    yield from lines_of(rest[position:], page.page_number)


def _title(metadata: dict[str, Any]) -> str | None:
    title = metadata.get("Title")
    return title if isinstance(title, str) else None
