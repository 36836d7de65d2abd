"""Which day a question is about, told from the years and dates that are only words.

« Que prévoyait la loi en 2019 ? » asks about 2019; « le plan 2024 », « la feuille de route
2023-2027 » and « le décret du 7 juin 2023 » name things; « publié en 2024 » restricts the sources.
Method: our own closed rules over the words that stand around a moment (``time_words``). What
no rule knows is words, and nothing is made of it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from assistant import time_words as words
from assistant.moments import Moment, Unit, moments, month
from assistant.relative_time import relative_times
from vectorstore.folding import folded

Days = tuple[date, date]

_WINDOW = 120  # characters before a moment in which what places it may stand


@dataclass(frozen=True, slots=True)
class AskedTime:
    """What a question says of time.

    ``as_of`` is the day it is about, ``period`` the days that its words span (both included; within
    a year, a text may have changed). ``published`` bounds, inclusively, when a source was published.
    ``history``: how things changed is asked for, so that no one day will do. ``text`` is the question
    without the words so read, and ``spans`` their places in the question (in NFC).
    """

    text: str
    as_of: date | None = None
    period: Days | None = None
    published: tuple[date | None, date | None] | None = None
    history: bool = False
    spans: tuple[tuple[int, int], ...] = ()


def asked_time(question: str, today: date) -> AskedTime:
    """What ``question`` says of time; relative words count from ``today``. Never raises."""
    text = unicodedata.normalize("NFC", question)
    plain = folded(text)
    read = _Reading(plain, today)
    history = read.several or words.HISTORY.search(plain) is not None
    spans = tuple(sorted(read.spans))
    return AskedTime(_without(text, spans), read.as_of, read.period, read.published, history, spans)


class _Reading:
    """The moments of one question, placed one after the other."""

    def __init__(self, plain: str, today: date) -> None:
        self.plain, self.today = plain, today
        self.as_of: date | None = None
        self.period: Days | None = None
        self.published: tuple[date | None, date | None] | None = None
        self.several = False
        self.spans: list[tuple[int, int]] = []
        self._read_to = 0  # no word places two moments
        found = moments(plain)
        at = 0
        while at < len(found):
            joined = at + 1 < len(found) and self._between(found[at], found[at + 1])
            if not joined:
                self._place(found[at])
            at += 2 if joined else 1
        for relative in relative_times(plain, today):
            if self.as_of is None:
                self.spans.append((relative.start, relative.end))
                self.as_of, self.period = relative.day, relative.period or self.period

    def _between(self, one: Moment, other: Moment) -> bool:
        """Places « entre 2016 et 2019 », « du 1er mars au 30 juin 2021 »."""
        gap = words.AND.fullmatch(self.plain, one.end, other.start)
        lead = self._before(words.BETWEEN, one)
        if not gap or not lead or other.last < one.first:
            return False
        from_to = lead["lead"] not in ("entre", "between")
        if from_to and (gap["link"] in ("et", "and") or words.NAMED.search(self.plain[: lead.start()])):
            return False
        days = _narrowed(one, lead["part"])[0], _narrowed(other, gap["part"])[1]
        if not self._is_publication(lead.start(), other, days) and not self._tells_which(lead.start()):
            self._take(lead.start(), other, days[1], days)
        return True

    def _place(self, moment: Moment) -> None:
        if match := self._before(words.BEFORE, moment):
            self._around(match, moment, None, _narrowed(moment, match["part"])[0] - timedelta(days=1))
        elif match := self._before(words.UNTIL, moment):
            first, last = _narrowed(moment, match["part"])
            self._around(match, moment, None, last if match["part"] else first)
        elif match := self._before(words.SINCE, moment):
            first, _ = _narrowed(moment, match["part"])
            if not self._is_publication(match.start(), moment, (first, None)) and first < self.today:
                self.period = self.period or (first, self.today)  # till now: the words stay
        elif match := self._before(words.AFTER, moment):
            _, last = _narrowed(moment, match["part"])
            if match["event"]:
                self._around(match, moment, None, last)
            else:  # no day in particular
                self._is_publication(match.start(), moment, (last + timedelta(days=1), None))
        elif match := self._before(words.FROM, moment):
            first, last = _narrowed(moment, match["part"])
            if not self._is_publication(match.start(), moment, (first, None)):
                self._around(match, moment, None, first if moment.unit is Unit.DAY else last)
        elif match := self._at(moment):
            self._around(match, moment, *_span(match, moment))

    def _at(self, moment: Moment) -> re.Match[str] | None:
        """What puts the question at a moment: « en 2019 », or « et 2020 » after that."""
        if (match := self._before(words.AT, moment)) and _is_at(match, moment):
            return match
        return words.ALSO.fullmatch(self.plain, self._read_to, moment.start) if self._read_to else None

    def _before(self, pattern: re.Pattern[str], moment: Moment) -> re.Match[str] | None:
        return pattern.search(self.plain, max(self._read_to, moment.start - _WINDOW), moment.start)

    def _around(self, match: re.Match[str], moment: Moment, first: date | None, last: date) -> None:
        """The question is about ``last``, or about what was published, or the moment tells what is meant."""
        if self._is_publication(match.start(), moment, (first, last)) or self._tells_which(match.start()):
            return
        middle = first is not None and match["part"] in ("mi", "milieu", "mid", "middle")
        day = first + (last - first) / 2 if first and middle else last
        start = match.end("version") if match.groupdict().get("version") else match.start()
        self._take(start, moment, day, (first, last) if first and first != last else None)

    def _is_publication(self, start: int, moment: Moment, days: tuple[date | None, date | None]) -> bool:
        """Whether the words before ``start`` say that sources were published then; this bounds them."""
        said = words.PUBLISHED.search(self.plain, max(0, start - _WINDOW), start)
        if not said or not words.SOURCE.search(self.plain, 0, said.start()):
            return False
        self.published = days
        self.spans.append((start, moment.end))
        self._read_to = moment.end
        return True

    def _tells_which(self, start: int) -> bool:
        meant = words.MEANT.search(self.plain, max(0, start - _WINDOW), start)
        return meant is not None and not words.AUXILIARY.search(self.plain, 0, meant.start())

    def _take(self, start: int, moment: Moment, day: date, period: Days | None) -> None:
        after = words.AFTER_IT.match(self.plain, moment.end)
        self._read_to = after.end() if after else moment.end
        self.spans.append((start, self._read_to))
        if self.as_of is None:
            self.as_of, self.period = day, period
            return
        days = (self.as_of, day, *(self.period or ()), *(period or ()))
        self.several = self.several or day != self.as_of
        self.as_of, self.period = max(self.as_of, day), (min(days), max(days))


def _is_at(match: re.Match[str], moment: Moment) -> bool:
    """Whether the words put the question at the moment (« en 2019 », not « le 2019 »)."""
    at, said = match["at"], match[0]
    if at is None or match["version"]:
        return bool(match["version"] or match["part"])
    if at == "le":
        return moment.unit is Unit.DAY or "mois" in said
    if at in ("a", "au", "aux"):
        return bool(match["part"]) or moment.unit in (Unit.DAY, Unit.SEASON) or "mois" in said
    if at in ("sur", "dans"):
        return moment.unit is Unit.YEAR and ("annees" in said or "periode" in said)
    return True


def _span(match: re.Match[str], moment: Moment) -> Days:
    if "annees " in match[0] and moment.first.year % 10 == 0 and moment.first.year == moment.last.year:
        return moment.first, moment.last.replace(year=moment.first.year + 9)
    return _narrowed(moment, match["part"])


def _narrowed(moment: Moment, part: str | None) -> Days:
    """The days of the beginning, middle or end of a moment, or all of them."""
    first, last = moment.first, moment.last
    if part is None or moment.unit is Unit.DAY:
        return first, last
    begins = part in ("tout debut", "debut", "early", "beginning", "start")
    ends = part in ("fin", "late", "end")
    if moment.unit is Unit.YEAR and first.year == last.year:
        months = (1, 3) if begins else (10, 12) if ends else (5, 8)
        return month(months[0], first.year)[0], month(months[1], first.year)[1]
    third = (last - first) // 3
    return (first if begins else last - third if ends else first + third), (
        first + third if begins else last if ends else last - third
    )


def _without(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The question without the stretches; itself where they leave no word to look for."""
    rest = text
    for start, end in reversed(spans):
        rest = f"{rest[:start]} {rest[end:]}"
    rest = re.sub(r"\s+(?:et|ou|and|puis)\s*(?=[,?.!]|$)", " ", rest)
    rest = re.sub(r"^[\s,;:]+|(?<=[\s,])[\s,]*,|(?<=\s)\s+", "", re.sub(r"\s+,", ",", rest)).strip()
    return rest if re.search(r"\w{3}", rest) else text
