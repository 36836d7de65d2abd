"""The index as a whole: documents, vectors and terms that change together.

Chroma is the source of truth for passages. The lexical index is derived from
it: both carry a generation number, and an index that is behind is caught up by
rebuilding it. One process writes at a time; readers in other processes notice
a new generation and reopen.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.chroma import ChromaStore
from vectorstore.context import contextual_texts
from vectorstore.database import open_database
from vectorstore.days import DayBounds
from vectorstore.document_store import DocumentStore, StoredDocument
from vectorstore.embedding.embedder import Embedder, load_embedder
from vectorstore.errors import EmbeddingModelMismatch, IndexBusy, IndexMissing
from vectorstore.lexical import LexicalIndex, LexicalIndexUnusable
from vectorstore.settings import Settings
from vectorstore.types import Document, Passage, passage_row

logger = logging.getLogger(__name__)

_LOCK_WAIT_SECONDS = 5


class Index:
    """Everything searchable under one data directory."""

    def __init__(self, home: Path, embedder: Embedder, chroma: ChromaStore) -> None:
        self.home = home
        self.embedder = embedder
        self.chroma = chroma
        self.database = open_database(home / "sourcier.sqlite3")
        self.documents = DocumentStore(self.database)
        self._lexical_path = home / "lexical"
        self._lock = FileLock(home / "write.lock")
        self.lexical = self._open_lexical()
        self._bounds: tuple[int, DayBounds] | None = None

    @classmethod
    def open(cls, settings: Settings, *, create: bool = False) -> Index:
        """Opens the index for reading, or for writing with ``create``.

        Raises ``IndexMissing`` if nothing was indexed yet (unless ``create``),
        ``EmbeddingModelMismatch`` if another model made its vectors.
        """
        home = settings.home
        if not create and not (home / "chroma").is_dir():
            raise _missing()
        chroma = ChromaStore(home / "chroma")
        metadata = chroma.open()
        if metadata is None and not create:
            raise _missing()
        embedder = load_embedder(settings.embedding_model, home)
        if metadata is None:
            chroma.create(embedder.model_id)
        elif metadata.get("embedding_model") != embedder.model_id:
            raise EmbeddingModelMismatch(
                f"L’index de {home} a été construit avec le modèle « {metadata.get('embedding_model')} », "
                f"et le modèle configuré est « {embedder.model_id} ». Rétablissez "
                "SOURCIER_EMBEDDING_MODEL, ou indiquez un autre SOURCIER_DATA_DIR et ingérez de nouveau "
                "vos documents ; rien n’a été modifié."
            )
        return cls(home, embedder, chroma)

    @property
    def generation(self) -> int:
        """Raised by every change; equal numbers mean equal content."""
        return self.chroma.generation

    def day_bounds(self) -> DayBounds:
        """The extreme days of all documents, read once a generation."""
        if self._bounds is None or self._bounds[0] != self.generation:
            self._bounds = (self.generation, self.documents.day_bounds())
        return self._bounds[1]

    def forget_bounds(self) -> None:
        """Drops what was read while a write was under way."""
        self._bounds = None

    def refresh(self) -> bool:
        """Sees what other processes wrote since; returns whether anything had changed."""
        if self.lexical.generation == self.generation:
            return False
        with self._lock.acquire(timeout=-1):  # a writer is at work: wait for its last word
            self.chroma.reconnect()
            self.lexical = self._open_lexical()
        return True

    @contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """The only way to change the index; ``IndexBusy`` if another process is writing."""
        try:
            with self._lock.acquire(timeout=_LOCK_WAIT_SECONDS):
                self.refresh()  # start from what others wrote since, or from a write cut short
                try:
                    writer = IndexWriter(self)
                    yield writer
                    writer.finish()
                finally:
                    self.lexical.rollback()  # nothing after finish(); else seen to be behind, and rebuilt
        except Timeout as error:
            raise IndexBusy(
                "Une autre ingestion est en cours sur cet index : attendez qu’elle se termine, puis réessayez."
            ) from error

    def _open_lexical(self) -> LexicalIndex:
        try:
            lexical = LexicalIndex.open(self._lexical_path)
        except LexicalIndexUnusable:
            lexical = LexicalIndex.reset(self._lexical_path)
        if lexical.generation != self.generation:
            with self._lock:  # a writer may be between its two commits: wait, then look again
                self.chroma.open()
                if lexical.generation != self.generation:
                    logger.info("rebuilding the lexical index from %d passages", self.chroma.count())
                    lexical = LexicalIndex.reset(self._lexical_path)
                    lexical.add(self.chroma.rows())
                    lexical.commit(self.generation)
        return lexical


class IndexWriter:
    """Adds and removes documents. Changes are visible to searches once finished."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._generation = index.generation + 1
        self._changed = False

    def put(self, entries: Sequence[tuple[Document, Sequence[Passage]]]) -> None:
        """Inserts documents with their passages, replacing earlier ones of the same ids."""
        index = self._index
        rows = [passage_row(passage, document) for document, passages in entries for passage in passages]
        texts = contextual_texts(rows, index.embedder.count_tokens, index.embedder.max_tokens)
        vectors = index.embedder.encode_document(texts)  # before any change: it may fail
        self._begin()
        ids = [document.id for document, _ in entries]
        index.chroma.delete_documents(ids)
        for id_ in ids:
            index.lexical.delete_document(id_)
        index.chroma.add(rows, vectors)
        index.lexical.add(rows)
        # Last, for its digest says that the document need not be indexed again.
        index.documents.put(StoredDocument(document, len(passages)) for document, passages in entries)

    def remove(self, ids: Sequence[str]) -> None:
        """Removes documents and their passages everywhere."""
        self._begin()
        # First, so that after a crash a document left without passages can be added again.
        self._index.documents.remove(ids)
        self._index.chroma.delete_documents(ids)
        for id_ in ids:
            self._index.lexical.delete_document(id_)

    def finish(self) -> None:
        """Commits the lexical index at the new generation."""
        if self._changed:
            self._index.lexical.commit(self._generation)
            self._index.forget_bounds()

    def _begin(self) -> None:
        # Raised before the first change: if the process dies, the lexical index is
        # seen to be behind at the next start and rebuilt from Chroma.
        if not self._changed:
            self._index.chroma.set_generation(self._generation)
            self._changed = True


def _missing() -> IndexMissing:
    return IndexMissing(
        "Aucun document n’est encore indexé : lancez « sourcier ingest add DOSSIER » (ou vérifiez SOURCIER_DATA_DIR)."
    )
