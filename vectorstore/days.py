"""Dates as ``YYYYMMDD`` numbers, which both search engines can compare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

UNKNOWN = 0
OPEN_END = 100_000_000  # after every day


def day(value: date | None, unknown: int = UNKNOWN) -> int:
    """``date(2023, 6, 8)`` as ``20230608``; ``None`` as ``unknown``."""
    return unknown if value is None else value.year * 10000 + value.month * 100 + value.day


@dataclass(frozen=True, slots=True)
class DayBounds:
    """The extreme days of a collection, by which a search knows what ``as_of`` cannot exclude."""

    last_published: int = UNKNOWN
    last_valid_from: int = UNKNOWN
    first_valid_to: int = OPEN_END


def from_day(value: int, unknown: int = UNKNOWN) -> date | None:
    """The inverse of :func:`day`."""
    return None if value == unknown else date(value // 10000, value // 100 % 100, value % 100)
