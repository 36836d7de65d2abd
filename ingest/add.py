"""Adds files, folders and pages to the index, and says what became of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.document import NO_OVERRIDES, Overrides
from ingest.files import legible_source
from ingest.outcomes import Added, Outcome, Passages
from ingest.pdf.limits import PdfLimits
from ingest.read import ReadFailure, read
from ingest.split import split
from ingest.storing import Storing
from ingest.walk import unopened
from ingest.web.fetch import Fetcher, Gone
from ingest.web.page import read_address
from vectorstore.index import Index
from vectorstore.settings import Settings
from vectorstore.types import Document

# The least an embedder must read beside a passage's own words: prefix and sentence marks.
_MARKS = 8


def add(
    index: Index,
    files: Iterable[Path | str],
    settings: Settings,
    overrides: Overrides = NO_OVERRIDES,
    fetcher: Fetcher | None = None,
    passages: Passages | None = None,
) -> Iterator[Added]:
    """Reads, splits, embeds and stores; yields each document's outcome once it is there for good.

    ``files`` are paths, and addresses of pages as text, for which a ``fetcher``
    is needed. A document whose text and metadata are those already indexed is
    not embedded again, nor is a passage whose embedded text is known;
    ``passages`` is kept up to date. One bad file or row never stops the others.
    """
    max_tokens = passage_limit(index, settings)
    with index.writing() as writer:
        known = index.documents.digests()
        storing = Storing(index, writer, known, passages or Passages())
        for item in read_all(files, settings, overrides, fetcher):
            if isinstance(item, ReadFailure):
                yield Added(item.source, Outcome.FAILED, reason=item.reason)
            elif known.get(item.id) == item.sha256:
                yield Added(item.source, Outcome.UNCHANGED, item.title, document_id=item.id)
            else:
                yield from storing.put(item, split(item, index.embedder.count_tokens, max_tokens))
        yield from storing.flush()


def read_all(
    files: Iterable[Path | str], settings: Settings, overrides: Overrides, fetcher: Fetcher | None
) -> Iterator[Document | ReadFailure]:
    """The documents of files and addresses, each as soon as it is read, and what could not be."""
    for path in files:
        yield from _items(path, settings, overrides, fetcher)


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
    elif (reason := unopened(path)) is not None:
        yield ReadFailure(legible_source(path.as_posix()), reason)
    elif os.path.lexists(path):
        yield from read(path, max_bytes=max_bytes, overrides=overrides, pdf=pdf)
    else:
        shown = legible_source(path.as_posix())
        yield ReadFailure(shown, f"« {shown} » n’existe pas : vérifiez le chemin.")
