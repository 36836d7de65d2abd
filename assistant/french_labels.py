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
    """What a citation and a document have in common."""

    @property
    def publisher(self) -> str | None:
        """Who published it."""
        ...


def description(item: Described) -> str:
    """``Communiqué de presse · Ministère de la Santé · 8 juin 2023``."""
    parts = (KIND_LABELS[item.kind], item.publisher or "", dating(item) or "date non précisée")
    return " · ".join(part for part in parts if part)


_NAMED = {
    Kind.OFFICIAL_TEXT: "le texte",
    Kind.PRESS_RELEASE: "le communiqué",
    Kind.JOB_DESCRIPTION: "l’offre d’emploi",
    Kind.GUIDE: "le guide",
    Kind.NEWS: "l’article",
    Kind.OTHER: "le document",
}


def source_named(item: Dated) -> str:
    """``le communiqué du 8 juin 2023``, ``le texte en vigueur depuis le 7 mars 2022``, ``le guide (sans date)``."""
    told = dating(item)
    if not told:
        return f"{_NAMED[item.kind]} (sans date)"
    return f"{_NAMED[item.kind]} {told if told.startswith('en vigueur') else 'du ' + told}"
