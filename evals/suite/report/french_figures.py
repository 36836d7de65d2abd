"""Figures as French readers write them: comma, no-break spaces, a true minus sign."""

from __future__ import annotations

import math
from datetime import date, datetime

NO_VALUE = "—"
_NBSP = "\N{NO-BREAK SPACE}"
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def decimal(value: float | None, digits: int = 1) -> str:
    """``1 234,5``; a dash for no value and for what is not a number."""
    if value is None or not math.isfinite(value):
        return NO_VALUE
    rounded = round(value, digits) + 0.0  # adding zero takes the sign off -0.0
    return f"{rounded:,.{digits}f}".replace(",", _NBSP).replace(".", ",").replace("-", "−")


def percent(share: float | None, digits: int = 1) -> str:
    """A share in 0 to 1 as ``93,4 %``."""
    shown = decimal(None if share is None else 100 * share, digits)
    return shown if shown == NO_VALUE else f"{shown}{_NBSP}%"


def points(change: float | None) -> str:
    """A change of a share, signed, in points: ``+2,1 pts``."""
    shown = decimal(None if change is None else 100 * change)
    if change is None or shown == NO_VALUE:
        return NO_VALUE
    unit = "pt" if abs(round(100 * change, 1)) < 2 else "pts"
    return f"{'+' if round(100 * change, 1) > 0 else ''}{shown}{_NBSP}{unit}"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 cas``, ``2 erreurs``: a number with its noun."""
    return f"{decimal(number, 0)}{_NBSP}{one if abs(number) < 2 else many or one + 's'}"


def long_date(day: date | None) -> str:
    """``1er juin 2012``; a dash for none."""
    if day is None:
        return NO_VALUE
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment(written: str) -> str:
    """An ISO time as ``24 novembre 2026 à 22 h 05``; what is not one stays as it is."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return written
    return f"{long_date(at.date())} à {at.hour}{_NBSP}h{_NBSP}{at.minute:02d}"
