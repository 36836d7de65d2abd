"""What is embedded for a passage: its words, under its title, its date and its headings.

A paragraph that says "Elle est pilotée par…" is found by what it is about, and by
when it was so, only when those are embedded with it (contextual passages).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vectorstore.dating import dating
from vectorstore.types import PassageRow

_TITLE_CHARS = 200
_HEADING_CHARS = 200


def contextual_texts(
    rows: Sequence[PassageRow],
    count_tokens: Callable[[Sequence[str]], list[int]],
    max_tokens: int,
) -> list[str]:
    """The text to embed for each row, never longer than the model reads.

    Context that would not fit is dropped; the passage itself always fits,
    because it was split so.
    """
    texts = [_contextual(row) for row in rows]
    lengths = count_tokens(texts)
    return [
        text if length <= max_tokens else row.passage.text
        for row, text, length in zip(rows, texts, lengths, strict=True)
    ]


def _contextual(row: PassageRow) -> str:
    title = row.title[:_TITLE_CHARS]
    if title and row.passage.text.startswith(title):
        title = ""
    dated = f"({dating(row)})" if dating(row) else ""
    parts = [" ".join(filter(None, (title, dated))), " – ".join(row.passage.heading[-2:])[:_HEADING_CHARS]]
    context = ". ".join(part for part in parts if part and not row.passage.text.startswith(part))
    return f"{context}. {row.passage.text}" if context else row.passage.text
