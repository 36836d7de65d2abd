"""What the stretches that answer one question say of one thing, value by value, and from when.

Two sources that give different values either disagree or speak of different times.
They disagree if both hold on one day: within one document, among texts in force,
among what is undated or of the same weeks, and on the day of something that had
already happened. Else the thing has changed, and the later one holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.candidate import Candidate, Scored
from assistant.context import Question
from assistant.questions import Expected
from assistant.values import Value, ValueKind, comparable, same, values_in
from vectorstore.french import analyze
from vectorstore.types import Document, Kind

LIKELY = 0.4
"""Least probability that a stretch answers by itself for its value to be compared."""
COMPARED = 12
_SAME_WEEKS = timedelta(days=45)
_LEAST_COVERED = 0.75  # of the question's terms that the first covers
_LEAST_ALIKE = 0.25

_KINDS = {
    Expected.DATE: ValueKind.DAY,
    Expected.NUMBER: ValueKind.QUANTITY,
    Expected.PERSON: ValueKind.PERSON,
}
AUTHORITY = (
    Kind.OFFICIAL_TEXT, Kind.PRESS_RELEASE, Kind.GUIDE, Kind.JOB_DESCRIPTION, Kind.NEWS, Kind.OTHER,
)  # fmt: skip
"""Whose word counts most, first."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A stretch that answers, the values by which it does, and the day it speaks of (``None``: unknown)."""

    scored: Scored
    values: tuple[Value, ...]
    when: date | None

    @property
    def document(self) -> Document:
        """Whose word it is."""
        return self.scored.candidate.document


@dataclass(frozen=True, slots=True)
class Compared:
    """Stands that hold together, each of another value, and those that held before, latest first."""

    current: tuple[Stand, ...]
    earlier: tuple[Stand, ...]


def compared(question: Question, candidates: Sequence[Scored], as_of: date) -> Compared:
    """The different values among ``candidates``, of which the first is taken as an answer.

    ``current`` holds one stand if nothing differs, and none if the first gives no value.
    """
    if not candidates or not (first := _stand(question, candidates[0])):
        return Compared((), ())
    different = [first]
    for scored in candidates[1:COMPARED]:
        if scored.alone < LIKELY or not (stand := _stand(question, scored)):
            continue
        if not _about_the_same(question, first, stand) or not _measured_alike(first, stand):
            continue
        if all(_differ(known, stand) for known in different):
            different.append(stand)
    latest = max(different, key=lambda stand: ((stand.when or date.min) <= as_of, stand.when or date.min))
    if all(contemporary(one, latest, as_of) for one in different):
        return Compared(tuple(sorted(different, key=_rank)), ())
    current = [stand for stand in different if stand is latest or contemporary(stand, latest, as_of)]
    earlier = [stand for stand in different if stand not in current]
    earlier.sort(key=lambda stand: stand.when or date.min, reverse=True)
    return Compared(tuple(sorted(current, key=_rank)), tuple(earlier))


def _rank(stand: Stand) -> tuple[int, int]:
    return AUTHORITY.index(stand.document.kind), -(stand.when or date.min).toordinal()


def _stand(question: Question, scored: Scored) -> Stand | None:
    values = answer_values(question, scored.candidate)
    return Stand(scored, values, spoken_of(scored.candidate, values)) if values else None


def answer_values(question: Question, candidate: Candidate) -> tuple[Value, ...]:
    """The values of the stretch by which it answers, of the kind that the question asks for."""
    wanted = {_KINDS[kind] for kind in question.expects if kind in _KINDS}
    if not wanted:
        return ()
    start, end = candidate.place()
    text = candidate.passage.text[start:end]
    span = candidate.span()
    found = [value for value in values_in(text) if value.kind in wanted]
    inside = tuple(
        value for value in found if value.start + start < span.end and span.start < value.end + start
    )  # fmt: skip
    return inside or (tuple(found) if len(found) == 1 else ())


def spoken_of(candidate: Candidate, values: Sequence[Value]) -> date | None:
    """The day that a stretch speaks of: one that it names beside the answer, else its document's."""
    if all(value.kind is not ValueKind.DAY for value in values):
        for value in values_in(candidate.evidence.text):
            if value.kind is ValueKind.DAY and isinstance(year := value.key[0], int):
                month, day = (part if isinstance(part, int) else None for part in value.key[1:])
                return _last_day(year, month, day)
    document = candidate.document
    return document.valid_from or document.published_on


def _last_day(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 12, day or (31 if month is None else 28))
    except ValueError:
        return None


def contemporary(one: Stand, other: Stand, as_of: date) -> bool:
    """Whether what both say may hold on one day."""
    if one.document.id == other.document.id:
        return one.when == other.when or _happened(one, other)
    if _happened(one, other) or one.when is None or other.when is None:
        return True
    if one.document.kind is other.document.kind is Kind.OFFICIAL_TEXT:
        return all(_in_force(stand.document, as_of) for stand in (one, other))
    return abs(one.when - other.when) <= _SAME_WEEKS


def _in_force(document: Document, as_of: date) -> bool:
    begun = document.valid_from is None or document.valid_from <= as_of
    return begun and (document.valid_to is None or as_of < document.valid_to)


def _happened(one: Stand, other: Stand) -> bool:
    """Whether both give the day of something past, which does not change any more."""
    return all(_past(stand) for stand in (one, other))


def _past(stand: Stand) -> bool:
    told = stand.document.published_on or stand.document.valid_from
    value = stand.values[0]
    if value.kind is not ValueKind.DAY or told is None or not isinstance(year := value.key[0], int):
        return False
    month, day = (part if isinstance(part, int) else None for part in value.key[1:])
    named = _last_day(year, month or 1, day or 1)
    return named is not None and named <= told + timedelta(days=31)


def _measured_alike(first: Stand, other: Stand) -> bool:
    return any(comparable(one, two) for one in first.values for two in other.values)


def _differ(first: Stand, other: Stand) -> bool:
    """Whether no value of one may be a value of the other."""
    return not any(same(one, two) for one in first.values for two in other.values if comparable(one, two))


def _about_the_same(question: Question, first: Stand, other: Stand) -> bool:
    """Whether the other says as much of what is asked as the first, in words that are alike."""
    asked = set(question.terms)
    covered = [len(asked & set(_around(stand))) / len(asked) if asked else 1.0 for stand in (first, other)]
    own = [_bare(stand) for stand in (first, other)]
    alike = len(own[0] & own[1]) / max(1, min(map(len, own)))
    return covered[1] >= _LEAST_COVERED * covered[0] and alike >= _LEAST_ALIKE


def _around(stand: Stand) -> Iterator[str]:
    evidence = stand.scored.evidence
    yield from analyze(f"{stand.document.title} {' '.join(evidence.heading)} {evidence.text}")


def _bare(stand: Stand) -> set[str]:
    """Terms of the stretch but those of its values."""
    text = stand.scored.evidence.text
    for value in sorted(values_in(text), key=lambda value: -value.start):
        text = f"{text[: value.start]} {text[value.end :]}"
    return set(analyze(text))
