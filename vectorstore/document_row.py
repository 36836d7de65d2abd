"""A document's metadata in the public shape, for listings and the HTTP API."""

from __future__ import annotations

from datetime import date
from typing import Any

from vectorstore.document_store import StoredDocument


def document_row(stored: StoredDocument) -> dict[str, Any]:
    """One document's metadata in the public shape."""
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


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
