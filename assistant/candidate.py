"""A stretch that may answer, with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.reader.reader import Reading, Span
from vectorstore.types import Document, Passage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may answer, with where it stands and how its passage was read."""

    evidence: Evidence
    passage: Passage
    document: Document
    reading: Reading

    def span(self) -> Span:
        """The reader's best span in what this candidate adds (an item without its stem)."""
        start, end = self.place()
        return self.reading.best(start, end)

    def holds(self) -> float:
        """Log-odds that what this candidate adds answers, whatever the others do."""
        return self.reading.holds(*self.place())

    def place(self) -> tuple[int, int]:
        """What this candidate adds, as characters of its passage."""
        start, end = self.evidence.main
        return max(0, start - self.passage.start), min(len(self.passage.text), end - self.passage.start)


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the probability that it, or what is said with it, answers the question.

    ``share`` is that of its being the one, if one of the candidates answers;
    ``alone`` the probability that it answers by itself, whatever the others do. ``by_version``:
    it stands where another version of its text answers, and need not name what that one does.
    """

    candidate: Candidate
    probability: float
    share: float = 1.0
    alone: float = 0.0
    by_version: bool = False

    @property
    def evidence(self) -> Evidence:
        """The candidate's stretch."""
        return self.candidate.evidence
