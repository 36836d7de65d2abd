"""The day until which a job advert takes applications, as its text says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from vectorstore.dates import find_dates

_ASKED = r"(?:candidatures?|candidate[rz]|postule[rz]|dossiers?|applications?|apply)"
# What stands between such a word and its day, either first.
_UNTIL = re.compile(
    rf"\b(?:{_ASKED}\b.{{0,80}}?\b(?:jusqu['’]au|au plus tard le|until|by)"
    rf"|(?:date limite|cl[ôo]ture|[ée]ch[ée]ance|deadline)\b.{{0,40}}?\b{_ASKED}\b.{{0,20}}?"
    rf"|{_ASKED}\b.{{0,40}}?\b(?:date limite|cl[ôo]ture|[ée]ch[ée]ance|deadline)\b.{{0,20}}?)[\s:]*(?:le|au|on)?\s*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"\b{_ASKED}\b.{{0,80}}?\b(?:avant le|before)\s*$", re.IGNORECASE)
_LOOKED_BACK = 200


def applications_end(texts: Iterable[str], published_on: date | None) -> date | None:
    """The first day on which the advert is closed, or ``None`` if no text says when it closes.

    A day without a year is of the year of publication, or of the next where it would be earlier.
    """
    for text in texts:
        for found in find_dates(text, year=published_on.year if published_on else None):
            before = text[max(0, found.start - _LOOKED_BACK) : found.start]
            day = found.date
            if published_on and day < published_on and not re.search(r"\d{4}", text[found.start : found.end]):
                day = day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)
            if _UNTIL.search(before):
                return day + timedelta(days=1)
            if _BEFORE.search(before):
                return day
    return None
