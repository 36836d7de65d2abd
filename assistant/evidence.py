"""Cuts a passage into the stretches that may be quoted as an answer.

Titles and headings are no answers; a sentence, a label–value line, a list item
with its stem, or a whole list may be one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vectorstore.headings import blocks_under_headings
from vectorstore.sentences import sentences
from vectorstore.types import Block, BlockKind, Document, Passage

_MAX_LIST_ITEMS = 20
_MAX_LIST_CHARS = 2500


class Form(StrEnum):
    """The form of a stretch, which says how it is read and shown."""

    SENTENCE = "sentence"
    FIELD = "field"
    ITEM = "item"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of a document that may answer.

    ``spans`` are the exact stretches to quote, in order (an item comes with the
    stem that introduces it); ``heading`` is the path of headings above it;
    ``rank`` is its passage's place in the search, from 0.
    """

    document_id: str
    form: Form
    spans: tuple[tuple[int, int], ...]
    text: str
    heading: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a stretch stands."""

    document: Document
    passage: Passage
    heading: tuple[str, ...]
    rank: int

    def evidence(self, form: Form, spans: tuple[tuple[int, int], ...]) -> Evidence:
        text = " ".join(self.document.text[start:end] for start, end in spans)
        return Evidence(self.document.id, form, spans, text, self.heading, self.rank)


def evidence_of(passage: Passage, document: Document, rank: int) -> Iterator[Evidence]:
    """The quotable stretches of ``passage``, in order; a list that it cuts is still given whole."""
    placed = list(blocks_under_headings(document))
    blocks = [block for block, _ in placed]
    at = 0
    while at < len(blocks):
        block, heading = placed[at]
        source = _Source(document, passage, heading, rank)
        if block.kind in (BlockKind.STEM, BlockKind.ITEM):
            before = blocks[at - 1] if at > 0 else None
            stem, items, at = _list_at(blocks, at)
            inside = [item for item in items if _touches(item, passage)]
            if inside or (stem and _touches(stem, passage)):
                yield from _list_evidence(stem, inside, source)
                if stem or before:
                    yield from _whole_list(_opening(stem, before, items, document), items, source)
        else:
            if block.kind not in (BlockKind.TITLE, BlockKind.HEADING) and _touches(block, passage):
                yield from _block_evidence(block, source)
            at += 1


def _touches(block: Block, passage: Passage) -> bool:
    return block.start < passage.end and block.end > passage.start


def _list_at(blocks: Sequence[Block], at: int) -> tuple[Block | None, list[Block], int]:
    """The list that begins at ``at``: its stem, its items or fields, and where it ends."""
    stem = blocks[at] if blocks[at].kind is BlockKind.STEM else None
    if stem:
        at += 1
    inside = (BlockKind.ITEM, BlockKind.FIELD) if stem else (BlockKind.ITEM,)
    first = at
    while at < len(blocks) and blocks[at].kind in inside:
        at += 1
    return stem, list(blocks[first:at]), at


def _list_evidence(stem: Block | None, items: list[Block], source: _Source) -> Iterator[Evidence]:
    lead = ((stem.start, stem.end),) if stem else ()
    if not items:  # a stem that introduces a paragraph, or whose items another passage holds
        yield source.evidence(Form.SENTENCE, lead)
        return
    for item in items:
        spans = (*lead, (item.start, item.end))
        form = Form.FIELD if item.kind is BlockKind.FIELD else Form.ITEM
        yield source.evidence(form, spans)


def _opening(stem: Block | None, before: Block | None, items: list[Block], document: Document) -> int | None:
    """Where the whole of a list begins to be quoted: what announces it tells what it answers.

    That is its stem, or the last sentence of the paragraph before it; under a
    heading it is quoted alone, and elsewhere not as a whole.
    """
    if stem:
        return stem.start
    if before and items and before.kind is BlockKind.HEADING:
        return items[0].start
    if before and before.kind is BlockKind.PARAGRAPH:
        return before.start + sentences(document.text[before.start : before.end])[-1][0]
    return None


def _whole_list(start: int | None, items: list[Block], source: _Source) -> Iterator[Evidence]:
    if not items or start is None:
        return
    end = items[-1].end
    if 1 < len(items) <= _MAX_LIST_ITEMS and end - start <= _MAX_LIST_CHARS:
        yield source.evidence(Form.LIST, ((start, end),))


def _block_evidence(block: Block, source: _Source) -> Iterator[Evidence]:
    if block.kind is BlockKind.FIELD:
        yield source.evidence(Form.FIELD, ((block.start, block.end),))
        return
    for start, end in sentences(source.document.text[block.start : block.end]):
        span = (block.start + start, block.start + end)
        if span[0] < source.passage.end and span[1] > source.passage.start:
            yield source.evidence(Form.SENTENCE, (span,))
