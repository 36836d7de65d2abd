"""How kinds and dates are said in French, in the chat and on pages."""

from __future__ import annotations

from typing import Protocol

from vectorstore.dating import Dated, dating
from vectorstore.types import Kind

KIND_LABELS = {
    Kind.OFFICIAL_TEXT: "Texte officiel",
    Kind.PRESS_RELEASE: "Communiqué de presse",
    Kind.JOB_DESCRIPTION: "Offre d’emploi",
    Kind.GUIDE: "Guide",
    Kind.NEWS: "Article de presse",
    Kind.OTHER: "Document",
}


class Described(Dated, Protocol):
    """What a citation, a search result and a document have in common."""

    @property
    def publisher(self) -> str | None:
        """Who published it."""
        ...

    @property
    def status_at(self) -> str | None:
        """How it stands on the day asked about, in words."""
        ...


def description(item: Described) -> str:
    """``Communiqué de presse · Ministère de la Santé · 8 juin 2023``, and how it stands where that says more."""
    to_come = (item.status_at or "").startswith("à venir")
    dated = "" if to_come else dating(item)
    stands = item.status_at if item.status_at != dated else None
    parts = (KIND_LABELS[item.kind], item.publisher, dated or ("" if stands else "date non précisée"), stands)
    return " · ".join(part for part in parts if part)
