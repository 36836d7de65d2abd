"""Doors to the demonstration documents as they are read, without an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.contract import DocumentDetail
from evals.suite.case import Overlay
from evals.suite.door import Library
from evals.suite.gold_documents import GoldDocuments, overlay_document
from vectorstore.types import Document


class ReadDoors:
    """Doors to documents as they are read, without an index."""

    name = "read"

    def __init__(self) -> None:
        self._gold = GoldDocuments()
        self._base = [_detail(document) for name in self._gold.names() if (document := self._gold.of_folder(name))]

    def prepare(self, overlays: object) -> None:
        pass

    def open(self, overlay: Sequence[Overlay] = ()) -> Any:
        documents = [*self._base, *(_detail(overlay_document(one)) for one in overlay)]

        class Door:
            def documents(self) -> list[DocumentDetail]:
                return documents

            def document(self, id_: str) -> DocumentDetail:
                return next(document for document in documents if document.id == id_)

        door: Any = Door()
        return door, Library(door)


def _detail(document: Document) -> DocumentDetail:
    known = {name: getattr(document, name) for name in DocumentDetail.model_fields if hasattr(document, name)}
    return DocumentDetail.model_validate({**known, "flags": list(document.flags), "passages": 1})
