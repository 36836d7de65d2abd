"""French dates in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    "janvier": 1, "janv": 1, "février": 2, "fevrier": 2, "févr": 2, "fevr": 2, "fév": 2,
    "mars": 3, "avril": 4, "avr": 4, "mai": 5, "juin": 6, "juillet": 7, "juil": 7,
    "août": 8, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "décembre": 12, "decembre": 12, "déc": 12, "dec": 12,
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_GAP = r"[ \t\u00a0\u202f]{1,3}"

_DATE = re.compile(
    rf"""
    (?<![\w/.-])(?:
        (?P<day>1\s?er|\d{{1,2}}){_GAP}(?P<month>{_MONTH})\b\.?(?:{_GAP}(?P<year>\d{{4}})(?!\w))?
      | (?P<iso_year>\d{{4}})-(?P<iso_month>\d{{2}})-(?P<iso_day>\d{{2}})(?![\d-])
      | (?P<num_day>\d{{1,2}})(?P<sep>[/.-])(?P<num_month>\d{{1,2}})(?P=sep)(?P<num_year>\d{{4}})
        (?!\w|[/-]\w)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)

_OLDEST, _NEWEST = 1500, 2199


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands: ``text[start:end]`` is the date without any hour."""

    date: date
    start: int
    end: int


def find_dates(text: str, year: int | None = None) -> list[FoundDate]:
    """Every date of ``text``, in order.

    Reads "8 juin 2023", "1er avril 2023", "01/04/2023", "01.04.2023",
    "2023-06-08" and the day of an ISO date-time. A day without a year
    ("le 7 mars") counts only when ``year`` supplies it. What is no calendar
    day ("31 février 2023") is left out.
    """
    found: list[FoundDate] = []
    for match in _DATE.finditer(text):
        parts = match.groupdict()
        if parts["month"]:
            written = parts["year"]
            if written is None and year is None:
                continue
            numbers = (
                int(written) if written else year or 0,
                _MONTHS[parts["month"].lower()],
                int(re.sub(r"\D", "", parts["day"])),
            )
        elif parts["iso_year"]:
            numbers = (int(parts["iso_year"]), int(parts["iso_month"]), int(parts["iso_day"]))
        else:
            numbers = (int(parts["num_year"]), int(parts["num_month"]), int(parts["num_day"]))
        day = calendar_day(*numbers)
        if day is not None:
            found.append(FoundDate(day, match.start(), match.end()))
    return found


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, or None when the calendar has no such day or the year is implausible."""
    if not _OLDEST <= year <= _NEWEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_date(value: object) -> date | None:
    """The one day a metadata value stands for (a date, a date-time, or a string), or None."""
    if isinstance(value, date):
        # A date-time is a date too: keep its day only.
        return date(value.year, value.month, value.day)
    if not isinstance(value, str):
        return None
    found = find_dates(value)
    return found[0].date if found else None
