"""The index as a whole: documents, vectors and terms that change together.

The database is the source of truth: its documents and their passages are what
there is, and every change of them is one transaction. Chroma and the lexical index
are derived from it. All three carry a generation number; where they differ, or a
write was cut short, the engines are reconciled when the index is next opened. One
process writes at a time; readers in other processes notice a new generation and
reopen the engines.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.adoption import adopt
from vectorstore.chroma import ChromaStore, ChromaUnusable
from vectorstore.context import context_version
from vectorstore.database import open_database
from vectorstore.days import DayBounds
from vectorstore.document_store import DocumentStore
from vectorstore.embedding.embedder import Embedder, load_embedder
from vectorstore.errors import EmbeddingModelMismatch, IndexBusy, IndexMissing, StorageFull
from vectorstore.index_state import IndexState
from vectorstore.index_writer import IndexWriter
from vectorstore.lexical import LexicalIndex, LexicalIndexUnusable
from vectorstore.passage_store import PassageStore
from vectorstore.reconciliation import Repairs, agrees, reconcile
from vectorstore.renewal import is_outdated, renew, start_afresh
from vectorstore.settings import Settings
from vectorstore.storage import naming_full_storage
from vectorstore.version_store import VersionStore
from vectorstore.write_lock import WriteLock

logger = logging.getLogger(__name__)

_LOCK_WAIT_SECONDS = 5
_DATABASE = "sourcier.sqlite3"


class Index:
    """Everything searchable under one data directory. Safe to read from several threads."""

    def __init__(self, home: Path, embedder: Embedder, chroma: ChromaStore) -> None:
        self.home = home
        self.embedder = embedder
        self.chroma = chroma
        self.database = open_database(home / _DATABASE)
        self.documents = DocumentStore(self.database)
        self.passages = PassageStore(self.database)
        self.versions = VersionStore(self.database, self.documents)
        self.state = IndexState(self.database)
        self._lock = WriteLock(home)
        self._refreshing = threading.RLock()
        self._bounds: tuple[int, DayBounds] | None = None
        self._seen = -1
        self._writer_at_work = False
        self.repairs = Repairs()
        self.lexical: LexicalIndex
        self._open_engines()

    @classmethod
    def open(cls, settings: Settings, *, create: bool = False, any_model: bool = False) -> Index:
        """Opens the index for reading, or for writing with ``create``.

        Raises ``IndexMissing`` if nothing was indexed yet (unless ``create``),
        ``EmbeddingModelMismatch`` if another model made its vectors (unless
        ``any_model``, for :meth:`rebuild`).
        """
        home = settings.home
        database = home / _DATABASE
        if not create and not database.exists() and not (home / "chroma").is_dir():
            raise _missing()
        with naming_full_storage(home):
            chroma = ChromaStore(home / "chroma")
            model = _recorded_model(database) or _adoptable_model(chroma)
            if model is None and not create:
                raise _missing()
            embedder = load_embedder(settings.embedding_model, home)
            if model not in (None, embedder.model_id) and not any_model:
                raise EmbeddingModelMismatch(
                    f"L’index de {home} a été construit avec le modèle « {model} », "
                    f"et le modèle configuré est « {embedder.model_id} ». Rétablissez "
                    "SOURCIER_EMBEDDING_MODEL, ou lancez « sourcier ingest rebuild --vectors » pour tout recalculer "
                    "avec le modèle configuré ; rien n’a été modifié."
                )
            return cls(home, embedder, chroma)

    @classmethod
    def create(cls, settings: Settings, embedder: Embedder) -> Index:
        """A new, empty index whose embedder is given, for what measures or tests without a model."""
        return cls(settings.home, embedder, ChromaStore(settings.home / "chroma"))

    @property
    def generation(self) -> int:
        """Raised by every change; equal numbers mean equal content."""
        return self.state.read().generation

    def day_bounds(self) -> DayBounds:
        """The extreme days of all documents, read once a generation."""
        generation = self.generation
        if self._bounds is None or self._bounds[0] != generation:
            self._bounds = (generation, self.documents.day_bounds())
        return self._bounds[1]

    def refresh(self) -> bool:
        """Sees what other processes wrote since; returns whether anything had changed."""
        with self._refreshing:
            if self._writer_at_work or self.generation == self._seen:
                return False
            self._open_engines()
            return True

    @contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """The only way to change the index.

        Raises ``IndexBusy`` if another process is writing, ``StorageFull`` if the
        disk is; what was published before stands.
        """
        with self._lock.held(_LOCK_WAIT_SECONDS), naming_full_storage(self.home):
            # Start from what others wrote since, or from a write cut short.
            if self.generation != self._seen or not agrees(self):
                self._open_engines(to_write=True)
            self._writer_at_work = True
            writer = IndexWriter(self)
            try:
                yield writer
                writer.finish()
            finally:
                self._writer_at_work = False
                writer.close()
                self.lexical.rollback()  # nothing after finish()
                self._seen = self.generation

    @property
    def outdated(self) -> bool:
        """Whether passages were embedded in another context than they would be now; see :meth:`renew`."""
        return is_outdated(self)

    def renew(self) -> None:
        """Embeds again the passages whose embedded text would be another now."""
        with self.writing():
            renew(self)

    def rebuild(self, *, lexical: bool = False, chroma: bool = False, vectors: bool = False) -> int:
        """Makes engines anew from the documents, and returns how many passages they hold.

        ``chroma`` from the vectors as kept; with ``vectors``, every passage is
        embedded again, by whatever model is in use, and Chroma made anew from that.
        """
        with self._lock.held(_LOCK_WAIT_SECONDS), naming_full_storage(self.home):
            self._writer_at_work = True
            try:
                if vectors:
                    start_afresh(self)
                    renew(self)
                self.state.set(writing=True)
                self.repairs = reconcile(self, chroma_sound=not chroma, lexical_sound=not lexical)
            finally:
                self._writer_at_work = False
                self._seen = self.generation
            return self.passages.count()

    def _open_engines(self, *, to_write: bool = False) -> None:
        """Opens both engines as they are on disk, repaired first unless a writer is at work on them.

        A writer leaves them fit to read at every instant: readers go on beside it,
        and also when the disk is too full for a repair.
        """
        with self._refreshing:
            self._seen = self.generation
            chroma, lexical = self._try_chroma(), self._try_lexical()
            if chroma and lexical and agrees(self):
                return
            wait = 0 if chroma and lexical else _LOCK_WAIT_SECONDS
            try:
                with self._lock.held(wait), naming_full_storage(self.home):
                    self._repair()
            except (IndexBusy, StorageFull):
                if to_write or not (self._try_chroma() and self._try_lexical()):
                    raise

    def _repair(self) -> None:
        """Makes the engines agree with the database; the lock is held."""
        chroma, lexical = self._try_chroma(), self._try_lexical()
        if self.state.read().embedding_model is None:
            if chroma:
                adopt(self)
            else:
                self._create()
                return
        if not (chroma and lexical and agrees(self)):
            self.repairs = reconcile(self, chroma_sound=chroma, lexical_sound=lexical)
        self._seen = self.generation

    def _create(self) -> None:
        self.documents.mark_stale()  # of an older index whose vectors are lost: to be ingested again
        self.chroma.clear(self.embedder.model_id)
        self.lexical = LexicalIndex.reset(self.home / "lexical")
        # Last: till then there is no index.
        self.state.set(embedding_model=self.embedder.model_id, context=context_version())

    def _try_chroma(self) -> bool:
        try:
            metadata = self.chroma.open()
        except ChromaUnusable as error:
            logger.info("%s", error)
            return False
        model = self.state.read().embedding_model
        return metadata is not None and model in (None, metadata.get("embedding_model"))

    def _try_lexical(self) -> bool:
        path = self.home / "lexical"
        if not (path / "meta.json").exists():
            return False
        try:
            self.lexical = LexicalIndex.open(path)
        except LexicalIndexUnusable as error:
            logger.info("%s", error)
            return False
        return True


def _recorded_model(database: Path) -> str | None:
    return IndexState(open_database(database)).read().embedding_model if database.exists() else None


def _adoptable_model(chroma: ChromaStore) -> str | None:
    """The model of an index that version 0.1 made, if its vectors can be read."""
    if not chroma.path.is_dir():
        return None
    try:
        metadata = chroma.open()
    except ChromaUnusable as error:
        logger.info("%s", error)
        return None
    return str(metadata["embedding_model"]) if metadata else None


def _missing() -> IndexMissing:
    return IndexMissing(
        "Aucun document n’est encore indexé : lancez « sourcier ingest add DOSSIER » (ou vérifiez SOURCIER_DATA_DIR)."
    )
