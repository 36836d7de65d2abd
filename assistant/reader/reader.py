"""Reads passages for a question: where an answer would stand, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.reader.inputs import InputBuilder, ReaderInput, context_for
from assistant.reader.model import ReaderNetwork
from vectorstore.embedding.e5_weights import Floats
from vectorstore.types import Document, Hit

_LONGEST_SPAN = 40  # pieces; longer answers are whole lists, which are scored otherwise


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` of a passage, and their log-odds against "no answer here"."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of one passage.

    ``begins`` and ``ends`` are scores of the passage's pieces, those of "no
    answer" taken off; ``answers`` is the log-odds that the passage answers;
    ``inside`` are the pieces' shares in the log-odds that their sentence does.
    """

    sequence: ReaderInput
    begins: Floats
    ends: Floats
    answers: float
    inside: Floats

    def best(self, start: int, end: int) -> Span:
        """The best answer within the passage's characters ``[start, end)``."""
        first, last = self._pieces(start, end)
        if first >= last:
            return Span(start, end, -20.0)
        begins, ends = self.begins[first:last], self.ends[first:last]
        best = (-np.inf, 0, 0)
        for offset in range(min(_LONGEST_SPAN, last - first)):
            sums = begins[: len(begins) - offset] + ends[offset:]
            place = int(sums.argmax())
            if sums[place] > best[0]:
                best = (float(sums[place]), place, place + offset)
        _, left, right = best
        seen = self.sequence
        return Span(seen.starts[first + left], seen.ends[first + right], best[0])

    def mass(self, start: int, end: int) -> float:
        """Log-probability that the answer begins, and that it ends, within ``[start, end)``; their mean."""
        first, last = self._pieces(start, end)
        return (_share(self.begins, first, last) + _share(self.ends, first, last)) / 2

    def holds(self, start: int, end: int) -> float:
        """Log-odds that the stretch of characters ``[start, end)`` answers: the mean of its pieces'."""
        first, last = self._pieces(start, end)
        return float(self.inside[first:last].mean()) if first < last else -20.0

    @property
    def best_score(self) -> float:
        """Log-odds of the passage's best answer."""
        return self.best(0, self.sequence.ends[-1]).score if self.sequence.ends else -20.0

    def _pieces(self, start: int, end: int) -> tuple[int, int]:
        """The pieces that begin within ``[start, end)``."""
        first = int(np.searchsorted(self.sequence.starts, start, side="left"))
        last = int(np.searchsorted(self.sequence.starts, end, side="left"))
        return first, last


def _share(scores: Floats, first: int, last: int) -> float:
    if first >= last:
        return -20.0
    top = max(0.0, float(scores.max()))
    total = float(np.exp(scores - top).sum()) + float(np.exp(-top))
    return float(np.log(np.exp(scores[first:last] - top).sum() / total + 1e-9))


class Network(Protocol):
    """Sequences of pieces to ``[length, 4]`` scores, and the builder of its sequences."""

    model_id: str
    inputs: InputBuilder

    def scores(self, sequences: Sequence[Sequence[int]]) -> list[Floats]:
        """Scores of each sequence, in the same order."""
        ...


class Reader:
    """Questions and passages to readings. Safe to share between threads."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.model_id = network.model_id

    @classmethod
    def load(cls, data_dir: Path) -> Reader:
        """Opens the reader, built under ``data_dir`` at first use; raises ``ModelUnavailable``."""
        return cls(ReaderNetwork.load(data_dir))

    def read_hits(self, question: str, hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Reading]:
        """One reading a hit, each passage under its document's title, date and headings."""
        passages = [hit.passage for hit in hits]
        contexts = [context_for(passage, documents[passage.document_id]) for passage in passages]
        return self.read(question, contexts, [passage.text for passage in passages]) if passages else []

    def read(self, question: str, contexts: Sequence[str], passages: Sequence[str]) -> list[Reading]:
        """One reading a passage; ``contexts`` are the titles and headings above them."""
        sequences = self.network.inputs.build(question, contexts, passages)
        scored = self.network.scores([sequence.ids for sequence in sequences])
        return [
            _reading(sequence, scores) for sequence, scores in zip(sequences, scored, strict=True)
        ]  # fmt: skip


def _reading(sequence: ReaderInput, scores: Floats) -> Reading:
    inside = scores[sequence.first : sequence.last]
    return Reading(
        sequence,
        np.ascontiguousarray(inside[:, 0] - scores[0, 0]),
        np.ascontiguousarray(inside[:, 1] - scores[0, 1]),
        float(scores[0, 2]),
        np.ascontiguousarray(inside[:, 3]),
    )
