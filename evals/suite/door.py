"""What the suite asks of a system: the four public routes, whoever stands behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from assistant.contract import Answer, AskRequest, DocumentDetail, DocumentRow, SearchRequest, SearchResult
from assistant.service import Assistant

UNKNOWN = "unknown"
"""Stands for what a system does not tell."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers, as far as it tells: names of the models, digest of the passages with the embedder's name."""

    embedder: str = UNKNOWN
    reader: str = UNKNOWN
    index_hash: str = UNKNOWN


class Door(Protocol):
    """The public interface of one system over one index. Each call raises what the system raises."""

    def ask(self, request: AskRequest) -> Answer:
        """``POST /api/v1/ask``."""
        ...

    def search(self, request: SearchRequest) -> list[SearchResult]:
        """``POST /api/v1/search``: passages, best first."""
        ...

    def documents(self) -> list[DocumentRow]:
        """``GET /api/v1/documents``."""
        ...

    def document(self, document_id: str) -> DocumentDetail:
        """``GET /api/v1/documents/{id}``."""
        ...

    def engine(self) -> Engine:
        """What answers."""
        ...


class AssistantDoor:
    """The same routes of an assistant in this process."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(self, request: AskRequest) -> Answer:
        """See :meth:`Door.ask`."""
        return self._assistant.ask(request)

    def search(self, request: SearchRequest) -> list[SearchResult]:
        """See :meth:`Door.search`."""
        return self._assistant.search(request).results

    def documents(self) -> list[DocumentRow]:
        """See :meth:`Door.documents`."""
        return list(self._assistant.documents())

    def document(self, document_id: str) -> DocumentDetail:
        """See :meth:`Door.document`."""
        return self._assistant.document(document_id)

    def engine(self) -> Engine:
        """The models, and a digest of every passage's place and words."""
        index = self._assistant.index
        names = {row.id: file_name(row.source) for row in self.documents()}
        passages = sorted(
            [names.get(passage.document_id, ""), passage.start, passage.end, passage.text]
            for passage in (each.row.passage for each in index.passages.rows())
        )
        embedder = index.embedder.model_id
        return Engine(embedder, self._assistant.reader.model_id, digest([embedder, *passages]))


class Library:
    """The documents behind a door, each read once."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._names: dict[str, str] = {}
        self._read: dict[str, DocumentDetail] = {}

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """File names of the documents that exist among ``ids``, by id."""
        wanted = set(ids)
        if wanted - self._names.keys():
            self._names = {row.id: file_name(row.source) for row in self._door.documents()}
        return {id_: self._names[id_] for id_ in sorted(wanted) if id_ in self._names}

    def all(self) -> list[DocumentDetail]:
        """Every document with its text, by file name."""
        rows = sorted(self._door.documents(), key=lambda row: (file_name(row.source), row.id))
        return [self.document(row.id) for row in rows]

    def document(self, id_: str) -> DocumentDetail:
        """One document with its text."""
        if id_ not in self._read:
            self._read[id_] = self._door.document(id_)
        return self._read[id_]

    def corpus_hash(self) -> str:
        """A digest of all texts and what is known of them, wherever their files stand."""
        facts = ("title", "kind", "publisher", "reference", "published_on", "valid_from", "valid_to", "language", "url")
        return digest(
            [file_name(document.source), document.text, *(str(getattr(document, fact)) for fact in facts)]
            for document in self.all()
        )


def file_name(source: str) -> str:
    """The last part of a path or address."""
    return PurePosixPath(source).name


def digest(values: Iterable[object]) -> str:
    """Hex SHA-256 of values that JSON can say."""
    text = json.dumps(list(values), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
