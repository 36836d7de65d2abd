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
    return " · ".join(part for part in (dated_description(item), standing_label(item)) if part)


def dated_description(item: Described) -> str:
    """The same without how it stands."""
    dated = "" if _is_to_come(item) else dating(item)
    known = dated or ("" if standing_label(item) else "date non précisée")
    return " · ".join(part for part in (KIND_LABELS[item.kind], item.publisher, known) if part)


def standing_label(item: Described) -> str | None:
    """How it stands on the day asked about, where its days alone do not say it: « abrogé le … »."""
    return None if not _is_to_come(item) and item.status_at == dating(item) else item.status_at


def _is_to_come(item: Described) -> bool:
    return (item.status_at or "").startswith("à venir")
