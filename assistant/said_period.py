"""The days for which a stretch of a document says, in its opening words, that it holds.

« Depuis le 27 février 2015, les vaccins restent visibles vingt et un ans » does not answer about
2014, though the text that says so was in force then: a text tells of what it changed, and a
summary of several versions of each. Method: our own closed list of what may stand before a day at
the beginning of a sentence; any other sentence says nothing of when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from assistant.moments import Moment, moments
from assistant.written_days import next_day, previous_day
from vectorstore.folding import spaced

Days = tuple[date, date]

_FILL = r"(?:(?:le|la|les|du|de|mois|annees?|debut|fin|mi|milieu)[ -]|[ld]')*"
_LINK = r"(?:[a-z]{2,14}(?: [a-z]{2,10})?, |(?:mais|et|puis|ainsi|or) )?"
_OPENING = r"[\s«»\"'(\[–—•·*-]*(?:[0-9]{1,2}[.)] )?"
_LEADS = {
    "range": rf"(?:du|de|entre|d')[ ']?{_FILL}",
    "until": rf"jusqu'(?:au|en|a) {_FILL}",
    "since": rf"(?:depuis|a compter|a partir|des) (?:(?:du|de|en) |d')?{_FILL}",
    "before": rf"avant {_FILL}",
    "after": rf"apres {_FILL}",
    "at": rf"(?:(?:le|en|aux?|courant|debut|fin|mi|au debut|a la fin)[ -]{_FILL})",
}
_LEAD = {kind: re.compile(rf"{_OPENING}{_LINK}{lead}") for kind, lead in _LEADS.items()}
_TO = re.compile(rf" ?(?:au|a|et|jusqu'(?:au|en|a)) {_FILL}")
_FURTHEST = 60  # characters within which a sentence's first moment stands, if it opens it
_BEFORE_THAT = re.compile(
    rf"{_OPENING}{_LINK}(?:avant (?:cette date|cela|ce jour)|auparavant|jusqu'alors|jusque-la|anterieurement)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class SaidPeriod:
    """The first and the last day for which something is said; ``None`` where there is no such end."""

    first: date | None
    last: date | None

    def over(self, days: Days) -> bool:
        """Whether it had ended before the first of the ``days``."""
        return self.last is not None and self.last < days[0]

    def not_yet(self, days: Days) -> bool:
        """Whether it begins after the last of the ``days``."""
        return self.first is not None and self.first > days[1]

    def fits(self, days: Days) -> bool:
        """Whether it holds on one of the ``days`` at least."""
        return not self.over(days) and not self.not_yet(days)


def said_period(text: str, heading: str = "", begins: date | None = None) -> SaidPeriod | None:
    """What the opening words of a stretch, else a heading « de 2011 à 2016 », say; ``None`` if they say nothing.

    « Auparavant » tells of what was before the text came into force, which ``begins`` says. Never raises.
    """
    found = _opening(text)
    if found is None and begins is not None and _BEFORE_THAT.match(spaced(text[:200])):
        return SaidPeriod(None, previous_day(begins))
    return found or (_range(heading) if heading else None)


@lru_cache(maxsize=4096)
def _opening(text: str) -> SaidPeriod | None:
    plain = spaced(text[:200])
    found = moments(plain)
    if not found or found[0].start > _FURTHEST:
        return None
    first = found[0]
    other = found[1] if len(found) > 1 else None
    if _LEAD["range"].fullmatch(plain, 0, first.start) and other and _TO.fullmatch(plain, first.end, other.start):
        return SaidPeriod(first.first, other.last) if first.first <= other.last else None
    for kind in ("until", "since", "before", "after", "at"):
        if _LEAD[kind].fullmatch(plain, 0, first.start):
            return _placed(kind, first)
    return None


def _placed(kind: str, moment: Moment) -> SaidPeriod:
    if kind == "until":
        return SaidPeriod(None, moment.last)
    if kind == "before":
        return SaidPeriod(None, previous_day(moment.first))
    return SaidPeriod(next_day(moment.last) if kind == "after" else moment.first, None)


def _range(heading: str) -> SaidPeriod | None:
    """The years that a heading gives: « L’expérimentation de 2011 à 2016 »."""
    plain = spaced(heading)
    found = moments(plain)
    for one, other in pairwise(found):
        lead = re.search(r"(?<!\w)(?:du|de|entre|d')[ ']?$", plain[: one.start])
        if lead and _TO.fullmatch(plain, one.end, other.start) and one.first <= other.last:
            return SaidPeriod(one.first, other.last)
    return None
