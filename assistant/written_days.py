"""Days as French and English texts write them, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

WrittenDay = tuple[int | None, int, int | None]
"""Year, month and day; ``None`` where unsaid."""

_MONTH_NAMES = """janv(?:ier)?|january fevr?(?:ier)?|february mars|march avril|april mai|may juin|june juil(?:let)?|july
    aout|august sept(?:embre|ember)? oct(?:obre|ober)? nov(?:embre|ember)? dec(?:embre|ember)?"""
_MONTHS = _MONTH_NAMES.split()
DATE = re.compile(
    r"(?<!\w)(?:(?P<days>[0-9]{1,2}(?:er)?(?: ?(?:,|et|ou|au|-) ?[0-9]{1,2}(?:er)?){0,3}) {1,2})?"
    rf"(?P<name>{'|'.join(_MONTHS)})(?!\w)(?:\.? {{1,2}}(?P<year>[0-9]{{4}})(?!\w))?"
    r"|(?<![\w/.-])[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}(?![\w/])"
    r"|(?<![\w/.-])(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w-])"
)


def dates_in(plain: str) -> Iterator[tuple[int, int, WrittenDay]]:
    """Every day, month with year or day without one of a folded text: where it stands, and what it says."""
    for match in DATE.finditer(plain):
        if name := match["name"]:
            month = next(number for number, names in enumerate(_MONTHS, 1) if re.fullmatch(names, name))
            year = int(match["year"]) if match["year"] else None
            for day in re.findall("[0-9]+", match["days"] or "") or ([""] if year else []):
                yield *match.span(), (year, month, int(day) if day else None)
        else:
            first, second, third = map(int, re.findall("[0-9]+", match[0]))
            yield *match.span(), (first, second, third) if match["iso"] else (third, second, first)


def first_day(said: Sequence[object]) -> date | None:
    """The first of the days that year, month and day name; ``None`` if no year is said, or there is no such day."""
    return _day(said, 1, 1)


def last_day(said: Sequence[object]) -> date | None:
    """The last of them; of a month, its 28th."""
    return _day(said, 12, 31 if said[1] is None else 28)


def _day(said: Sequence[object], month: int, day: int) -> date | None:
    year, its_month, its_day = (part if isinstance(part, int) else None for part in said)
    try:
        return date(year, its_month or month, its_day or day) if year else None
    except ValueError:
        return None


def previous_day(day: date) -> date:
    """The day before; the first of the calendar has none, and is its own."""
    return day - timedelta(days=1) if day > date.min else day


def next_day(day: date) -> date:
    """The day after; the last of the calendar has none, and is its own."""
    return day + timedelta(days=1) if day < date.max else day
