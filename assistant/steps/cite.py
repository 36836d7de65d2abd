"""Step 6: statements in the documents' own words, each with its exact quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.candidate import Candidate, Scored
from assistant.context import Context, Part
from assistant.contract import Citation, Statement
from assistant.evidence import Evidence, Form
from assistant.guards import Anchor, anchors, missing
from assistant.links import text_fragment_url
from assistant.questions import asks_for_several, expected, looks_like
from assistant.selection_model import ENOUGH, MOST_TOGETHER, WORTH_SAYING, selection_model
from assistant.standalone import lead_in
from vectorstore.french import analyze
from vectorstore.pages import page_at
from vectorstore.types import Document

# Characters before a passage whose names and dates still hold in it ("Elle formule plusieurs recommandations").
_CARRIED_OVER = 1200
_SAME_WORDS = 0.8


def cite(context: Context, threshold: float | None) -> None:
    """Fills ``statements`` and ``citations`` with what is probable enough to show."""
    least = selection_model().threshold if threshold is None else threshold
    taken: list[Evidence] = []
    for part in context.parts:
        room = context.request.max_statements - len(taken)
        room = min(room, 1) if len(context.parts) > 1 else room
        chosen = list(choose(part, least, room, taken))
        part.answered = bool(chosen) or any(_says_it(part, known, least) for known in taken)
        for scored in chosen:
            taken.append(scored.evidence)
            _state(context, scored.candidate)


def choose(part: Part, least: float, most: int, taken: Sequence[Evidence] = ()) -> Iterator[Scored]:
    """The best candidate if probable enough, then others that say something else.

    Those are candidates that may be the right one instead, and, if several things
    are asked for, whatever else the same document holds that answers.
    """
    several = asks_for_several(part.question.text)
    known = list(taken)
    chosen: list[Scored] = []
    said = 0.0
    for rank, scored in enumerate(guarded(part.candidates, anchors(part.question.text))):
        if len(chosen) >= most or (not chosen and scored.probability < least):
            break
        instead = rank < MOST_TOGETHER and said < ENOUGH and scored.share >= WORTH_SAYING
        said += scored.share
        if chosen and not instead and not (several and _also_answers(scored, chosen[0])):
            if several:
                continue
            break
        if several:
            scored = whole_list(scored, part.candidates)
        if any(_overlaps(scored.evidence, other) for other in known):
            continue
        known.append(scored.evidence)
        chosen.append(scored)
    yield from chosen


def _also_answers(scored: Scored, first: Scored) -> bool:
    return scored.evidence.document_id == first.evidence.document_id and scored.candidate.holds() >= 0


def guarded(candidates: Sequence[Scored], needed: Sequence[Anchor]) -> Iterator[Scored]:
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
        if carried[passage.id]:
            yield scored


def whole_list(scored: Scored, candidates: Sequence[Scored]) -> Scored:
    """The list that holds an item or is announced by a line, if it can be quoted whole; else ``scored``."""
    evidence = scored.evidence
    if evidence.form is Form.LIST:
        return scored
    start, end = evidence.spans[-1]
    for other in candidates:
        left, right = other.evidence.spans[0]
        if (
            other.evidence.form is Form.LIST
            and other.evidence.document_id == evidence.document_id
            and left <= start
            and end <= right
        ):
            return replace(scored, candidate=other.candidate)
    return scored


def citation(number: int, evidence: Evidence, document: Document, start: int, end: int) -> Citation:
    """The public shape of one quote."""
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        kind=document.kind,
        publisher=document.publisher,
        published_on=document.published_on,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        url=text_fragment_url(document, start, end),
        heading=list(evidence.heading),
        page=page_at(document.pages, start),
        quote=document.text[start:end],
        start=start,
        end=end,
    )


def _state(context: Context, candidate: Candidate) -> None:
    evidence, document = candidate.evidence, candidate.document
    numbers = {(c.document_id, c.start, c.end): c.number for c in context.citations}
    used = []
    for start, end in evidence.spans:
        key = (document.id, start, end)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            context.citations.append(citation(numbers[key], evidence, document, start, end))
        used.append(numbers[key])
    text, highlights = stated(candidate)
    context.statements.append(Statement(text=text, citations=used, supported=True, highlights=highlights))


def stated(candidate: Candidate) -> tuple[str, list[tuple[int, int]]]:
    """The words to show, with what they are about in brackets if they do not say it, and the answer's place."""
    evidence, document = candidate.evidence, candidate.document
    lead = None
    if evidence.form is Form.SENTENCE:
        before = document.text[max(candidate.passage.start, evidence.spans[0][0] - 400) : evidence.spans[0][0]]
        lead = lead_in(evidence.text, before.strip(), evidence.heading, document.title)
    prefix = f"[{lead}] " if lead else ""
    if evidence.form is Form.LIST:
        return prefix + evidence.text, []  # the whole of it answers
    span = candidate.span()
    start, _ = candidate.place()
    ahead = len(prefix) + len(evidence.text) - (evidence.spans[-1][1] - evidence.spans[-1][0])
    place = (ahead + span.start - start, ahead + span.end - start)
    text = prefix + evidence.text
    return text, [place] if 0 <= place[0] < place[1] <= len(text) else []


def _says_it(part: Part, known: Evidence, least: float) -> bool:
    """Whether what was already cited answers this part too."""
    best = next(iter(part.candidates), None)
    if best is None or best.probability < least or not _overlaps(best.evidence, known):
        return False
    # Asked with the part before it, a part may only have found that one's answer again.
    kinds = expected(part.question.text.rpartition("? ")[2])
    return not kinds or any(looks_like(known.text, kind) for kind in kinds)


def _overlaps(one: Evidence, other: Evidence) -> bool:
    if one.document_id == other.document_id:
        start, end = one.spans[-1]
        if any(start < end2 and start2 < end for start2, end2 in other.spans):
            return True
    terms, known = set(analyze(one.text)), set(analyze(other.text))
    return len(terms & known) >= _SAME_WORDS * max(1, min(len(terms), len(known)))
