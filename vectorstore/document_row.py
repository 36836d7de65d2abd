"""A document's metadata in the public shape, for listings and the HTTP API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from vectorstore.batches import batches
from vectorstore.document_store import StoredDocument
from vectorstore.types import Document
from vectorstore.version_store import VersionStore
from vectorstore.versions import ALONE, Neighbours, status_at

_TOGETHER = 500


def document_rows(documents: Iterable[StoredDocument], versions: VersionStore, day: date) -> Iterator[dict[str, Any]]:
    """Documents' metadata in the public shape, in order, with how each stands on ``day``."""
    for some in batches(documents, _TOGETHER):
        around = versions.around(stored.document for stored in some)
        for stored in some:
            yield {**document_row(stored), **standing(stored.document, day, around[stored.document.id])}


def document_row(stored: StoredDocument) -> dict[str, Any]:
    """One document's metadata in the public shape, without how it stands."""
    document = stored.document
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "kind": document.kind.value,
        "publisher": document.publisher,
        "reference": document.reference,
        "published_on": _iso(document.published_on),
        "valid_from": _iso(document.valid_from),
        "valid_to": _iso(document.valid_to),
        "language": document.language,
        "url": document.url,
        "passages": stored.passages,
        "sha256": document.sha256,
        "duplicate_of": stored.duplicate_of,
        "provenance": {name: how.value for name, how in document.provenance.items()},
        "flags": list(document.flags),
    }


def standing(document: Document, day: date, around: Neighbours = ALONE) -> dict[str, str | None]:
    """How a document stands on ``day``, in French words, and the ids of the versions around it."""
    return {
        "status_at": status_at(document, day, around),
        "previous": around.previous.id if around.previous else None,
        "next": around.next.id if around.next else None,
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
