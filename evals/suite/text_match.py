"""Whether a text says a phrase, a number or a date, however it is written. Pure, and shared by lint and scoring.

Phrases are compared folded and by whole words: "ARS" is not in "mars", nor
"12" in "2012" or "L. 1111-8" in "L. 1111-8-1".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from evals.judging import folded
from evals.suite.case import Nugget
from evals.suite.french_numbers import numbers_in
from vectorstore.dates import FoundDate, find_dates

# Apostrophes, guillemets and hyphens are blanks, but a hyphen between digits ("L. 1111-8", "12-16 ans") is kept.
_BLANKS = re.compile(r"""['"«»“”„*_]|(?<!\d)[-–—]|[-–—](?!\d)""")
_FIRST_OF_MONTH = re.compile(
    r"\b(?:le |du |au )?premier(?= (?:janv|f[eé]v|mars|avr|mai|juin|juil|ao[uû]t|sep|oct|nov|d[eé]c))"
)
_SENTENCE_END = re.compile(r"[.;:!?\n](?:\s|$)")


def comparable(text: str) -> str:
    """``text`` without case, accents, apostrophes, guillemets or hyphens, every run of blanks one space."""
    return " ".join(_BLANKS.sub(" ", folded(text)).split())


def says(text: str, phrase: str) -> bool:
    """Whether the words of ``phrase`` stand in ``text``, next to each other and whole."""
    wanted = comparable(phrase)
    return bool(wanted) and _whole(wanted).search(comparable(text)) is not None


def said(text: str, phrases: Iterable[str]) -> list[str]:
    """Those of ``phrases`` that ``text`` says, in their order."""
    plain = comparable(text)
    return [phrase for phrase in phrases if (wanted := comparable(phrase)) and _whole(wanted).search(plain)]


def says_number(text: str, number: float) -> bool:
    """Whether ``number`` stands in ``text``: "650", "650 M€", "1 200", "1,5", "soixante", "deux mille cinq cents".

    650 is in "650 millions", and so is 650,000,000. The numbers within dates
    (but for their year) and within references ("L. 1111-8") do not count.
    """
    return any(abs(found - number) < 1e-9 * max(1.0, abs(number)) for found in numbers_in(without_days(text)))


def says_date(text: str, day: date) -> bool:
    """Whether ``day`` stands in ``text``: "7 juin 2023", "07/06/2023", "2023-06-07", "1er avril 2023".

    A day that leaves its year to the next date of the sentence has that year
    ("les 7 mars et 7 juin 2023", "du 7 au 9 juin 2023" for its month too).
    """
    return any(found.date == day for found in dates_in(text))


def nugget_said(nugget: Nugget, text: str) -> bool:
    """Whether ``text`` says a nugget: any of its phrases, all its numbers and all its dates."""
    return (
        (not nugget.any_of or bool(said(text, nugget.any_of)))
        and all(says_number(text, number) for number in nugget.numbers)
        and all(says_date(text, day) for day in nugget.dates)
        and bool(nugget.any_of or nugget.numbers or nugget.dates)
    )


def dates_in(text: str) -> list[FoundDate]:
    """The dates of ``text`` in order, those included that take their year, or month and year, from the next one."""
    text = _spelt_out(text)
    whole = find_dates(text)
    found = list(whole)
    for later in whole:
        opening = _clause_start(text, later.start)
        near = text[opening : later.start]
        starts = {other.start for other in whole}
        for short in find_dates(near, later.date.year):
            if opening + short.start not in starts:
                found.append(FoundDate(short.date, opening + short.start, opening + short.end))
        if day := re.search(r"(?<![\w/.-])(?:du|le|les|entre le)\s(\d{1,2}|1er)\s(?:au|et(?: le)?)\s$", near):
            number = int(day[1].removesuffix("er"))
            try:
                earlier = later.date.replace(day=number)
            except ValueError:
                continue
            found.append(FoundDate(earlier, opening + day.start(1), opening + day.end(1)))
    return sorted(found, key=lambda item: item.start)


def without_days(text: str) -> str:
    """``text`` with each date replaced by its year, so that no day or month passes for a number."""
    text = _spelt_out(text)
    parts: list[str] = []
    at = 0
    # Any leap year: a day without a year is one too, and 29 February must be found.
    for found in find_dates(text, 2000):
        written = text[found.start : found.end]
        year = str(found.date.year) if str(found.date.year) in written else ""
        parts += [text[at : found.start], year]
        at = found.end
    return "".join([*parts, text[at:]])


def _spelt_out(text: str) -> str:
    return _FIRST_OF_MONTH.sub(lambda match: match[0].replace("premier", "1er"), text)


def _clause_start(text: str, end: int) -> int:
    return max((stop.end() for stop in _SENTENCE_END.finditer(text, 0, end)), default=0)


@lru_cache(maxsize=4096)
def _whole(wanted: str) -> re.Pattern[str]:
    before, after = r"(?<!\w)", r"(?!\w)"
    if wanted[0].isdigit():
        before += r"(?<!\d[.,-])"
        if re.match(r"\d{3}(?!\d)", wanted):
            before += r"(?<!\d )"  # the end of "1 200"
    if wanted[-1].isdigit():
        after += r"(?![.,-]\d)(?! \d{3}(?!\d))"
    if not wanted[0].isalnum():
        before = ""
    if not wanted[-1].isalnum():
        after = ""
    return re.compile(before + re.escape(wanted) + after)
