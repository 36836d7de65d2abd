"""What a document's type says: the size of its text, its leading, its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.lines import ends_sentence, holds_address
from ingest.pdf.layout import PdfLine, PdfPage
from ingest.plain_text import is_capitals
from vectorstore.dates import find_dates

_LARGER = 1.12
_LONGEST = 220
_NUMBERED = re.compile(
    r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[^\W\d_«“\"])|^(?P<part>[IVX]{1,5}|[A-Z])[.)]\s+(?=\w)"
)
_PART = re.compile(
    r"^(?:partie|titre|chapitre|section|annexe|article|fiche|axe)\s+(?:\d|[IVXLC]+\b|1er|premier)", re.IGNORECASE
)
_BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Style:
    """``body``: size of the running text; ``leading``: distance of its lines, in sizes; ``bold``: it is bold."""

    body: float
    leading: float
    bold: bool = False


def style_of(pages: Sequence[PdfPage]) -> Style:
    """The style of the running text: the size that most characters have."""
    weights: Counter[float] = Counter()
    lines = [item for page in pages for item in page.items if isinstance(item, PdfLine)]
    for line in lines:
        weights[round(2 * line.size) / 2] += len(line.text)
    body = max(weights, key=lambda size: (weights[size], -size)) if weights else 10.0
    own = [line for line in lines if abs(line.size - body) <= 0.5]
    steps = [
        (after.baseline - before.baseline) / body
        for before, after in pairwise(own)
        if before.page == after.page and 0.9 * body <= after.baseline - before.baseline <= 2.2 * body
        and abs(after.x0 - before.x0) <= 2
    ]  # fmt: skip
    bold = sum(len(x.text) for x in own if x.bold) > 0.5 * sum(len(x.text) for x in own)
    return Style(body, median(steps) if steps else 1.25, bold)


def stands_out(line: PdfLine, style: Style) -> bool:
    """Whether a line is printed larger or bolder than the running text."""
    return line.size >= _LARGER * style.body or (line.bold and not style.bold)


def may_head(lines: Sequence[PdfLine], text: str, style: Style) -> bool:
    """Whether the lines of a block, together ``text``, may be a heading."""
    if len(text) > _LONGEST or sum(char.isalpha() for char in text) < 2 or holds_address(text):
        return False
    if text[0] in "→⤷⇒☐☑☒" or _BARE_HOST.fullmatch(text):
        return False
    found = find_dates(text)
    if found and len(text) - (found[0].end - found[0].start) <= 12:
        return False
    larger = all(line.size >= _LARGER * style.body for line in lines)
    if larger and not text.endswith((";", ",", ":")):
        return len(lines) <= 6
    if " : " in text or (ends_sentence(text) and not text.endswith("?")):
        return False
    bold = all(line.bold for line in lines) and not style.bold
    return len(lines) <= 3 and ((bold and len(text) <= 150) or (len(lines) <= 2 and is_capitals(text)))


def number_depth(text: str) -> int | None:
    """How deep a heading's number places it ("2.1 Objet" is 2), or None."""
    match = _NUMBERED.match(text)
    if match and match["number"]:
        return match["number"].count(".") + 1
    if match or _PART.match(text):
        return 1
    return None


def levels(headings: Sequence[tuple[str, float]]) -> dict[float, int]:
    """The level, from 2 on, of unnumbered headings by their size, rounded to whole points.

    A size that numbered headings have is of their level; any other is one
    level below the next larger size.
    """
    numbered: dict[float, int] = {}
    for text, size in headings:
        if (depth := number_depth(text)) is not None:
            numbered[round(size)] = min(numbered.get(round(size), _DEEPEST), 1 + depth)
    found: dict[float, int] = {}
    level = 1
    for size in sorted({round(size) for _, size in headings}, reverse=True):
        level = numbered.get(size, level + 1)
        found[size] = min(level, _DEEPEST)
    return found


def level_of(text: str, size: float, by_size: Mapping[float, int]) -> int:
    """The level of one heading: by its number if it has one, else by its size."""
    depth = number_depth(text)
    if depth is not None:
        return min(1 + depth, _DEEPEST)
    larger = [known for known in by_size if known >= round(size)]
    return by_size[min(larger)] if larger else 2
