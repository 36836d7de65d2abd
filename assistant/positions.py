"""What the stretches that answer one question say of one thing, value by value, and from when.

Two sources that give different values either disagree or speak of different times.
They disagree if both hold on one day: within one document, among texts in force,
among what is undated or of the same weeks, and on the day of something that had
already happened. Else the thing has changed, and the later one holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.candidate import Candidate, Scored
from assistant.context import Question
from assistant.earliest import not_before
from assistant.guards import AnchorKind, anchors
from assistant.questions import asks_for_the_next
from assistant.stands import (
    Stand,
    asked_kinds,
    asks_for_a_minister,
    differ,
    is_a_minister,
    likeness,
    may_answer,
    measured_alike,
    says_both,
    stand_of,
)
from assistant.values import ValueKind
from assistant.written_days import first_day, last_day
from vectorstore.types import Kind
from vectorstore.versions import in_force

LIKELY = 0.4
"""Probability that a stretch answers by itself from which its value is compared, whatever the reader says of it."""
COMPARED = 24
_SAME_WEEKS = timedelta(days=45)
_SOON_TOLD = timedelta(days=31)

AUTHORITY = (
    Kind.OFFICIAL_TEXT, Kind.PRESS_RELEASE, Kind.GUIDE, Kind.JOB_DESCRIPTION, Kind.NEWS, Kind.OTHER,
)  # fmt: skip
"""Whose word counts most, first."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Stands that hold together, each of another value, and those that held before, latest first."""

    current: tuple[Stand, ...]
    earlier: tuple[Stand, ...]


def compared(question: Question, candidates: Sequence[Scored], as_of: date) -> Compared:
    """The different values among ``candidates``, of which the first is taken as an answer.

    ``current`` holds one stand if nothing differs, and none if the first gives no value.
    """
    kinds = asked_kinds(question, candidates[0].candidate) if candidates else frozenset()
    if not candidates or not (first := stand_of(kinds, candidates[0])):
        return Compared((), ())
    stands = [first, *(stand for scored in candidates[1:COMPARED] if (stand := stand_of(kinds, scored)))]
    stands = _of_the_years_asked(question, stands)
    if not asks_for_a_minister(question):
        stands = [stand for stand in stands if not is_a_minister(stand)] or stands
    if asks_for_the_next(question.text):
        stands = [stand for stand in stands if not _is_over(stand, as_of)] or [first]
    first = stands[0]
    different = [first]
    for stand in stands[1:]:
        alike = likeness(question, first, stand)
        if not alike or not may_answer(stand, alike, LIKELY) or not measured_alike(first, stand):
            continue
        if all(_opposed(known, stand, as_of) for known in different):
            different.append(stand)
    return _in_time(different, as_of)


def _of_the_years_asked(question: Question, stands: Sequence[Stand]) -> list[Stand]:
    """Without those that answer by days of other years, where the first gives one that the question names."""
    years = {int(anchor.text) for anchor in anchors(question.text) if anchor.kind is AnchorKind.YEAR}
    if years.isdisjoint(_years(stands[0])):
        return list(stands)
    return [stand for stand in stands if not (said := _years(stand)) or not years.isdisjoint(said)]


def _years(stand: Stand) -> set[int]:
    """The years of the days by which it answers, as far as they are said."""
    keys = [value.key for value in stand.values if value.kind is ValueKind.DAY]
    return {key[0] for key in keys if isinstance(key[0], int)}


def allies_of(best: Sequence[Candidate], question: Question) -> dict[int, list[int]]:
    """Which others, by place, say the same as each of the ``best`` candidates, or another value of the same thing.

    Two sources that differ by a value both say that the question has an answer.
    """
    kinds = asked_kinds(question, best[0]) if best else frozenset()
    stands = [(place, stand_of(kinds, Scored(each, 0.0))) for place, each in enumerate(best)]
    known = [(place, stand) for place, stand in stands if stand and may_answer(stand, 0.0, LIKELY)]
    return {
        place: [other for other, its in known if other != place and _are_allies(question, stand, its)]
        for place, stand in known
    }


def _are_allies(question: Question, one: Stand, other: Stand) -> bool:
    return measured_alike(one, other) and likeness(question, one, other) > 0 < likeness(question, other, one)


def _opposed(one: Stand, other: Stand, as_of: date) -> bool:
    """Whether they answer by other values; what tells both of one time knows that they are of two things."""
    return differ(one, other) and not (says_both(one, other) and contemporary(one, other, as_of))


def _in_time(different: Sequence[Stand], as_of: date) -> Compared:
    latest = max(different, key=lambda stand: (_since(stand) <= as_of, _since(stand)))
    if all(contemporary(one, latest, as_of) for one in different):
        return Compared(tuple(sorted(different, key=_rank)), ())
    current = [stand for stand in different if stand is latest or contemporary(stand, latest, as_of)]
    earlier = [stand for stand in different if stand not in current]
    earlier.sort(key=_since, reverse=True)
    return Compared(tuple(sorted(current, key=_rank)), tuple(earlier))


def _rank(stand: Stand) -> tuple[int, int]:
    return AUTHORITY.index(stand.document.kind), -_since(stand).toordinal()


def _since(stand: Stand) -> date:
    """The day it speaks of; of what is undated, the first that it can speak of."""
    return stand.when or not_before(stand.document) or date.min


def contemporary(one: Stand, other: Stand, as_of: date) -> bool:
    """Whether what both say may hold on one day."""
    if one.document.id == other.document.id:
        return one.when == other.when or _happened(one, other)
    if _happened(one, other):
        return True
    if one.when is None or other.when is None:
        return not any(_surely_later(*pair) for pair in ((one, other), (other, one)))
    if one.document.kind is other.document.kind is Kind.OFFICIAL_TEXT:
        return all(in_force(stand.document, as_of) for stand in (one, other))
    return abs(one.when - other.when) <= _SAME_WEEKS


def _surely_later(undated: Stand, other: Stand) -> bool:
    return undated.when is None and other.when is not None and _since(undated) > other.when + _SAME_WEEKS


def _happened(one: Stand, other: Stand) -> bool:
    """Whether both give the day of something past, which does not change any more."""
    return all(_past(stand) for stand in (one, other))


def _past(stand: Stand) -> bool:
    document, value = stand.document, stand.values[0]
    told = document.published_on or document.valid_from or not_before(document)
    named = first_day(value.key) if value.kind is ValueKind.DAY else None
    return told is not None and named is not None and named <= told + _SOON_TOLD


def _is_over(stand: Stand, as_of: date) -> bool:
    """Whether it gives days that are all past on the day of the answer."""
    days = [last_day(value.key) for value in stand.values if value.kind is ValueKind.DAY]
    return bool(days) and all(day is not None and day <= as_of for day in days)
