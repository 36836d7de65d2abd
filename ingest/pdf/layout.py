"""What stands on a page: lines and tables, with where they stand.

Lengths are in points (1/72 inch), from the page's top left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One printed line, or one cell's part of it.

    ``size`` is that of most of its letters; ``bold`` tells that all of it is;
    ``right`` is how far the lines of its column reach. Raised figures (calls of
    notes) are written as ¹²³ in ``text``.
    """

    page: int
    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool = False
    right: float = 0.0

    @property
    def top(self) -> float:
        """Where its capitals begin, about."""
        return self.baseline - 0.8 * self.size


@dataclass(frozen=True, slots=True)
class PdfTable:
    """A table; a cell is None where a cell above or beside it covers its place."""

    page: int
    rows: tuple[tuple[str | None, ...], ...]
    has_header: bool
    x0: float
    x1: float
    top: float
    baseline: float


Item = PdfLine | PdfTable


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page: its number from 1, its size, and what stands on it in the order of the file."""

    number: int
    width: float
    height: float
    items: tuple[Item, ...]


def rows_of(items: Sequence[Item]) -> list[list[Item]]:
    """Consecutive lines of one height, from left to right, together."""
    rows: list[list[Item]] = []
    for item in items:
        last = rows[-1][-1] if rows else None
        if (
            isinstance(item, PdfLine)
            and isinstance(last, PdfLine)
            and item.page == last.page
            and abs(item.baseline - last.baseline) <= 2
            and item.x0 > last.x1
        ):
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows
