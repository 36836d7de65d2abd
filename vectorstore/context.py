"""What is embedded for a passage: its words, under its title, its date and its headings.

A paragraph that says "Elle est pilotée par…" is found by what it is about, and by
when it was so, only when those are embedded with it (contextual passages).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from vectorstore.dating import dating
from vectorstore.types import Kind, Passage, PassageRow

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


@cache
def context_version() -> str:
    """Names the way in which context is written, by what it makes of a few passages.

    It changes by itself with this module or :mod:`vectorstore.dating`: an index
    records it, and what was embedded in another way is embedded again.
    """
    long, start, end = "Un titre assez long " * 20, date(2023, 6, 8), date(2024, 1, 1)
    passages = [
        Passage("a", "a", 0, 1, text, heading)
        for text in ("Elle est pilotée par l’agence.", "Titre : la suite.")
        for heading in ((), ("Partie",), ("Un", "Deux", "Trois"), (long, long))
    ]
    rows = [
        PassageRow(passage, title, kind, None, published, valid_from, valid_to)
        for passage in passages
        for title in ("", "Titre", long)
        for kind in (Kind.OFFICIAL_TEXT, Kind.PRESS_RELEASE)
        for published in (None, start)
        for valid_from, valid_to in ((None, None), (start, None), (start, end))
    ]
    texts = contextual_texts(rows, lambda some: [len(text) for text in some], 400)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def _contextual(row: PassageRow) -> str:
    title = row.title[:_TITLE_CHARS]
    if title and row.passage.text.startswith(title):
        title = ""
    dated = f"({dating(row)})" if dating(row) else ""
    parts = [" ".join(filter(None, (title, dated))), " – ".join(row.passage.heading[-2:])[:_HEADING_CHARS]]
    context = ". ".join(part for part in parts if part and not row.passage.text.startswith(part))
    return f"{context}. {row.passage.text}" if context else row.passage.text
