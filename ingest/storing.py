"""Documents into the index, a batch at a time, and what became of those that are there for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.notes import notes_of
from ingest.outcomes import Added, Outcome, Passages
from vectorstore.index import Index
from vectorstore.index_writer import IndexWriter
from vectorstore.types import Document, Passage

# Enough passages to keep both cores busy, few enough to bound memory.
BATCH_PASSAGES = 256


class Storing:
    """Gathers documents into batches for a writer of the index.

    ``known`` (``id -> sha256``) tells new documents from changed ones, and learns
    of these; ``counted`` is kept up to date. Each method yields the outcomes of
    the documents that are there for good by then.
    """

    def __init__(self, index: Index, writer: IndexWriter, known: dict[str, str], counted: Passages) -> None:
        self._index = index
        self._writer = writer
        self._known = known
        self._counted = counted
        self._batch: list[tuple[Document, Sequence[Passage]]] = []
        self._size = 0
        self._waiting: dict[str, Added] = {}

    def put(self, document: Document, passages: Sequence[Passage]) -> Iterator[Added]:
        """Takes one document; embeds when there are enough, and publishes when the writer does."""
        self._batch.append((document, passages))
        self._size += max(1, len(passages))
        if self._size >= BATCH_PASSAGES:
            self._embed()
            if not self._writer.pending:
                yield from self._published()

    def flush(self) -> Iterator[Added]:
        """Publishes what there is."""
        self._embed()
        self._writer.publish()
        yield from self._published()

    def _embed(self) -> None:
        before = self._writer.embedded, self._writer.reused
        self._writer.put(self._batch)
        self._counted.embedded += self._writer.embedded - before[0]
        self._counted.reused += self._writer.reused - before[1]
        for document, passages in self._batch:
            outcome = Outcome.UPDATED if document.id in self._known else Outcome.CREATED
            self._known[document.id] = document.sha256
            self._waiting[document.id] = Added(
                document.source,
                outcome,
                document.title,
                len(passages),
                document_id=document.id,
                notes=tuple(notes_of(document)),
            )
        self._batch, self._size = [], 0

    def _published(self) -> Iterator[Added]:
        duplicates = self._index.documents.duplicates(self._waiting)
        for id_, added in self._waiting.items():
            yield replace(added, duplicate_of=duplicates.get(id_))
        self._waiting = {}
