"""Days, months, seasons and years that a question writes, each with the days it spans.

Only the stretch itself is read here ("7 juin 2023", "mars 2021", "2016-2019"); what
the words before it make of it ("en", "avant", "depuis") is :mod:`assistant.asked_time`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from vectorstore.dates import calendar_day, find_dates
from vectorstore.french import STOP_WORDS
from vectorstore.legal_reference import ReferenceKind, find_references


class Unit(IntEnum):
    """How exact a moment is."""

    DAY = 1
    MONTH = 2
    SEASON = 3
    YEAR = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch ``[start, end)`` of the question and the days it spans, both included."""

    start: int
    end: int
    first: date
    last: date
    unit: Unit


_MONTH_NAMES = (
    "janvier|janv|january|jan", "fevrier|fevr|fev|february|feb", "mars|march", "avril|avr|april|apr", "mai|may",
    "juin|june", "juillet|juil|july", "aout|august|aug", "septembre|sept|september", "octobre|oct|october",
    "novembre|nov|november", "decembre|dec|december",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = "(?:19|20)[0-9]{2}"
_NO_MORE = r"(?![\w/]|[.,][0-9]|-[0-9])"

# Days that ``find_dates`` does not know, since no document is dated so.
_ENGLISH_DAY = re.compile(
    rf"(?<!\w)(?:(?P<month>{_MONTH})\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>{_YEAR})"
    rf"|(?P<day2>premier|[0-9]{{1,2}})(?:er|st|nd|rd|th)? ?(?:of |jour de |de )?(?P<month2>{_MONTH})\.?"
    rf" (?:de )?(?P<year2>{_YEAR})){_NO_MORE}"
)
_SHORT_DAY = re.compile(r"(?<![\w/.-])([0-9]{1,2})/([0-9]{1,2})/([0-9]{2})(?![\w/])")
_YEAR_FIRST = re.compile(rf"(?<![\w/.-])({_YEAR})[/.]([0-9]{{1,2}})[/.]([0-9]{{1,2}})(?![\w/])")
_MONTH_YEAR = re.compile(
    rf"(?<!\w)(?:(?P<name>{_MONTH})\.?,? (?:de (?:l'annee )?)?|(?<![/.-])(?P<number>0?[1-9]|1[0-2])/)"
    rf"(?P<year>{_YEAR}){_NO_MORE}"
)
_QUARTER = re.compile(
    r"(?<!\w)(?:(?:(?P<rank>premier|deuxieme|second|troisieme|quatrieme|dernier|first|third|fourth|last|[1-4](?:er|e|eme"
    r"|nd|st|rd|th)?) (?P<unit>trimestre|semestre|quarter|half)(?: (?:de|d'|of))*|(?P<short>[tsq][1-4]))"
    rf"(?: de)?(?: l'annee)? (?P<year>{_YEAR})){_NO_MORE}"
)
_RANKS = {"premier": 1, "first": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "third": 3, "quatrieme": 4,
          "fourth": 4, "dernier": -1, "last": -1}  # fmt: skip
_SEASON = re.compile(
    rf"(?<!\w)(?P<name>printemps|spring|ete|summer|automne|autumn|hiver|winter)(?: de| of)? (?P<year>{_YEAR}){_NO_MORE}"
)
_SEASONS = {"printemps": (3, 6), "spring": (3, 6), "ete": (6, 9), "summer": (6, 9), "automne": (9, 12),
            "autumn": (9, 12), "hiver": (1, 3), "winter": (1, 3)}  # fmt: skip
_YEARS = re.compile(rf"(?<![\w/.-])(?P<first>{_YEAR}) ?[-\u2010-\u2014/] ?(?P<last>{_YEAR})(?![\w/]|[.,][0-9]|-[0-9])")
_ONE_YEAR = re.compile(
    rf"(?<![\w/.,\u2010-\u2014°])(?:(?<=mi-)|(?<=mid-)|(?<!-))(?<!n [°o] )(?<!n° )(?P<year>{_YEAR})"
    r"(?![\w/%]|[.,][0-9]|[-\u2010-\u2014][0-9]| ?[€%°])"
)
_COUNTED = re.compile(r" (?:([a-z]{3,}[sx])|euros?|e|k€|m€|millions?|milliards?|%|€)(?![a-z'])")
_AFTER_A_YEAR = STOP_WORDS | {"plusieurs", "certains", "certaines", "divers", "diverses", "differents", "differentes"}


def moments(plain: str) -> list[Moment]:
    """The moments of a folded question (see ``vectorstore.folding``), in order, none overlapping another."""
    references = (reference for reference in find_references(plain) if reference.kind is not ReferenceKind.ORDER)
    taken = [(reference.start, reference.end) for reference in references]
    found: list[Moment] = []
    for read in (_days, _parts_of_years, _years):
        for moment in read(plain):
            if all(moment.end <= start or end <= moment.start for start, end in taken):
                found.append(moment)
                taken.append((moment.start, moment.end))
    return sorted(found, key=lambda moment: moment.start)


def year(number: int) -> tuple[date, date]:
    """The first and last day of a year."""
    return date(number, 1, 1), date(number, 12, 31)


def month(number: int, of_year: int) -> tuple[date, date]:
    """The first and last day of a month."""
    return date(of_year, number, 1), date(of_year, number, monthrange(of_year, number)[1])


def _days(plain: str) -> Iterator[Moment]:
    for found in find_dates(plain):
        yield Moment(found.start, found.end, found.date, found.date, Unit.DAY)
    for match in _ENGLISH_DAY.finditer(plain):
        written = match["day2"] or match["day"]
        number = 1 if written == "premier" else int(written)
        name, of_year = match["month"] or match["month2"], match["year"] or match["year2"]
        yield from _day(match, int(of_year), _MONTHS[name], number)
    for match in _SHORT_DAY.finditer(plain):
        yield from _day(match, 2000 + int(match[3]), int(match[2]), int(match[1]))
    for match in _YEAR_FIRST.finditer(plain):
        yield from _day(match, int(match[1]), int(match[2]), int(match[3]))


def _day(match: re.Match[str], of_year: int, number: int, day: int) -> Iterator[Moment]:
    if found := calendar_day(of_year, number, day):
        yield Moment(*match.span(), found, found, Unit.DAY)


def _parts_of_years(plain: str) -> Iterator[Moment]:
    for match in _MONTH_YEAR.finditer(plain):
        if re.search(r"[0-9](?:er)? $", plain[: match.start()]):
            continue  # of a day that the calendar does not have
        number = int(match["number"]) if match["number"] else _MONTHS[match["name"]]
        yield Moment(*match.span(), *month(number, int(match["year"])), Unit.MONTH)
    for match in _QUARTER.finditer(plain):
        of_year, half = int(match["year"]), (match["short"] or match["unit"])[0] in "sh"
        written = match["short"][1] if match["short"] else match["rank"]
        rank = _RANKS.get(written) or int(written[0])
        rank, length = (2 if half else 4) if rank < 0 else rank, 6 if half else 3
        if rank * length <= 12:
            first, last = month((rank - 1) * length + 1, of_year)[0], month(rank * length, of_year)[1]
            yield Moment(*match.span(), first, last, Unit.SEASON)
    for match in _SEASON.finditer(plain):
        of_year, (begins, ends) = int(match["year"]), _SEASONS[match["name"]]
        first = date(of_year, begins, 1 if begins == 1 else 21)
        yield Moment(*match.span(), first, date(of_year, ends, 20), Unit.SEASON)


def _years(plain: str) -> Iterator[Moment]:
    for match in _YEARS.finditer(plain):
        if match["first"] < match["last"]:
            yield Moment(*match.span(), year(int(match["first"]))[0], year(int(match["last"]))[1], Unit.YEAR)
    for match in _ONE_YEAR.finditer(plain):
        counted = _COUNTED.match(plain, match.end())
        if not counted or counted[1] in _AFTER_A_YEAR:  # "2000 mots" count words
            yield Moment(*match.span(), *year(int(match["year"])), Unit.YEAR)
