"""Passages and their vectors in Chroma, with filters inside the query.

The collection's metadata names the embedding model that made the vectors and
the generation: a number that every change raises, by which derived indexes and
other processes know that they are behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings

from vectorstore.days import OPEN_END, DayBounds, day, from_day
from vectorstore.embedding.e5_weights import Floats
from vectorstore.types import Filters, Kind, Passage, PassageRow

_COLLECTION = "passages"
_HEADING_SEPARATOR = "\x1f"
_PAGE = 2000
# Wide enough to be exact in practice; costs about a millisecond on 10,000 passages.
_HNSW: dict[str, Any] = {"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200}}


class ChromaStore:
    """The persistent Chroma collection under one folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._client = self._connect()
        self._collection: chromadb.Collection | None = None

    def _connect(self) -> Any:
        self._path.mkdir(parents=True, exist_ok=True)
        settings = ChromaSettings(anonymized_telemetry=False)
        return chromadb.PersistentClient(path=str(self._path), settings=settings)

    def open(self) -> dict[str, Any] | None:
        """Opens the collection and returns its metadata, or None if there is none yet."""
        names = {collection.name for collection in self._client.list_collections()}
        if _COLLECTION not in names:
            return None
        self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
        return dict(self._collection.metadata or {})

    def create(self, embedding_model: str) -> None:
        """Creates the empty collection for vectors of one model."""
        self._collection = self._client.create_collection(
            _COLLECTION,
            metadata={"embedding_model": embedding_model, "generation": 0},
            configuration=cast(Any, _HNSW),
            embedding_function=None,
        )

    def reconnect(self) -> None:
        """Drops cached state, so that what another process wrote is seen."""
        SharedSystemClient.clear_system_cache()
        self._client = self._connect()
        self.open()

    @property
    def collection(self) -> chromadb.Collection:
        """The open collection (:meth:`open` or :meth:`create` came first)."""
        assert self._collection is not None
        return self._collection

    @property
    def generation(self) -> int:
        """The number recorded by the last :meth:`set_generation` seen."""
        return int((self.collection.metadata or {}).get("generation", 0))

    def set_generation(self, generation: int) -> None:
        """Records the generation in the collection's metadata."""
        metadata = dict(self.collection.metadata or {})
        self.collection.modify(metadata={**metadata, "generation": generation})

    def add(self, rows: Sequence[PassageRow], vectors: Floats) -> None:
        """Inserts or replaces passages with their vectors."""
        for at in range(0, len(rows), _PAGE):
            page = rows[at : at + _PAGE]
            self.collection.upsert(
                ids=[row.passage.id for row in page],
                embeddings=cast(Any, vectors[at : at + _PAGE]),
                documents=[row.passage.text for row in page],
                metadatas=[_metadata(row) for row in page],
            )

    def delete_documents(self, document_ids: Sequence[str]) -> None:
        """Removes all passages of the documents."""
        if document_ids:
            self.collection.delete(where=cast(Any, {"document_id": {"$in": list(document_ids)}}))

    def query(
        self, vector: Floats, k: int, filters: Filters, bounds: DayBounds | None = None
    ) -> list[tuple[Passage, float]]:
        """The ``k`` nearest passages with their cosine similarity, best first; ties by id.

        ``bounds``, the extreme days of the collection, only make it faster.
        """
        result = self.collection.query(
            query_embeddings=cast(Any, [vector]),
            n_results=k,
            where=cast(Any, where(filters, bounds)),
            include=["documents", "metadatas", "distances"],
        )
        documents, metadatas, distances = result["documents"], result["metadatas"], result["distances"]
        assert documents is not None
        assert metadatas is not None
        assert distances is not None
        found = [
            (_passage(id_, text, metadata), 1.0 - distance)
            for id_, text, metadata, distance in zip(
                result["ids"][0], documents[0], metadatas[0], distances[0], strict=True
            )
        ]
        return sorted(found, key=lambda hit: (-hit[1], hit[0].id))

    def get(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The passages that exist among ``ids``."""
        if not ids:
            return {}
        result = self.collection.get(ids=list(ids), include=["documents", "metadatas"])
        documents, metadatas = result["documents"] or [], result["metadatas"] or []
        rows = zip(result["ids"], documents, metadatas, strict=True)
        return {id_: _passage(id_, text, metadata) for id_, text, metadata in rows}

    def rows(self) -> Iterator[PassageRow]:
        """Every passage with its document's metadata, page by page."""
        for at in range(0, self.count(), _PAGE):
            page = self.collection.get(limit=_PAGE, offset=at, include=["documents", "metadatas"])
            documents, metadatas = page["documents"] or [], page["metadatas"] or []
            for id_, text, metadata in zip(page["ids"], documents, metadatas, strict=True):
                yield _row(id_, text, metadata)

    def count(self) -> int:
        """How many passages there are."""
        return self.collection.count()


def where(filters: Filters, bounds: DayBounds | None = None) -> dict[str, Any] | None:
    """The filters as a Chroma ``where`` clause; None restricts nothing.

    With ``bounds``, a clause that nothing in the collection can fail is left out:
    each costs Chroma about 3.5 ms per thousand passages.
    """
    clauses: list[dict[str, Any]] = []
    if filters.kinds:
        clauses.append({"kind": {"$in": [kind.value for kind in filters.kinds]}})
    if filters.publishers:
        clauses.append({"publisher": {"$in": list(filters.publishers)}})
    if filters.published_after or filters.published_before:
        clauses.append({"published_on": {"$gte": max(1, day(filters.published_after))}})
    if filters.published_before:
        clauses.append({"published_on": {"$lte": day(filters.published_before)}})
    if filters.as_of:
        today = day(filters.as_of)
        if bounds is None or bounds.last_published > today:
            clauses.append({"published_on": {"$lte": today}})
        if bounds is None or bounds.last_valid_from > today:
            clauses.append({"valid_from": {"$lte": today}})
        if bounds is None or bounds.first_valid_to <= today:
            clauses.append({"valid_to": {"$gt": today}})
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}


def _metadata(row: PassageRow) -> dict[str, str | int]:
    passage = row.passage
    return {
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "heading": _HEADING_SEPARATOR.join(passage.heading),
        "title": row.title,
        "kind": row.kind.value,
        "publisher": row.publisher or "",
        "published_on": day(row.published_on),
        "valid_from": day(row.valid_from),
        "valid_to": day(row.valid_to, OPEN_END),
    }


def _passage(id_: str, text: str, metadata: Any) -> Passage:
    heading = str(metadata["heading"])
    return Passage(
        id=id_,
        document_id=str(metadata["document_id"]),
        start=int(metadata["start"]),
        end=int(metadata["end"]),
        text=text,
        heading=tuple(heading.split(_HEADING_SEPARATOR)) if heading else (),
    )


def _row(id_: str, text: str, metadata: Any) -> PassageRow:
    return PassageRow(
        passage=_passage(id_, text, metadata),
        title=str(metadata["title"]),
        kind=Kind(str(metadata["kind"])),
        publisher=str(metadata["publisher"]) or None,
        published_on=from_day(int(metadata["published_on"])),
        valid_from=from_day(int(metadata["valid_from"])),
        valid_to=from_day(int(metadata["valid_to"]), OPEN_END),
    )
