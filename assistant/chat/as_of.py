"""The day that a person writes beside the question."""

from __future__ import annotations

import re
from datetime import date

from assistant.moments import Unit, moments
from vectorstore.folding import folded

WRITTEN_MAX_CHARS = 40
_SHOWN_CHARS = 20
_LEAD = re.compile(r"(?:le|au|du) ")
_TODAY = ("", "aujourd'hui", "aujourdhui")


class NotADay(ValueError):
    """What was written is no day of the calendar; the message says so in French, and what to do."""


def read_day(written: str | None) -> date | None:
    """The day, or ``None`` for today: ``01/03/2019``, ``1er mars 2019``, ``2019-03-01``; empty is today.

    Raises :class:`NotADay` for anything else, a month or a year alone included.
    """
    text = " ".join((written or "").split())
    plain = folded(text[: WRITTEN_MAX_CHARS + 1])
    if plain in _TODAY:
        return None
    plain = _LEAD.sub("", plain, 1) if _LEAD.match(plain) else plain
    found = moments(plain) if len(text) <= WRITTEN_MAX_CHARS else []
    if len(found) == 1 and found[0].unit is Unit.DAY and (found[0].start, found[0].end) == (0, len(plain)):
        return found[0].first
    raise NotADay(_sentence(text))


def written_day(day: date | None) -> str:
    """``01/03/2019``, which :func:`read_day` reads back; empty for today."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if day else ""


def _sentence(written: str) -> str:
    shown = written if len(written) <= _SHOWN_CHARS else written[:_SHOWN_CHARS].rstrip() + "…"
    return (
        f"«\u00a0{shown}\u00a0» n’est pas un jour du calendrier\u00a0: écrivez-le jj/mm/aaaa, par exemple 01/03/2019, "
        "ou laissez la case vide pour aujourd’hui. Votre question est conservée."
    )
