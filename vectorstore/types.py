"""The shared vocabulary: documents, passages, filters and hits.

Offsets everywhere count Unicode code points of a document's clean text, so
``document.text[start:end]`` is always the exact quote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a document is, which decides its authority."""

    OFFICIAL_TEXT = "official_text"
    PRESS_RELEASE = "press_release"
    JOB_DESCRIPTION = "job_description"
    GUIDE = "guide"
    NEWS = "news"
    OTHER = "other"


class BlockKind(StrEnum):
    """The role of one stretch of clean text.

    ``FIELD`` is a label–value line ("Référence : 2023-1181585"). ``STEM`` is
    the line that introduces the list items after it ("Elle veille à :").
    """

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    STEM = "stem"
    ITEM = "item"
    FIELD = "field"


class Provenance(StrEnum):
    """How a piece of metadata was found."""

    GIVEN = "given"  # by the person who ingests (an option, a manifest)
    DECLARED = "declared"  # by the document's own metadata (front matter, meta tag, row field)
    FOUND = "found"  # read in the text ("Communiqué de presse, …, 8 juin 2023")
    INFERRED = "inferred"  # from weaker signs (file name, vocabulary)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch ``text[start:end]`` of the clean text with one role.

    ``start`` is past any list marker ("- ", "1. "), so the stretch is what a
    quote may hold. ``level`` is the heading's depth (1 = title) or the item's
    nesting (0 = outermost).
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One source as clean text with what is known about it.

    ``id`` is stable for a ``source`` (path, URL, or ``path#row``).
    ``valid_from`` is inclusive, ``valid_to`` exclusive. ``provenance`` says,
    by field name, how each found value was found. ``section`` is where the
    source files it (an article's place in its code), outermost first: it is no
    part of the text. ``pages`` is the page map of a paged source, in the form
    that :func:`vectorstore.pages.page_at` reads, and empty for any other.
    ``flags`` are marks set at reading (``assistant_instructions``: it gives
    orders to an assistant). ``sha256`` digests the clean text and the metadata,
    so any change shows.
    """

    id: str
    source: str
    text: str
    title: str
    kind: Kind
    blocks: tuple[Block, ...] = ()
    publisher: str | None = None
    reference: str | None = None
    published_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    language: str = "fr"
    url: str | None = None
    sha256: str = ""
    section: tuple[str, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    provenance: Mapping[str, Provenance] = field(default_factory=lambda: MappingProxyType({}))
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document that is embedded and searched as one.

    ``heading`` is the path of headings above it, outermost first, without the
    document's title.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage with what derived indexes need to know of its document."""

    passage: Passage
    title: str
    kind: Kind
    publisher: str | None = None
    published_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def passage_row(passage: Passage, document: Document) -> PassageRow:
    """The passage with its document's metadata."""
    return PassageRow(
        passage, document.title, document.kind, document.publisher, document.published_on,
        document.valid_from, in_force_until(document.kind, document.valid_to),
    )  # fmt: skip


def in_force_until(kind: Kind, valid_to: date | None) -> date | None:
    """The day on which searches as of a day leave a document out.

    A job advert expires, but what it said stays evidence for its own time.
    """
    return None if kind is Kind.JOB_DESCRIPTION else valid_to


@dataclass(frozen=True, slots=True)
class Filters:
    """Restricts a search; every bound is inclusive, an empty field restricts nothing.

    ``as_of`` keeps what was in force on that day, and published by then or, where it is
    given, by ``known_on``; ``known_on`` alone also leaves out what came into force later. A
    document with no publication date passes both but no publication bound.
    """

    kinds: tuple[Kind, ...] = ()
    publishers: tuple[str, ...] = ()
    published_after: date | None = None
    published_before: date | None = None
    as_of: date | None = None
    known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result: a passage and its score (higher is better)."""

    passage: Passage
    score: float
