"""Adds files and folders to the index, and says what became of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ingest.document import NO_OVERRIDES, Overrides
from ingest.files import legible_source
from ingest.pdf.limits import PdfLimits
from ingest.read import SUFFIXES, ReadFailure, read
from ingest.split import split
from vectorstore.index import Index, IndexWriter
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
    """One document's outcome; ``reason`` says why it failed."""

    source: str
    outcome: Outcome
    title: str = ""
    passages: int = 0
    reason: str = ""


@dataclass(slots=True)
class Summary:
    """Counts of outcomes, and the failures by name."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    failures: list[Added] = field(default_factory=list)

    def record(self, added: Added) -> None:
        """Counts one outcome."""
        self.counts[added.outcome] += 1
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
) -> Iterator[Added]:
    """Reads, splits, embeds and stores; yields each document's outcome as it is known.

    A document whose text and metadata are those already indexed is not embedded
    again. One bad file or row never stops the others.
    """
    max_tokens = min(settings.passage_tokens, index.embedder.max_tokens - _MARKS)
    pdf = PdfLimits(settings.max_pdf_pages, settings.max_pdf_seconds, settings.max_pdf_memory_mb)
    known = index.documents.digests()
    with index.writing() as writer:
        batch: list[tuple[Document, list[Passage]]] = []
        for path in files:
            if not os.path.lexists(path):
                reason = f"« {legible_source(str(path))} » n’existe pas : vérifiez le chemin."
                yield Added(legible_source(path.as_posix()), Outcome.FAILED, reason=reason)
                continue
            for item in read(path, max_bytes=settings.max_file_mb * 1_000_000, overrides=overrides, pdf=pdf):
                if isinstance(item, ReadFailure):
                    yield Added(item.source, Outcome.FAILED, reason=item.reason)
                elif known.get(item.id) == item.sha256:
                    yield Added(item.source, Outcome.UNCHANGED, item.title)
                else:
                    batch.append((item, split(item, index.embedder.count_tokens, max_tokens)))
                    if sum(len(passages) for _, passages in batch) >= _BATCH_PASSAGES:
                        yield from _store(writer, batch, known)
                        batch = []
        yield from _store(writer, batch, known)


def _store(writer: IndexWriter, batch: list[tuple[Document, list[Passage]]], known: dict[str, str]) -> Iterator[Added]:
    if not batch:
        return
    writer.put(batch)
    for document, passages in batch:
        outcome = Outcome.UPDATED if document.id in known else Outcome.CREATED
        known[document.id] = document.sha256
        yield Added(document.source, outcome, document.title, len(passages))
