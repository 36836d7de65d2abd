"""Step 11: statements in the documents' own words, each with its exact quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from types import MappingProxyType

from assistant.admission import admitted
from assistant.candidate import Scored
from assistant.context import Context, Part
from assistant.counted import counting
from assistant.evidence import Evidence, Form
from assistant.questions import asks_for_several, expected, looks_like
from assistant.selection_model import ENOUGH, MOST_TOGETHER, WORTH_SAYING, least_probability
from assistant.stating import state
from assistant.subject_then import said_of_subject
from vectorstore.french import analyze

_SAME_WORDS = 0.8
NOTHING_BESIDE: Mapping[str, str] = MappingProxyType({})


def cite(context: Context, threshold: float | None) -> None:
    """Fills ``statements`` and ``citations`` with what is probable enough to show."""
    least = least_probability(threshold)
    taken: list[Evidence] = []
    for place, part in enumerate(context.parts):
        room = context.request.max_statements - len(taken)
        if len(context.parts) > 1:  # each part that follows keeps one
            room = min(MOST_TOGETHER, room - (len(context.parts) - 1 - place))
        chosen = list(choose(part, least, room, taken, told=context.tells_several_times, beside=context.beside))
        if len(chosen) < room:
            fitting = admitted(part.candidates, part.question.text, part.time, 0.0)
            chosen += said_of_subject(part, context, chosen, list(fitting))
        part.answered = bool(chosen) or any(_says_it(part, known, least) for known in taken)
        several = context.tells_several_times or any(s.evidence.document_id in context.beside for s in chosen)
        for scored in chosen:
            taken.append(scored.evidence)
            state(context, part, scored.candidate, always=several)
    for part in context.parts:  # a later part may have said it
        part.answered = part.answered or any(_says_it(part, known, least) for known in taken)


def choose(
    part: Part,
    least: float,
    most: int,
    taken: Sequence[Evidence] = (),
    *,
    told: bool = False,
    beside: Mapping[str, str] = NOTHING_BESIDE,
) -> Iterator[Scored]:
    """The best candidate if probable enough, then others that say something else.

    Those are candidates that may be the right one instead, and, if several things
    are asked for, whatever else the same document holds that answers. With ``told``, how
    things were at several times is: what other dated documents say of it, in the order
    of time. So do the versions ``beside`` a chosen one, which they name by id.
    """
    several = asks_for_several(part.question.text)
    known = list(taken)
    chosen: list[Scored] = []
    said, repeated = 0.0, False  # what is said for another part answers this one: the rest must be as good
    for rank, scored in enumerate(admitted(part.candidates, part.question.text, part.time, least)):
        if len(chosen) >= most or (not chosen and scored.probability < least):
            break
        instead = rank < MOST_TOGETHER and said < ENOUGH and scored.share >= WORTH_SAYING
        said += scored.share
        if scored.evidence.document_id in beside:
            continue
        also = several and chosen and _also_answers(scored, chosen[0])
        if (chosen or repeated) and not instead and not also and not (told and _of_another_time(scored, chosen)):
            if several or told:
                continue
            break
        if several:
            scored = whole_list(scored, part.candidates)
        elif not chosen:
            scored = replace(scored, candidate=counting(part.question.text, scored, part.candidates).candidate)
        if any(_overlaps(scored.evidence, other) for other in known):
            repeated = True
            continue
        known.append(scored.evidence)
        chosen.append(scored)
    before = list(islice(_versions_beside(part, chosen, beside), max(0, most - len(chosen))))
    chosen += before
    yield from sorted(chosen, key=_begins) if told or before else chosen


def _versions_beside(part: Part, chosen: Sequence[Scored], beside: Mapping[str, str]) -> Iterator[Scored]:
    """The best of each version beside a chosen one, where it answers too and in other words."""
    known = [scored.evidence for scored in chosen]
    cited = {evidence.document_id for evidence in known}
    documents: set[str] = set()
    for scored in part.candidates if beside else ():
        id_ = scored.evidence.document_id
        if beside.get(id_) not in cited or id_ in documents or scored.candidate.holds() < 0:
            continue
        if not any(_overlaps(scored.evidence, other) for other in known):
            documents.add(id_)
            known.append(scored.evidence)
            yield scored


def _of_another_time(scored: Scored, chosen: Sequence[Scored]) -> bool:
    """Whether it answers too, out of a dated document that none of the chosen stands in."""
    documents = {other.evidence.document_id for other in chosen}
    dated = _begins(scored) > date.min
    return dated and scored.evidence.document_id not in documents and scored.candidate.holds() >= 0


def _begins(scored: Scored) -> date:
    document = scored.candidate.document
    return document.valid_from or document.published_on or date.min


def _also_answers(scored: Scored, first: Scored) -> bool:
    return scored.evidence.document_id == first.evidence.document_id and scored.candidate.holds() >= 0


def whole_list(scored: Scored, candidates: Sequence[Scored]) -> Scored:
    """The list that holds an item or is announced by a line, if it can be quoted whole; else ``scored``."""
    evidence = scored.evidence
    if evidence.form is Form.LIST:
        return scored
    start, end = evidence.spans[-1]
    for other in candidates:
        left, right = other.evidence.spans[0][0], other.evidence.spans[-1][1]
        if (
            other.evidence.form is Form.LIST
            and other.evidence.document_id == evidence.document_id
            and left <= start
            and end <= right
        ):
            return replace(scored, candidate=other.candidate)
    return scored


def _says_it(part: Part, known: Evidence, least: float) -> bool:
    """Whether what was already cited answers this part too."""
    best = next(iter(part.candidates), None)
    if best is None or not _overlaps(best.evidence, known) or (best.probability < least and best.alone < 0.5):
        return False
    # Asked with the part before it, a part may only have found that one's answer again.
    kinds = expected(part.question.text.rpartition("? ")[2])
    return not kinds or any(looks_like(known.text, kind) for kind in kinds)


def _overlaps(one: Evidence, other: Evidence) -> bool:
    if one.document_id == other.document_id and any(
        start < end2 and start2 < end for start, end in one.adds for start2, end2 in other.spans
    ):
        return True
    terms, known = set(analyze(one.text)), set(analyze(other.text))
    return len(terms & known) >= _SAME_WORDS * max(1, min(len(terms), len(known)))
