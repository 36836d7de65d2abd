"""Step 4: the first passages found are read for each thing asked."""

from __future__ import annotations

from assistant.context import Context, Part
from assistant.reader.reader import Reader

FIRST = 6
"""Passages that are always read: a choice, between time and what is found, that was not measured."""


def read(context: Context, reader: Reader, first: int = FIRST) -> None:
    """Fills the ``readings`` of every part, one for each of the first hits."""
    for part in context.parts:
        read_up_to(first, part, context, reader)


def read_up_to(count: int, part: Part, context: Context, reader: Reader) -> None:
    """Reads for one part the hits that it has not read yet, up to ``count`` of them in all."""
    more = context.hits[len(part.readings) : count]
    part.readings += reader.read_hits(part.question.text, more, context.documents)
