"""Step 3: each passage found is read for each thing asked."""

from __future__ import annotations

from assistant.context import Context
from assistant.reader.reader import Reader


def read(context: Context, reader: Reader) -> None:
    """Fills the ``readings`` of every part, one for each hit."""
    for part in context.parts:
        part.readings = reader.read_hits(part.question.text, context.hits, context.documents)
