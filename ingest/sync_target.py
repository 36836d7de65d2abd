"""Where a synchronisation writes: the index, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, inspect

from ingest.add import passage_limit
from ingest.notes import notes_of
from ingest.outcomes import Added, Outcome, Passages
from ingest.source_memory import FetchedPage, Owned, SourceMemory
from ingest.split import split
from ingest.storing import Storing
from vectorstore.document_store import DocumentStore
from vectorstore.index import Index
from vectorstore.settings import Settings
from vectorstore.tables import DocumentTable
from vectorstore.types import Document, Passage


@dataclass(slots=True)
class Batch:
    """Documents to be written, with their owner's claim, and pages to be remembered once they are."""

    entries: list[tuple[Document, list[Passage]]] = field(default_factory=list)
    claims: list[Owned] = field(default_factory=list)
    pages: list[FetchedPage] = field(default_factory=list)

    @property
    def passages(self) -> int:
        """How many passages its documents have."""
        return sum(len(passages) for _, passages in self.entries)


class Target(Protocol):
    """What a synchronisation reads and changes."""

    @property
    def memory(self) -> SourceMemory | None:
        """What former synchronisations left; None when there was none."""
        ...

    def digests(self) -> dict[str, str]:
        """``id -> sha256`` of every document there is."""
        ...

    def split(self, document: Document) -> list[Passage]:
        """The passages of a document."""
        ...

    def write(self, manifest: str, batch: Batch) -> Iterator[Added]:
        """Stores a batch and says what became of each document."""
        ...

    def settle(self, manifest: str, kept: Sequence[Owned], reasons: Mapping[str, str]) -> Iterator[Added]:
        """Records the owner of documents that are there, and removes those that ``reasons`` names."""
        ...


class IndexTarget:
    """The index itself. Each batch is one write under its lock; ``passages`` is kept up to date."""

    def __init__(self, index: Index, settings: Settings, passages: Passages | None = None) -> None:
        self._index = index
        self._passages = passages or Passages()
        self._max_tokens = passage_limit(index, settings)
        self.memory = SourceMemory(index.database)

    def digests(self) -> dict[str, str]:
        """See :class:`Target`."""
        return self._index.documents.digests()

    def split(self, document: Document) -> list[Passage]:
        """See :class:`Target`."""
        return split(document, self._index.embedder.count_tokens, self._max_tokens)

    def write(self, manifest: str, batch: Batch) -> Iterator[Added]:
        """See :class:`Target`. Claims come first: a crash leaves no document without its owner."""
        outcomes: list[Added] = []
        if batch.entries:
            with self._index.writing() as writer:
                there = self._index.documents.passage_counts(document.id for document, _ in batch.entries)
                owned = self.memory.owned_among(manifest, there)
                # What is there and nobody's was added by hand, and stays so.
                self.memory.own(
                    manifest, (c for c in batch.claims if c.document_id not in there or c.document_id in owned)
                )
                storing = Storing(self._index, writer, dict.fromkeys(there, ""), self._passages)
                for document, passages in batch.entries:
                    outcomes += storing.put(document, passages)
                outcomes += storing.flush()
        self.memory.remember(batch.pages)
        yield from outcomes

    def settle(self, manifest: str, kept: Sequence[Owned], reasons: Mapping[str, str]) -> Iterator[Added]:
        """See :class:`Target`."""
        removed: list[Added] = []
        self.memory.own(manifest, kept)
        if reasons:
            with self._index.writing() as writer:
                owned = self.memory.owned(manifest)  # anew: one may have been added by hand meanwhile
                removed = _removals(self._index.documents, self.memory, manifest, reasons, owned)
                ids = [item.document_id for item in removed]
                for at in range(0, len(ids), 500):
                    writer.remove(ids[at : at + 500])
                self.memory.forget({owned[id_].origin for id_ in ids})
                self.memory.disown(manifest, reasons)
        yield from removed


class DryTarget:
    """Looks at a data directory, which need not exist, and writes nothing."""

    def __init__(self, home: Path) -> None:
        engine = _look_at(home / "sourcier.sqlite3")
        self._documents = None if engine is None else DocumentStore(engine)
        self.memory = None if engine is None else SourceMemory(engine)

    def digests(self) -> dict[str, str]:
        """See :class:`Target`."""
        return {} if self._documents is None else self._documents.digests()

    def split(self, document: Document) -> list[Passage]:
        """See :class:`Target`; nothing is to be embedded, so nothing is cut."""
        return []

    def write(self, manifest: str, batch: Batch) -> Iterator[Added]:
        """See :class:`Target`."""
        there = self.digests()
        for document, _ in batch.entries:
            outcome = Outcome.UPDATED if document.id in there else Outcome.CREATED
            notes = tuple(notes_of(document))
            yield Added(document.source, outcome, document.title, document_id=document.id, notes=notes)

    def settle(self, manifest: str, kept: Sequence[Owned], reasons: Mapping[str, str]) -> Iterator[Added]:
        """See :class:`Target`."""
        if self._documents is not None and self.memory is not None:
            owned = self.memory.owned(manifest)
            yield from _removals(self._documents, self.memory, manifest, reasons, owned)


def _removals(
    documents: DocumentStore,
    memory: SourceMemory,
    manifest: str,
    reasons: Mapping[str, str],
    owned: Mapping[str, Owned],
) -> list[Added]:
    """The documents that nobody else owns, with why they go."""
    elsewhere = memory.owned_elsewhere(manifest)
    ids = [id_ for id_ in reasons if id_ in owned and id_ not in elsewhere]
    return [
        Added(source, Outcome.REMOVED, title, reason=reasons[id_], document_id=id_)
        for id_, source, title in documents.names(ids)
    ]


def _look_at(path: Path) -> Engine | None:
    """The database at ``path``, read-only and as it is; None when there is none."""
    if not path.is_file():
        return None
    engine = create_engine(f"sqlite:///file:{quote(path.as_posix())}?mode=ro&uri=true")
    return engine if inspect(engine).has_table(DocumentTable.__tablename__) else None
