"""Adds files and folders to the index, and says what became of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from ingest.document import NO_OVERRIDES, Overrides
from ingest.read import SUFFIXES, ReadFailure, read
from ingest.split import split
from vectorstore.index import Index
from vectorstore.index_writer import IndexWriter
from vectorstore.settings import Settings
from vectorstore.types import Document, Passage

# Enough passages to keep both cores busy, few enough to bound memory.
_BATCH_PASSAGES = 256
# The least an embedder must read beside a passage's own words: prefix and sentence marks.
_MARKS = 8


class Outcome(StrEnum):
    """What became of one document."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Added:
    """One document's outcome; ``reason`` says why it failed.

    ``duplicate_of`` is the id of the document that it nearly repeats, if any.
    """

    source: str
    outcome: Outcome
    title: str = ""
    passages: int = 0
    reason: str = ""
    duplicate_of: str | None = None


@dataclass(slots=True)
class Passages:
    """Passages so far: those that the model read, and those whose text it had read before."""

    embedded: int = 0
    reused: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.embedded + self.reused


@dataclass(slots=True)
class Summary:
    """Counts of outcomes, of passages and of near-duplicates, and the failures by name."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    failures: list[Added] = field(default_factory=list)
    duplicates: int = 0
    passages: Passages = field(default_factory=Passages)

    def record(self, added: Added) -> None:
        """Counts one outcome."""
        self.counts[added.outcome] += 1
        self.duplicates += added.duplicate_of is not None
        if added.outcome is Outcome.FAILED:
            self.failures.append(added)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files to read: those named, and the readable kinds inside folders, in order.

    Hidden files are skipped, and so is a folder's own README, which speaks of
    the documents. A named path that does not exist stays in the list, to be
    reported when it is read.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files.extend(_walk(path))
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def _walk(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            readable = name.lower().endswith(SUFFIXES) and not name.startswith(".")
            if readable and name.lower() != "readme.md":
                yield Path(here) / name


def add(
    index: Index,
    files: Iterable[Path],
    settings: Settings,
    overrides: Overrides = NO_OVERRIDES,
    passages: Passages | None = None,
) -> Iterator[Added]:
    """Reads, splits, embeds and stores; yields each document's outcome once it is there for good.

    A document whose text and metadata are those already indexed is not embedded
    again, nor is a passage whose embedded text is known. ``passages`` is kept up
    to date. One bad file or row never stops the others.
    """
    max_tokens = min(settings.passage_tokens, index.embedder.max_tokens - _MARKS)
    counted = passages or Passages()
    with index.writing() as writer:
        known = index.documents.digests()
        store = _Store(index, writer, known, counted)
        for path in files:
            if not os.path.lexists(path):
                reason = f"« {path} » n’existe pas : vérifiez le chemin."
                yield Added(path.as_posix(), Outcome.FAILED, reason=reason)
                continue
            for item in read(path, max_bytes=settings.max_file_mb * 1_000_000, overrides=overrides):
                if isinstance(item, ReadFailure):
                    yield Added(item.source, Outcome.FAILED, reason=item.reason)
                elif known.get(item.id) == item.sha256:
                    yield Added(item.source, Outcome.UNCHANGED, item.title)
                else:
                    yield from store.put(item, split(item, index.embedder.count_tokens, max_tokens))
        yield from store.flush()


class _Store:
    """Gathers documents into batches, and says what became of those that are published."""

    def __init__(self, index: Index, writer: IndexWriter, known: dict[str, str], counted: Passages) -> None:
        self._index = index
        self._writer = writer
        self._known = known
        self._counted = counted
        self._batch: list[tuple[Document, list[Passage]]] = []
        self._size = 0
        self._waiting: dict[str, Added] = {}

    def put(self, document: Document, passages: list[Passage]) -> Iterator[Added]:
        self._batch.append((document, passages))
        self._size += max(1, len(passages))
        if self._size >= _BATCH_PASSAGES:
            self._embed()
            if not self._writer.pending:
                yield from self._published()

    def flush(self) -> Iterator[Added]:
        self._embed()
        self._writer.publish()
        yield from self._published()

    def _embed(self) -> None:
        self._writer.put(self._batch)
        self._counted.embedded, self._counted.reused = self._writer.embedded, self._writer.reused
        for document, passages in self._batch:
            outcome = Outcome.UPDATED if document.id in self._known else Outcome.CREATED
            self._known[document.id] = document.sha256
            self._waiting[document.id] = Added(document.source, outcome, document.title, len(passages))
        self._batch, self._size = [], 0

    def _published(self) -> Iterator[Added]:
        duplicates = self._index.documents.duplicates(self._waiting)
        for id_, added in self._waiting.items():
            yield replace(added, duplicate_of=duplicates.get(id_))
        self._waiting = {}
