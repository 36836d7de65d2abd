"""Times that a question counts from today: « l'an dernier », « il y a deux ans », "last month"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.moments import month, year


@dataclass(frozen=True, slots=True)
class Relative:
    """A stretch ``[start, end)`` of the question, the day it means and the days it spans."""

    start: int
    end: int
    day: date
    period: tuple[date, date] | None = None


_NUMBERS = {
    "un": 1, "une": 1, "one": 1, "a": 1, "an": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4,
    "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9, "dix": 10,
    "ten": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "dizaine": 10, "quinzaine": 15, "vingtaine": 20,
}  # fmt: skip
_NUMBER = r"(?P<number>[0-9]{1,2}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_UNIT = r"(?P<unit>ans?|annees?|mois|semaines?|jours?|years?|months?|weeks?|days?)"

_AGO = re.compile(
    rf"(?<!\w)(?:il y a (?:environ |pres de |une )?{_NUMBER} (?:d')?{_UNIT}"
    rf"|{_NUMBER.replace('number', 'number2')} {_UNIT.replace('unit', 'unit2')} ago)(?!\w)"
)
_NOW = (
    r"actuellement|aujourd'hui|a ce jour|en ce moment|a l'heure actuelle|a present|desormais|maintenant"
    r"|currently|nowadays|today|at present|right now"
)
Spanned = Callable[[date], tuple[date, tuple[date, date] | None]]


def _year_at(distance: int) -> Spanned:
    def span(today: date) -> tuple[date, tuple[date, date] | None]:
        first, last = year(max(1, min(9999, today.year + distance)))
        return last, (first, last)

    return span


def _this_year(today: date) -> tuple[date, tuple[date, date] | None]:
    first, _ = year(today.year)
    return today, (first, today) if first < today else None


def _last_month(today: date) -> tuple[date, tuple[date, date] | None]:
    if today.replace(day=1) == date.min:
        return today, None
    before = today.replace(day=1) - timedelta(days=1)
    first, last = month(before.month, before.year)
    return last, (first, last)


def _days_ago(days: int) -> Spanned:
    return lambda today: (_back(today, days), None)


_NAMED: tuple[tuple[re.Pattern[str], Spanned], ...] = tuple(
    (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), span)
    for pattern, span in (
        (r"(?:en |dans )?(?:l'an|l'annee) (?:dernier|derniere|passee?)|last year", _year_at(-1)),
        (r"(?:en |dans )?(?:l'an prochain|l'annee prochaine)|next year", _year_at(1)),
        (r"(?:en |dans )?cette annee|(?:pendant |durant )?l'annee en cours|this year", _this_year),
        (r"le mois (?:dernier|passe)|last month", _last_month),
        (r"la semaine (?:derniere|passee)|last week", _days_ago(7)),
        (r"avant-hier", _days_ago(2)),
        (r"(?<!avant-)hier|yesterday", _days_ago(1)),
        (_NOW, lambda today: (today, None)),
    )
)


def relative_times(plain: str, today: date) -> Iterator[Relative]:
    """Those of a folded question, what tells most first; the words for now come last."""
    for match in _AGO.finditer(plain):
        written = match["number"] or match["number2"]
        count = _NUMBERS.get(written) or int(written)
        yield Relative(*match.span(), _ago(today, count, match["unit"] or match["unit2"]))
    for pattern, span in _NAMED:
        for match in pattern.finditer(plain):
            yield Relative(*match.span(), *span(today))


def _ago(today: date, count: int, unit: str) -> date:
    if unit.startswith(("j", "d")):
        return _back(today, count)
    if unit.startswith(("s", "w")):
        return _back(today, 7 * count)
    months = count if unit.startswith("mo") else 12 * count
    at = today.year * 12 + today.month - 1 - months
    if at < 12:
        return date.min
    of_year, number = divmod(at, 12)
    return date(of_year, number + 1, min(today.day, month(number + 1, of_year)[1].day))


def _back(today: date, days: int) -> date:
    return today - timedelta(days=min(days, (today - date.min).days))
