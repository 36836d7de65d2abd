"""Which candidates may answer: those that carry the question's names and fit its time.

A version of a text answers for every day it was in force. Anything else is evidence for
its own date: it answers if it speaks of the time asked about or dates from it, or, when
the question is how things stood, if it dates from the year before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import IntEnum
from itertools import takewhile

from assistant.asked_time import AskedTime
from assistant.candidate import Scored
from assistant.context import Part
from assistant.earliest import not_before
from assistant.guards import Anchor, AnchorKind, anchors, missing
from assistant.questions import asks_what_happened
from vectorstore.types import Document
from vectorstore.versions import is_version

# Characters before a passage whose names and dates still hold in it ("Elle formule plusieurs recommandations").
_CARRIED_OVER = 1200
# How long what a source says of its own date is taken to hold, unless a nearer source speaks.
_STANDS_FOR_DAYS = 366
_TIMES = frozenset({AnchorKind.YEAR, AnchorKind.DATE})


class Fit(IntEnum):
    """How well a stretch fits the time asked about; a lesser fit is used only where there is no better."""

    OF_THEN = 0  # in force then, or said then or of that time
    SAID_LATER = 1  # said then of another time, later under a mention of that time, or on no known day
    LAST_KNOWN = 2  # said not long before


def admitted(candidates: Sequence[Scored], question: str, asked: AskedTime, least: float) -> Iterator[Scored]:
    """The ``candidates`` that may answer ``question``, best first.

    If it asks about a day (``asked.as_of``), they are those of the best :class:`Fit`
    whose first candidate is at least ``least`` probable.
    """
    if asked.as_of is None:
        yield from guarded(candidates, anchors(question))
        return
    for fitting in by_fit(candidates, question, asked):
        if fitting and fitting[0].probability >= least:
            yield from fitting
            return


def answering(part: Part, least: float) -> Iterator[Scored]:
    """The candidates of a part that may answer it, best first, while they are at least ``least`` probable."""
    found = admitted(part.candidates, part.question.text, part.time, least)
    return takewhile(lambda scored: scored.probability >= least, found)


def guarded(candidates: Iterable[Scored], needed: Sequence[Anchor]) -> Iterator[Scored]:
    """The candidates whose passages carry every name, year and reference of the question."""
    carried: dict[str, bool] = {}
    for scored in candidates:
        passage, document = scored.candidate.passage, scored.candidate.document
        if passage.id not in carried:
            before = document.text[max(0, passage.start - _CARRIED_OVER) : passage.start]
            above = (document.title, *passage.heading, document.publisher or "", document.reference or "")
            context = "\n".join((*above, before))
            days = (document.published_on, document.valid_from, document.valid_to)
            carried[passage.id] = not missing(needed, passage.text, context, days)
        if carried[passage.id] or scored.by_version:
            yield scored


def by_fit(candidates: Sequence[Scored], question: str, asked: AskedTime) -> list[list[Scored]]:
    """The candidates that carry the names of a dated question, by how they fit its time, in the order given."""
    kept = anchors(asked.text)
    named = list(guarded(candidates, [anchor for anchor in anchors(question) if anchor in kept]))
    times = times_of(question, asked)
    carrying = {scored.candidate.passage.id for scored in guarded(named, times)}
    last_known = not asks_what_happened(question)
    found: list[list[Scored]] = [[] for _ in Fit]
    for scored in named:
        fit = _fit(scored, times, scored.candidate.passage.id in carrying, asked, last_known)
        if fit is not None:
            found[fit].append(scored)
    return found


def times_of(question: str, asked: AskedTime) -> tuple[Anchor, ...]:
    """The years and dates by which ``question`` says when; of a time told from today, its year."""
    kept = anchors(asked.text)
    times = tuple(anchor for anchor in anchors(question) if anchor.kind in _TIMES and anchor not in kept)
    if times or asked.as_of is None:
        return times
    return (Anchor(AnchorKind.YEAR, str(asked.as_of.year)),)


def _fit(scored: Scored, times: Sequence[Anchor], carries: bool, asked: AskedTime, last_known: bool) -> Fit | None:
    document = scored.candidate.document
    if is_version(document):
        return Fit.OF_THEN  # the search is restricted to what was in force
    first, last = asked.period or (asked.as_of or date.max, asked.as_of or date.max)
    published = document.published_on or _surely_after(document, last)
    if published and first <= published <= last:
        return Fit.SAID_LATER if _names_another_time(scored, times) else Fit.OF_THEN
    if carries:
        said_before = published is not None and published < first
        if said_before or not missing(times, scored.evidence.text, "\n".join(scored.evidence.heading)):
            return Fit.OF_THEN
        # How things stood is not what a later source says of its own day.
        return None if last_known and published is not None else Fit.SAID_LATER
    if published is None:
        return None if missing(times, document.text, document.title) else Fit.SAID_LATER
    recent = 0 <= (first - published).days <= _STANDS_FOR_DAYS
    return Fit.LAST_KNOWN if last_known and recent else None


def _surely_after(document: Document, last: date) -> date | None:
    """A day after ``last`` before which an undated document was not written, if its text tells one."""
    written = not_before(document)
    return written if written and written > last else None


def _names_another_time(scored: Scored, times: Sequence[Anchor]) -> bool:
    """Whether the stretch itself names years, and none of those asked about."""
    named = [anchor for anchor in anchors(scored.evidence.text) if anchor.kind is AnchorKind.YEAR]
    return bool(named) and bool(missing(times, scored.evidence.text, ""))
