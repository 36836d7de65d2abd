"""Candidates made by hand, with a reading that says what a test wants."""

from __future__ import annotations

from typing import Any

import numpy as np

from assistant.candidate import Candidate
from assistant.evidence import Evidence, Form
from assistant.reader.inputs import ReaderInput
from assistant.reader.reader import Reading
from vectorstore.types import Document, Kind, Passage


def reading_of(text: str, *, begins: float = 0.0, ends: float = 0.0, answers: float = 0.0) -> Reading:
    """One piece a word; every piece scores the same."""
    starts, stops, at = [], [], 0
    for word in text.split():
        at = text.index(word, at)
        starts.append(at)
        stops.append(at + len(word))
        at += len(word)
    sequence = ReaderInput([0] * (len(starts) + 4), 3, starts, stops)
    values = [np.full(len(starts), value, np.float32) for value in (begins, ends, begins)]
    return Reading(sequence, values[0], values[1], answers, values[2])


def candidate(
    text: str,
    *,
    title: str = "Titre",
    rank: int = 0,
    id_: str = "d",
    form: Form = Form.SENTENCE,
    spans: tuple[tuple[int, int], ...] | None = None,
    begins: float = 0.0,
    answers: float = 0.0,
    known: dict[str, Any] | None = None,
) -> Candidate:
    """A candidate quoting ``spans`` of a document that is only ``text``; the whole of it by default."""
    document = Document(id_, id_, text, title, Kind.OTHER, **(known or {}))
    passage = Passage(f"{id_}:0", id_, 0, len(text), text)
    quoted = spans or ((0, len(text)),)
    shown = " ".join(text[start:end] for start, end in quoted)
    evidence = Evidence(id_, form, quoted, shown, ("Partie",), rank)
    return Candidate(evidence, passage, document, reading_of(text, begins=begins, answers=answers))
