"""Adds files, folders and pages to the index, and says what became of each."""

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
from ingest.web.fetch import Fetcher, Gone
from ingest.web.page import read_address
from vectorstore.index import Index, IndexWriter
from vectorstore.settings import Settings
from vectorstore.types import Document, Passage

# Enough passages to keep both cores busy, few enough to bound memory.
BATCH_PASSAGES = 256
# The least an embedder must read beside a passage's own words: prefix and sentence marks.
_MARKS = 8


class Outcome(StrEnum):
    """What became of one document."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Added:
    """One document's outcome; ``reason`` says why it failed or was removed."""

    source: str
    outcome: Outcome
    title: str = ""
    passages: int = 0
    reason: str = ""
    document_id: str = ""


@dataclass(slots=True)
class Summary:
    """Counts of outcomes, and the failures and removals by name."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    failures: list[Added] = field(default_factory=list)
    removals: list[Added] = field(default_factory=list)
    passages: int = 0

    def record(self, added: Added) -> None:
        """Counts one outcome."""
        self.counts[added.outcome] += 1
        self.passages += added.passages
        if added.outcome is Outcome.FAILED:
            self.failures.append(added)
        elif added.outcome is Outcome.REMOVED:
            self.removals.append(added)


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
    files: Iterable[Path | str],
    settings: Settings,
    overrides: Overrides = NO_OVERRIDES,
    fetcher: Fetcher | None = None,
) -> Iterator[Added]:
    """Reads, splits, embeds and stores; yields each document's outcome as it is known.

    ``files`` are paths, and addresses of pages as text, for which a ``fetcher``
    is needed. A document whose text and metadata are those already indexed is
    not embedded again. One bad file or row never stops the others.
    """
    max_tokens = passage_limit(index, settings)
    known = index.documents.digests()
    with index.writing() as writer:
        batch: list[tuple[Document, list[Passage]]] = []
        for path in files:
            for item in _items(path, settings, overrides, fetcher):
                if isinstance(item, ReadFailure):
                    yield Added(item.source, Outcome.FAILED, reason=item.reason)
                elif known.get(item.id) == item.sha256:
                    yield Added(item.source, Outcome.UNCHANGED, item.title, document_id=item.id)
                else:
                    batch.append((item, split(item, index.embedder.count_tokens, max_tokens)))
                    if sum(len(passages) for _, passages in batch) >= BATCH_PASSAGES:
                        yield from store(writer, batch, known)
                        batch = []
        yield from store(writer, batch, known)


def passage_limit(index: Index, settings: Settings) -> int:
    """The most tokens of a passage: what is set, as far as the embedder can read it."""
    return min(settings.passage_tokens, index.embedder.max_tokens - _MARKS)


def _items(
    path: Path | str, settings: Settings, overrides: Overrides, fetcher: Fetcher | None
) -> Iterator[Document | ReadFailure]:
    max_bytes, pdf = settings.max_file_mb * 1_000_000, PdfLimits.set_by(settings)
    if isinstance(path, str):
        assert fetcher is not None
        for item in read_address(fetcher, path, max_bytes=max_bytes, overrides=overrides, pdf=pdf):
            if isinstance(item, Document | ReadFailure):
                yield item
            elif isinstance(item, Gone):
                yield ReadFailure(path, f"« {path} » n’existe pas (code {item.status}) : vérifiez l’adresse.")
    elif os.path.lexists(path):
        yield from read(path, max_bytes=max_bytes, overrides=overrides, pdf=pdf)
    else:
        shown = legible_source(path.as_posix())
        yield ReadFailure(shown, f"« {shown} » n’existe pas : vérifiez le chemin.")


def store(writer: IndexWriter, batch: list[tuple[Document, list[Passage]]], known: dict[str, str]) -> Iterator[Added]:
    """Writes a batch; ``known`` tells new documents from changed ones, and learns of these."""
    if not batch:
        return
    writer.put(batch)
    for document, passages in batch:
        outcome = Outcome.UPDATED if document.id in known else Outcome.CREATED
        known[document.id] = document.sha256
        yield Added(document.source, outcome, document.title, len(passages), document_id=document.id)
