"""What of a document no answer repeats: text that gives an assistant orders.

Nothing obeys such text, but an answer that quoted it would hand it on to whatever reads
the answer. Method: :func:`vectorstore.instructions.gives_orders` on each sentence, and on what
two blocks say together; then what an order carries with it, which says nothing by itself: the
rest of its block, the items under it, and a block after it that goes on telling what to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from vectorstore import instructions
from vectorstore.instructions import goes_on
from vectorstore.sentences import sentences
from vectorstore.types import Block, BlockKind, Document

_LISTED = frozenset({BlockKind.ITEM, BlockKind.FIELD})
_BEFORE = 3
"""Blocks looked at before those asked for: an order there carries on into them."""


def said_of(document: Document, blocks: Sequence[Block], first: int, last: int) -> dict[int, Block | None]:
    """Which of the blocks ``first`` to ``last`` give orders, by place, cut before them; None if nothing is left."""
    found: dict[int, Block | None] = {}
    listed: int | None = None  # the level above which the items under an order end; -1: any list
    for place in range(max(0, first - _BEFORE), min(last + 2, len(blocks))):  # an order may end in the next
        block, before = blocks[place], blocks[place - 1] if place else None
        start = _order_in(document.text[block.start : block.end])
        if before and place - 1 in found and _carries_on(document, before, block):
            start = 0
        if listed is not None:
            if block.kind in _LISTED and block.level > listed:
                start = 0
            else:
                listed = None
        if before and start is None and (cut := _between(document, before, block)) is not None:
            found.setdefault(place - 1, _cut(document, before, cut))
            start = 0
        if start is not None:
            found[place] = _cut(document, block, start)
            listed = listed if listed is not None else _introduces(document, block)
    return {place: block for place, block in found.items() if first <= place <= last}


def unordered(text: str) -> str:
    """``text``, or nothing if it gives orders."""
    return "" if gives_orders(text) else text


@lru_cache(maxsize=16_384)
def gives_orders(text: str) -> bool:
    """:func:`vectorstore.instructions.gives_orders`, remembered: passages of one document share blocks."""
    return instructions.gives_orders(text)


def _order_in(text: str) -> int | None:
    """Where the first sentence that gives orders begins, alone or with the next."""
    spans = sentences(text)
    for start, end in spans:
        if gives_orders(text[start:end]):
            return start
    if len(spans) > 1 and gives_orders(text):
        for (start, _), (_, end) in pairwise(spans):
            if gives_orders(text[start:end]):
                return start
        return 0
    return None


def _carries_on(document: Document, before: Block, block: Block) -> bool:
    """Whether a block after an order says what the order announced, or orders on."""
    if block.kind in (BlockKind.TITLE, BlockKind.HEADING):
        return False
    announced = document.text[before.start : before.end].rstrip().endswith(":")
    return announced or goes_on(document.text[block.start : block.end])


def _introduces(document: Document, block: Block) -> int | None:
    """The level of the items that stand under a block that gives orders, less one."""
    if block.kind is BlockKind.ITEM:
        return block.level
    announces = block.kind is BlockKind.STEM or document.text[block.start : block.end].rstrip().endswith(":")
    return -1 if announces else None


def _between(document: Document, before: Block, block: Block) -> int | None:
    """Where, in the block before, an order begins that only both together give."""
    text = document.text[before.start : before.end]
    spans, heads = sentences(text), sentences(document.text[block.start : block.end])
    if not spans or not heads:
        return None
    tail, head = text[spans[-1][0] :], document.text[block.start + heads[0][0] : block.start + heads[0][1]]
    return spans[-1][0] if not gives_orders(tail) and gives_orders(f"{tail} {head}") else None


def _cut(document: Document, block: Block, at: int) -> Block | None:
    kept = document.text[block.start : block.start + at].rstrip()
    return replace(block, end=block.start + len(kept)) if kept else None
