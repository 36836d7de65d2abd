"""Vectors of passages in Chroma, with filters inside the query.

Chroma holds keys, vectors, and the metadata that filters need; the passages
themselves are in the database, from which all this can be made anew. The
collection's metadata names the embedding model and the generation.

Chroma is one process's library: whoever opens a collection applies what stands in
its write-ahead log, and saves the graph of neighbours, in place, whenever enough has
changed. So one lock covers every write and every opening, and a marker stands while a
write is under way: a process killed while the graph's files were being saved leaves
it, and :meth:`ChromaStore.in_doubt` then says that they cannot be trusted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import chromadb
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from filelock import FileLock

from vectorstore.days import OPEN_END, DayBounds, day
from vectorstore.embedding.e5_weights import Floats
from vectorstore.errors import SourcierError
from vectorstore.types import Filters, PassageRow

_COLLECTION = "passages"
_PAGE = 5000  # Chroma saves its graph at most once for each, and takes at most 5,461
# Wide enough to be exact in practice; costs about a millisecond on 10,000 passages. Of the 50
# nearest among 3,637 real passages, 99.88 % are found (99.92 % when built with 200, 1.5 times as long).
_HNSW: dict[str, Any] = {"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 100}}
_ADVICE = "lancez « sourcier ingest rebuild --chroma »."


class ChromaUnusable(SourcierError):
    """The folder is damaged; it is to be made anew from the database."""

    slug = "chroma-unusable"
    status = 503


class ChromaStore:
    """The persistent Chroma collection under one folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path.with_name(f"{path.name}.lock"))
        self._marker = path.with_name(f"{path.name}.writing")
        self._client: Any = None
        self._systems: list[Any] = []
        self._collection: chromadb.Collection | None = None

    def open(self) -> dict[str, Any] | None:
        """Opens the collection as it now is on disk and returns its metadata, or None if there is none yet.

        Raises ``ChromaUnusable`` if the files cannot be read or trusted.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with self._lock:
            if self.in_doubt:
                raise ChromaUnusable(f"L’écriture des vecteurs de {self.path} a été interrompue : {_ADVICE}")
            try:
                with self._writing():  # it may save the graph, when a writer left a long log
                    client, collection = self._opened()
            except Exception as error:  # damage has no name of its own here
                raise ChromaUnusable(f"Les vecteurs de {self.path} sont illisibles ({error}) : {_ADVICE}") from error
            self._client, self._collection = client, collection
            self._systems.append(client._system)
            # A thread may be in the middle of a search of the last one, not of the one before.
            while len(self._systems) > 2:
                with suppress(Exception):
                    self._systems.pop(0).stop()  # else it stays, graph, threads and all, until Python looks for cycles
            return dict(collection.metadata or {}) if collection else None

    def _opened(self) -> tuple[Any, chromadb.Collection | None]:
        SharedSystemClient.clear_system_cache()  # a client that is open does not see what others wrote
        client = chromadb.PersistentClient(
            path=str(self.path), settings=ChromaSettings(anonymized_telemetry=False)
        )  # fmt: skip
        if _COLLECTION not in {collection.name for collection in client.list_collections()}:
            return client, None
        collection = client.get_collection(_COLLECTION, embedding_function=None)
        if collection.count():  # makes Chroma read its files and its log now, under the lock
            collection.get(limit=1, include=["embeddings"])
        return client, collection

    def create(self, embedding_model: str) -> None:
        """Creates the empty collection for vectors of one model."""
        with self._writing():
            self._collection = self._client.create_collection(
                _COLLECTION,
                metadata={"embedding_model": embedding_model, "generation": 0},
                configuration=cast(Any, _HNSW),
                embedding_function=None,
            )

    def clear(self, embedding_model: str) -> None:
        """Throws everything away, readable or not, and creates the collection anew."""
        with self._lock:
            SharedSystemClient.clear_system_cache()
            # Moved first: a reader that has it open goes on with what it had.
            old = self.path.with_name(f"{self.path.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            if self.path.exists():
                self.path.rename(old)
            shutil.rmtree(old, ignore_errors=True)
            self._marker.unlink(missing_ok=True)
            self.open()
            self.create(embedding_model)

    @property
    def in_doubt(self) -> bool:
        """Whether a write was cut short while the graph's files were being saved.

        Cut short at another moment, Chroma's own log makes it good.
        """
        with self._lock:
            try:
                since = self._marker.stat().st_mtime_ns
            except FileNotFoundError:
                return False
            saved = [file.stat().st_mtime_ns for file in self.path.glob("*/*") if file.is_file()]
            return any(time >= since for time in saved)

    def trust(self) -> None:
        """Takes the marker of a write cut short away."""
        with self._lock:
            self._marker.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            mine = not self._marker.exists()
            if mine:
                self._marker.touch()
            yield
            if mine:  # not after an error: files may be half written
                self._marker.unlink(missing_ok=True)

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
        with self._writing():
            self.collection.modify(metadata={**metadata, "generation": generation})

    def add(self, keys: Sequence[str], rows: Sequence[PassageRow], vectors: Floats) -> None:
        """Inserts or replaces the vectors ``[n, dimension]`` of passages, under their keys."""
        for at in range(0, len(keys), _PAGE):
            with self._writing():
                self.collection.upsert(
                    ids=list(keys[at : at + _PAGE]),
                    embeddings=cast(Any, vectors[at : at + _PAGE]),
                    metadatas=[_metadata(row) for row in rows[at : at + _PAGE]],
                )

    def delete(self, keys: Sequence[str]) -> None:
        """Removes vectors by key; unknown ones are ignored."""
        for at in range(0, len(keys), _PAGE):
            with self._writing():
                self.collection.delete(ids=list(keys[at : at + _PAGE]))

    def query(
        self, vector: Floats, k: int, filters: Filters, bounds: DayBounds | None = None
    ) -> list[tuple[str, float]]:
        """The keys of the ``k`` nearest passages with their cosine similarity, best first; ties by key.

        ``bounds``, the extreme days of the collection, only make it faster.
        """
        result = self.collection.query(
            query_embeddings=cast(Any, [vector]),
            n_results=k,
            where=cast(Any, where(filters, bounds)),
            include=["distances"],
        )
        distances = result["distances"]
        assert distances is not None
        found = [(key, 1.0 - distance) for key, distance in zip(result["ids"][0], distances[0], strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def keys(self) -> Iterator[str]:
        """Every key, page by page."""
        for at in range(0, self.count(), _PAGE):
            yield from self.collection.get(limit=_PAGE, offset=at, include=[])["ids"]

    def count(self) -> int:
        """How many vectors there are."""
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
    known, begun = day(filters.known_on or filters.as_of, OPEN_END), day(filters.as_of or filters.known_on, OPEN_END)
    if known < OPEN_END and (bounds is None or bounds.last_published > known):
        clauses.append({"published_on": {"$lte": known}})
    if begun < OPEN_END and (bounds is None or bounds.last_valid_from > begun):
        clauses.append({"valid_from": {"$lte": begun}})
    if filters.as_of and (bounds is None or bounds.first_valid_to <= begun):
        clauses.append({"valid_to": {"$gt": begun}})
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}


def _metadata(row: PassageRow) -> dict[str, str | int]:
    return {
        "kind": row.kind.value,
        "publisher": row.publisher or "",
        "published_on": day(row.published_on),
        "valid_from": day(row.valid_from),
        "valid_to": day(row.valid_to, OPEN_END),
    }
