"""Vectors of passages in Chroma, with filters inside the query.

Chroma holds keys, vectors, and the metadata that filters need; the passages
themselves are in the database, from which all this can be made anew. They are in
shards, each a collection with a graph of neighbours of its own: what a passage costs
grows with the graph that it joins, and Chroma saves a graph whole. The first shard's
metadata names the embedding model and the generation.

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

from vectorstore.batches import batches
from vectorstore.chroma_clauses import filterable, where
from vectorstore.days import DayBounds
from vectorstore.embedding.e5_weights import Floats
from vectorstore.errors import SourcierError
from vectorstore.types import Filters, PassageRow

_COLLECTION = "passages"  # the next are "passages-1", "passages-2"…
# Passages of a shard: twice as many cost twice as much each to add. A search asks every shard, about a millisecond
# each, so of a large index they grow: there are some 12, then 12 more for each time that it is 2.7 times as large.
_SHARD, _SHARDS = 4000, 12
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
        self._collections: list[chromadb.Collection] = []

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
                    client, collections = self._opened()
            except Exception as error:  # damage has no name of its own here
                raise ChromaUnusable(f"Les vecteurs de {self.path} sont illisibles ({error}) : {_ADVICE}") from error
            self._client, self._collections = client, collections
            self._systems.append(client._system)
            # A thread may be in the middle of a search of the last one, not of the one before.
            while len(self._systems) > 2:
                with suppress(Exception):
                    self._systems.pop(0).stop()  # else it stays, graph, threads and all, until Python looks for cycles
            return dict(collections[0].metadata or {}) if collections else None

    def _opened(self) -> tuple[Any, list[chromadb.Collection]]:
        SharedSystemClient.clear_system_cache()  # a client that is open does not see what others wrote
        client = chromadb.PersistentClient(
            path=str(self.path), settings=ChromaSettings(anonymized_telemetry=False)
        )  # fmt: skip
        names = {collection.name for collection in client.list_collections()}
        collections: list[chromadb.Collection] = []
        while _shard_name(len(collections)) in names:
            collection = client.get_collection(_shard_name(len(collections)), embedding_function=None)
            if collection.count():  # makes Chroma read its files and its log now, under the lock
                collection.get(limit=1, include=["embeddings"])
            collections.append(collection)
        return client, collections

    def create(self, embedding_model: str) -> None:
        """Creates the empty collection for vectors of one model."""
        with self._writing():
            self._collections = []
            self._grow({"embedding_model": embedding_model, "generation": 0})

    def _grow(self, metadata: dict[str, str | int] | None = None) -> None:
        self._collections.append(
            self._client.create_collection(
                _shard_name(len(self._collections)),
                metadata=metadata,
                configuration=cast(Any, _HNSW),
                embedding_function=None,
            )
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
        """The first shard (:meth:`open` or :meth:`create` came first)."""
        return self._collections[0]

    @property
    def shards(self) -> tuple[chromadb.Collection, ...]:
        """All shards."""
        return tuple(self._collections)

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
        """Inserts the vectors ``[n, dimension]`` of passages, under their keys, which no shard holds yet."""
        at = 0
        while at < len(keys):
            with self._writing():
                number, room = self._room()
                end = min(at + room, at + _PAGE, len(keys))
                self._collections[number].upsert(
                    ids=list(keys[at:end]),
                    embeddings=cast(Any, vectors[at:end]),
                    metadatas=[filterable(row, number) for row in rows[at:end]],
                )
            at = end

    def _room(self) -> tuple[int, int]:
        """The number of a shard that is not full, made when there is none, and how many more it takes."""
        sizes = [collection.count() for collection in self._collections]
        full = max(_SHARD, sum(sizes) // _SHARDS)
        for number, size in enumerate(sizes):
            if size < full:
                return number, full - size
        self._grow()
        return len(sizes), full

    def delete(self, keys: Sequence[str]) -> None:
        """Removes vectors by key; unknown ones are ignored."""
        for some in batches(keys, _PAGE):
            for collection in self._collections:
                held = collection.get(ids=some, include=[])["ids"]
                if held:
                    with self._writing():
                        collection.delete(ids=held)

    def query(
        self, vector: Floats, k: int, filters: Filters, bounds: DayBounds | None = None
    ) -> list[tuple[str, float]]:
        """The keys of the ``k`` nearest passages with their cosine similarity, best first; ties by key.

        ``bounds``, the extreme days of all documents, only make it faster.
        """
        found: list[tuple[str, float]] = []
        for number, collection in enumerate(self.shards):
            result = collection.query(
                query_embeddings=cast(Any, [vector]),
                n_results=k,
                where=cast(Any, where(filters, bounds, number)),
                include=["distances"],
            )
            distances = result["distances"]
            assert distances is not None
            found += [(key, 1.0 - distance) for key, distance in zip(result["ids"][0], distances[0], strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def keys(self) -> Iterator[str]:
        """Every key, page by page."""
        for collection in self.shards:
            for at in range(0, collection.count(), _PAGE):
                yield from collection.get(limit=_PAGE, offset=at, include=[])["ids"]

    def count(self) -> int:
        """How many vectors there are."""
        return sum(collection.count() for collection in self.shards)


def _shard_name(number: int) -> str:
    return f"{_COLLECTION}-{number}" if number else _COLLECTION
