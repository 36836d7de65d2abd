"""What became of each document, and the counts of a whole ingestion."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one document."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Added:
    """One document's outcome; ``reason`` says why it failed or was removed.

    ``duplicate_of`` is the id of the document that it nearly repeats, if any;
    ``notes`` say in French what to know of a document that was read all the same.
    """

    source: str
    outcome: Outcome
    title: str = ""
    passages: int = 0
    reason: str = ""
    document_id: str = ""
    duplicate_of: str | None = None
    notes: tuple[str, ...] = ()


def note_lines(added: Added) -> list[str]:
    """What to know of a document, a line each, under its title and source."""
    return [f"! « {added.title} » ({added.source}) : {note}." for note in added.notes]


def notes_json(summary: Summary) -> list[dict[str, str]]:
    """The same of all documents, for a summary in JSON."""
    return [
        {"id": added.document_id, "source": added.source, "note": note}
        for added in summary.noted
        for note in added.notes
    ]


@dataclass(slots=True)
class Passages:
    """Passages so far: those that the model read, and those whose text it had read before."""

    embedded: int = 0
    reused: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.embedded + self.reused


@dataclass(slots=True)
class Summary:
    """Counts of outcomes, of passages and of near-duplicates, and failures, removals and notes by name."""

    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    failures: list[Added] = field(default_factory=list)
    removals: list[Added] = field(default_factory=list)
    noted: list[Added] = field(default_factory=list)
    duplicates: int = 0
    passages: Passages = field(default_factory=Passages)

    def record(self, added: Added) -> None:
        """Counts one outcome."""
        self.counts[added.outcome] += 1
        self.duplicates += added.duplicate_of is not None
        if added.notes:
            self.noted.append(added)
        if added.outcome is Outcome.FAILED:
            self.failures.append(added)
        elif added.outcome is Outcome.REMOVED:
            self.removals.append(added)
