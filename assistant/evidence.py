"""Cuts a passage into the stretches that may be quoted as an answer.

Titles and headings are no answers; a sentence, a label–value line, a list item
with its stem, or a whole list may be one. What gives orders to an assistant is in none of
them (``withheld``): a list is quoted around such an item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.withheld import said_of, unordered
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
    stem that introduces it, a list in several if something in it is left out); ``heading``
    is the path of headings above it; ``rank`` is its passage's place in the search, from 0.
    """

    document_id: str
    form: Form
    spans: tuple[tuple[int, int], ...]
    text: str
    heading: tuple[str, ...]
    rank: int

    @property
    def adds(self) -> tuple[tuple[int, int], ...]:
        """The spans that are its own: an item's without its stem."""
        return self.spans if self.form is Form.LIST else self.spans[-1:]

    @property
    def main(self) -> tuple[int, int]:
        """The longest of its own spans, by which it is judged."""
        return max(self.adds, key=lambda span: span[1] - span[0])


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a stretch stands."""

    document: Document
    passage: Passage
    heading: tuple[str, ...]
    rank: int

    def evidence(self, form: Form, spans: tuple[tuple[int, int], ...]) -> Evidence:
        between = "\n" if form is Form.LIST else " "
        text = between.join(self.document.text[start:end] for start, end in spans)
        return Evidence(self.document.id, form, spans, text, self.heading, self.rank)


def evidence_of(passage: Passage, document: Document, rank: int) -> Iterator[Evidence]:
    """The quotable stretches of ``passage``, in order; a list that it cuts is still given whole."""
    placed = list(blocks_under_headings(document))
    blocks = [block for block, _ in placed]
    at = 0
    while at < len(blocks):
        block, heading = placed[at]
        first = at
        if block.kind in (BlockKind.STEM, BlockKind.ITEM):
            stem, items, at = _list_at(blocks, at)
            inside = [item for item in items if _touches(item, passage)]
            if inside or (stem and _touches(stem, passage)):
                said = said_of(document, blocks, max(0, first - 1), at - 1)
                source = _Source(document, passage, _said_headings(heading), rank)
                yield from _of_list(blocks, first, at, said, source)
        else:
            if block.kind not in (BlockKind.TITLE, BlockKind.HEADING) and _touches(block, passage):
                kept = said_of(document, blocks, at, at).get(at, block)
                if kept:
                    yield from _block_evidence(kept, _Source(document, passage, _said_headings(heading), rank))
            at += 1


def _said_headings(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(heading for heading in path if unordered(heading))


def _of_list(
    blocks: Sequence[Block], first: int, after: int, said: Mapping[int, Block | None], source: _Source
) -> Iterator[Evidence]:
    """The items of the list of blocks ``first`` to ``after``, and the whole of it."""
    kept = [said.get(place, blocks[place]) for place in range(first, after)]
    stem = kept[0] if blocks[first].kind is BlockKind.STEM else None
    before = blocks[first - 1] if first > 0 and first - 1 not in said else None
    held = [block for block in (kept[1:] if blocks[first].kind is BlockKind.STEM else kept) if block]
    inside = [block for block in held if _touches(block, source.passage)]
    if inside or (stem and _touches(stem, source.passage)):
        yield from _list_evidence(stem, inside, source)
    if stem or (before and blocks[first].kind is not BlockKind.STEM):
        yield from _whole_list(_opening(stem, before, held, source.document), blocks[first:after], kept, source)


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


def _opening(stem: Block | None, before: Block | None, items: list[Block], document: Document) -> Block | None:
    """What announces a list, with which the whole of it is quoted, for it tells what the list answers.

    That is its stem, or the last sentence of the paragraph before it; under a
    heading it is quoted alone (nothing is announced), and elsewhere not as a whole.
    """
    if stem or not before or not items:
        return stem
    if before.kind is BlockKind.HEADING:
        return Block(BlockKind.HEADING, items[0].start, items[0].start)
    if before.kind is BlockKind.PARAGRAPH:
        start = before.start + sentences(document.text[before.start : before.end])[-1][0]
        return Block(BlockKind.STEM, start, before.end)
    return None


def _whole_list(
    opening: Block | None, blocks: Sequence[Block], kept: Sequence[Block | None], source: _Source
) -> Iterator[Evidence]:
    items = [block for block in kept if block and block.kind is not BlockKind.STEM]
    if not items or opening is None:
        return
    spans = tuple(_runs(opening, blocks, kept, source.document.text))
    if 1 < len(items) <= _MAX_LIST_ITEMS and sum(end - start for start, end in spans) <= _MAX_LIST_CHARS:
        yield source.evidence(Form.LIST, spans)


def _runs(
    opening: Block, blocks: Sequence[Block], kept: Sequence[Block | None], text: str
) -> Iterator[tuple[int, int]]:
    """What is kept of a list and its opening, with the marks of its items, in as few spans as can be."""
    begins, ends = opening.start, opening.end
    for block, left in zip(blocks, kept, strict=True):
        ends = left.end if left else ends
        if left != block:
            if begins < ends:
                yield begins, ends
            begins = ends = _after_blanks(text, block.end)
    if begins < ends:
        yield begins, ends


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _block_evidence(block: Block, source: _Source) -> Iterator[Evidence]:
    if block.kind is BlockKind.FIELD:
        yield source.evidence(Form.FIELD, ((block.start, block.end),))
        return
    for start, end in sentences(source.document.text[block.start : block.end]):
        span = (block.start + start, block.start + end)
        if span[0] < source.passage.end and span[1] > source.passage.start:
            yield source.evidence(Form.SENTENCE, (span,))
