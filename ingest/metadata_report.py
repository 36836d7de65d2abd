"""How much metadata is found in a collection, how, and how right it is against the collection's own labels.

Labels are what rows and front matter say of their documents. Where the reader
would only copy them, being right is no merit: each labelled document is read a
second time with its labels hidden (no kind, no date, no folder, no file name),
from its title, text and address, and a third time without the address.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.blocks import RawBlock
from ingest.declared import NOTHING, Declared
from ingest.document import build_document
from ingest.encoding import decode
from ingest.kinds import named_kind
from ingest.legislation import is_article_row, read_article
from ingest.markdown import declared_from, read_markdown
from ingest.notes import notes_of
from ingest.read import ReadFailure, read, row_lines, suffix_of
from ingest.rows import Row, read_rows
from vectorstore.dates import read_date
from vectorstore.errors import UnreadableSource
from vectorstore.types import Document

FIELDS = ("kind", "title", "publisher", "language", "reference", "published_on", "valid_from", "valid_to")
_LABELLED = ("kind", "reference", "published_on", "valid_from", "valid_to")
_HIDDEN_NAME = "sans-nom"
# By field: the label's value, the value found without it, and that without the address either.
_Labels = dict[str, tuple[object, object, object]]


@dataclass(slots=True)
class Score:
    """Of the documents that have a label: how many values are right, wrong and missing."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    def record(self, expected: object, got: object) -> bool:
        """Counts one document; says whether it was right."""
        if got == expected:
            self.right += 1
        elif got is None:
            self.missing += 1
        else:
            self.wrong += 1
        return got == expected

    @property
    def labelled(self) -> int:
        """All of them."""
        return self.right + self.wrong + self.missing


@dataclass(frozen=True, slots=True)
class Miss:
    """A value that is not the label's, the labels being hidden."""

    source: str
    field: str
    expected: str
    got: str


@dataclass(slots=True)
class CollectionReport:
    """What one path holds. ``provenance`` counts by field and by how it was found ("none" for what was not)."""

    path: str
    documents: int = 0
    failures: list[ReadFailure] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    provenance: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FIELDS})
    as_read: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in _LABELLED})
    hidden: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in _LABELLED})
    text_only: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in _LABELLED})
    misses: list[Miss] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "path": self.path,
            "documents": self.documents,
            "failures": [{"source": item.source, "reason": item.reason} for item in self.failures],
            "notes": [{"source": source, "note": note} for source, note in self.notes],
            "fields": {name: dict(counts) for name, counts in self.provenance.items()},
            "against_labels": {
                name: {
                    "as_read": _score(self.as_read[name]),
                    "labels_hidden": _score(self.hidden[name]),
                    "text_only": _score(self.text_only[name]),
                }
                for name in _LABELLED
                if self.as_read[name].labelled
            },
            "misses": [
                {"source": item.source, "field": item.field, "expected": item.expected, "got": item.got}
                for item in self.misses
            ],
        }


def report_on(path: Path, files: list[Path], max_bytes: int) -> CollectionReport:
    """Reads ``files``, those of ``path``, twice where they have labels; nothing is stored."""
    report = CollectionReport(path.as_posix())
    for file in files:
        labels = dict(_labelled(file, max_bytes))
        for item in read(file, max_bytes=max_bytes):
            if isinstance(item, ReadFailure):
                report.failures.append(item)
                continue
            _count(report, item)
            key = item.source.partition(f"{file.name}#")[2]
            if key in labels:
                _compare(report, item, labels.pop(key))
    return report


def _count(report: CollectionReport, document: Document) -> None:
    report.documents += 1
    report.notes += [(document.source, note) for note in notes_of(document)]
    for name in FIELDS:
        known = getattr(document, name) is not None and name in document.provenance
        report.provenance[name][document.provenance[name].value if known else "none"] += 1


def _compare(report: CollectionReport, document: Document, labels: _Labels) -> None:
    for name, (expected, got, from_text) in labels.items():
        report.as_read[name].record(expected, getattr(document, name))
        report.text_only[name].record(expected, from_text)
        if not report.hidden[name].record(expected, got):
            report.misses.append(Miss(document.source, name, str(expected), str(got or "")))


def _labelled(file: Path, max_bytes: int) -> Iterator[tuple[str, _Labels]]:
    """Each labelled document's key (a row's id, "" for a file) and its labels."""
    suffix = suffix_of(file.name) or ""
    try:
        if suffix.startswith(".jsonl"):
            for line in row_lines(file, file.name, max_bytes):
                yield from _labelled_row(line)
        elif suffix in (".md", ".markdown"):
            text = decode(file.read_bytes(), file.name)
            blocks, front = read_markdown(text)
            if front != NOTHING:
                yield "", _pairs(front, blocks, Declared(title=front.title, url=front.url))
    except (OSError, EOFError, zlib.error, UnreadableSource):
        return  # told when the file is read as it is


def _pairs(label: Declared, blocks: Sequence[RawBlock], kept: Declared) -> _Labels:
    """Of each field that ``label`` has, its value and those read from ``blocks`` with ``kept`` alone."""
    hidden, text_only = (
        build_document(blocks, source=_HIDDEN_NAME, name=_HIDDEN_NAME, declared=declared)
        for declared in (kept, replace(kept, url=None))
    )
    said = {name: getattr(label, name) for name in _LABELLED}
    return {
        name: (value, getattr(hidden, name), getattr(text_only, name))
        for name, value in said.items()
        if value is not None
    }


def _labelled_row(line: str) -> Iterator[tuple[str, _Labels]]:
    try:
        row = json.loads(line)
        read_as = next(iter(read_rows(iter([line]))))
    except (ValueError, RecursionError, StopIteration):
        return
    if not isinstance(row, dict) or not isinstance(read_as, Row):
        return
    label, kept = _labels(row)
    shown = next(iter(read_rows(iter([json.dumps(kept)]))))
    if isinstance(shown, Row):
        yield read_as.id, _pairs(label, shown.blocks, shown.declared)


def _labels(row: dict[Any, Any]) -> tuple[Declared, dict[str, Any]]:
    """What a row says of its document, and the row that is left to be read without it."""
    if is_article_row(row):
        _, declared = read_article(row)
        # Its day of publication is that on which the version begins, which the row does not say apart.
        return replace(declared, published_on=None), {"title": declared.title, "text": row["text"]}
    said = declared_from(row)
    folder = str(row.get("path") or "").rpartition("/")[0]
    kind = said.kind or (named_kind(folder) if folder else None)
    day = read_date(row.get("published_on") or row.get("date"))
    kept = {key: row[key] for key in ("title", "text", "url") if row.get(key)}
    return replace(said, kind=kind, published_on=day), kept


def _score(score: Score) -> dict[str, int]:
    return {"labelled": score.labelled, "right": score.right, "wrong": score.wrong, "missing": score.missing}
