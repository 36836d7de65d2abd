"""When a text is from, in French words."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from vectorstore.types import Kind

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


class Dated(Protocol):
    """What has a kind and days: a document, a citation, a passage with its document's metadata."""

    @property
    def kind(self) -> Kind:
        """What it is."""
        ...

    @property
    def published_on(self) -> date | None:
        """When."""
        ...

    @property
    def valid_from(self) -> date | None:
        """The first day in force."""
        ...

    @property
    def valid_to(self) -> date | None:
        """The day it no longer is."""
        ...


def long_date(day: date) -> str:
    """``8 juin 2023``, ``1er avril 2023``, with non-breaking spaces."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}"


def dating(item: Dated) -> str:
    """When it is from: publication, or the time it is in force; empty if unknown."""
    if item.kind is Kind.OFFICIAL_TEXT and item.valid_from:
        if item.valid_to:
            return f"en vigueur du {long_date(item.valid_from)} au {long_date(item.valid_to)}"
        return f"en vigueur depuis le {long_date(item.valid_from)}"
    return long_date(item.published_on) if item.published_on else ""
