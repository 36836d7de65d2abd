"""What the reader reads: question, title and passage as one sequence of pieces.

    <s> question </s></s> title (date) – headings. passage </s>

The first place stands for "no answer here" (Devlin et al., 2019, section 4.3);
an answer may begin and end only at the passage's own pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.dating import dating
from vectorstore.embedding.e5_tokenizer import E5Tokenizer, Pieces
from vectorstore.types import Document, Passage

QUESTION_PIECES = 64
CONTEXT_PIECES = 48


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """One sequence. Piece ``first + i`` covers characters ``[starts[i], ends[i])`` of the passage."""

    ids: list[int]
    first: int
    starts: list[int]
    ends: list[int]

    @property
    def last(self) -> int:
        """The place after the passage's last piece."""
        return self.first + len(self.starts)


class InputBuilder:
    """Builds sequences of at most ``max_pieces``; what does not fit of a passage is left unread."""

    def __init__(self, tokenizer: E5Tokenizer, bos: int, eos: int, max_pieces: int = 512) -> None:
        self._tokenizer = tokenizer
        self._bos, self._eos = bos, eos
        self._max = max_pieces

    def build(self, question: str, contexts: Sequence[str], passages: Sequence[str]) -> list[ReaderInput]:
        """One input for each passage, ``contexts`` being the title and headings above it."""
        found = self._tokenizer.pieces([question, *contexts, *passages])
        asked = found[0].ids[:QUESTION_PIECES]
        return [
            self._join(asked, context.ids[:CONTEXT_PIECES], passage)
            for context, passage in zip(found[1 : 1 + len(contexts)], found[1 + len(contexts) :], strict=True)
        ]

    def _join(self, question: list[int], context: list[int], passage: Pieces) -> ReaderInput:
        head = [self._bos, *question, self._eos, self._eos, *context]
        room = self._max - len(head) - 1
        ids = [*head, *passage.ids[:room], self._eos]
        return ReaderInput(ids, len(head), passage.starts[:room], passage.ends[:room])


def context_for(passage: Passage, document: Document) -> str:
    """The words put before a passage of a document, with the day that its words are of."""
    return context_of(document.title, passage.heading, dating(document))


def context_of(title: str, headings: Sequence[str], dated: str = "") -> str:
    """The words put before a passage: its title, its date and the nearest two headings."""
    titled = f"{title.strip()} ({dated})" if dated else title.strip()
    parts = [titled, *(heading.strip() for heading in headings[-2:])]
    kept = list(dict.fromkeys(part for part in parts if part))
    return " – ".join(kept) + "." if kept else ""
