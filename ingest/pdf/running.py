"""Removal of what a document repeats on its pages: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.pdf.layout import PdfLine, PdfPage
from ingest.titles import fold

_MARGIN = 0.14  # of the page's height, at the top and at the bottom
_SAME_PLACE = 8.0  # points
_FEW_PAGES = 4
_LARGE = 1.15  # of the size of the text
_PAGE_NUMBER = re.compile(
    r"^(?:page|p\.|folio)?\s*[-–—|(]?\s*(?P<number>\d{1,5})\s*(?:(?:[-–—/|]|sur|of|de)\s*\d{1,5})?\s*[-–—|)]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where a form of line was seen; ``shift`` is a page number less the page's own.

    ``like`` is the first page that is the same as this one, which may be itself.
    """

    page: int
    like: int
    baseline: float
    shift: int


def without_running_lines(
    pages: Sequence[PdfPage], body_size: float, pictured: frozenset[int] = frozenset()
) -> list[PdfPage]:
    """The pages without their headers, footers and page numbers.

    A line is one of them when it stands in the margin and the same line,
    figures aside, stands at the same height of enough other pages; a number,
    when it goes up with the pages. A large line may be the title of slides: it must
    be on most pages, and stays on the first. A page that is the same as another
    does not tell which of its lines are a header, and counts with that one as a single
    page; but on ``pictured`` pages, by number, lines that repeat are stamps.
    """
    like = _likes(pages, pictured)
    seen: dict[str, list[_Seen]] = defaultdict(list)
    for page in pages:
        for line in _marginal(page):
            seen[_form(line.text)].append(_Seen(page.number, like[page.number], line.baseline, _shift(line, page)))
    first = "".join(fold(item.text) for item in pages[0].items if isinstance(item, PdfLine)) if len(pages) > 1 else ""
    different = len(set(like.values()))
    kept = []
    for page in pages:
        gone = {
            id(line)
            for line in _marginal(page)
            if _runs(line, page, seen[_form(line.text)], (len(pages), different), line.size > _LARGE * body_size, first)
        }
        kept.append(replace(page, items=tuple(item for item in page.items if id(item) not in gone)) if gone else page)
    return kept


def _marginal(page: PdfPage) -> list[PdfLine]:
    top, bottom = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return [x for x in page.items if isinstance(x, PdfLine) and (x.baseline <= top or x.top >= bottom)]


def _likes(pages: Sequence[PdfPage], pictured: frozenset[int]) -> dict[int, int]:
    """For the number of each page, that of the first page that says the same, figures aside."""
    first: dict[tuple[object, ...], int] = {}
    like = {}
    for page in pages:
        said = tuple(_form(item.text) if isinstance(item, PdfLine) else item.rows for item in page.items)
        like[page.number] = page.number if page.number in pictured else first.setdefault(said, page.number)
    return like


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", " ", text.casefold()))


def _shift(line: PdfLine, page: PdfPage) -> int:
    number = _PAGE_NUMBER.match(line.text)
    return int(number["number"]) - page.number if number else 0


def _runs(
    line: PdfLine, page: PdfPage, seen: Sequence[_Seen], counts: tuple[int, int], large: bool, first_page: str
) -> bool:
    """Whether a line is a running one; ``counts`` are those of all pages and of pages that differ."""
    count, pages = counts
    # A form that is everywhere needs no counting: the first hundreds tell.
    beside = [other for other in seen[:500] if abs(other.baseline - line.baseline) <= _SAME_PLACE]
    if _PAGE_NUMBER.match(line.text):
        shift = _shift(line, page)
        return shift == 0 or len({other.page for other in beside if other.shift == shift}) >= 2
    same = len({other.like for other in beside})
    if large:
        shown = len({other.page for other in beside})
        often = pages >= 2 and shown >= 2 and shown >= 0.6 * count
        # It stays where it comes first, unless the cover says it.
        return often and (page.number > min(other.page for other in beside) or fold(line.text) in first_page)
    if any(char.isdigit() for char in line.text) and not _has_words(line.text):
        return same >= 2  # a date and a page number
    if pages <= _FEW_PAGES:
        return same >= 2 and same >= pages - 1
    return same >= 3


def _has_words(text: str) -> bool:
    return sum(char.isalpha() for char in text) > 3
