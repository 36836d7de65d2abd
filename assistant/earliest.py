"""The day before which an undated text cannot have been written: the latest of which it tells as past.

A release without a date that says « la délégation a été pérennisée en mai 2023 » says
nothing of how things stood in January; an advert for a post that begins in April 2023 was not written in 2019.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from assistant.values import ValueKind, values_in
from assistant.written_days import first_day
from vectorstore.folding import straightened
from vectorstore.sentences import sentences
from vectorstore.types import Document, Kind

_READ = 20_000  # characters, from the beginning
_AHEAD = timedelta(days=366)
_BEGINS = re.compile(
    r"(?m)^(?:date (?:de )?)?(?:prise de (?:poste|fonctions?)|demarrage|debut (?:du contrat|de (?:la )?mission))\s*:"
    r"(?P<when>[^\n]{1,80})"
)
_PAST = re.compile(
    r"(?<!\w)(?:a|ont|avait|avaient|etait|etaient|est|sont)(?:-t)?(?:-(?:il|elle|on|ils|elles))?"
    r"(?: (?:pas|deja|ainsi|d'abord|ensuite|depuis|aussi|egalement|ete|[a-z]+ment)){0,3} [a-z]+"
    r"(?P<end>es?|[iu]t?e?s?|is(?:es?)?|ert(?:es?)?)(?!\w)"
)


def not_before(document: Document) -> date | None:
    """The first day on which an undated document can have been written, as far as it tells; ``None`` if it is dated."""
    if document.published_on or document.valid_from:
        return None
    text = document.text[:_READ]
    days = [_latest_past(text), _before_start(text) if document.kind is Kind.JOB_DESCRIPTION else None]
    return max((day for day in days if day), default=None)


def _before_start(text: str) -> date | None:
    """The day a year before that on which an advertised post begins: none is advertised longer ahead."""
    for match in _BEGINS.finditer(straightened(text)):
        found = [first_day(value.key) for value in values_in(match["when"]) if value.kind is ValueKind.DAY]
        if day := next((day for day in found if day), None):
            return day - min(_AHEAD, day - date.min)
    return None


@lru_cache(maxsize=256)
def _latest_past(text: str) -> date | None:
    found = []
    for start, end in sentences(text):
        sentence = text[start:end]
        if _PAST.search(straightened(sentence)):
            days = (first_day(value.key) for value in values_in(sentence) if value.kind is ValueKind.DAY)
            found += [day for day in days if day]
    return max(found, default=None)
