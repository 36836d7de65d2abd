"""Step 8: what nothing answered, of several things asked, is looked for by itself.

All parts of a question are searched for together, so that the passages found may be of one only.
A part that only says « depuis quand ? » is asked of whom the part before it found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.admission import answering
from assistant.candidate import Scored
from assistant.context import Context, Part
from assistant.features import Rarity
from assistant.naming import asked_of
from assistant.questions import Expected, looks_like
from assistant.reader.reader import Reader
from assistant.selection_model import least_probability
from assistant.steps.read import read_up_to
from assistant.steps.read_undated import fitting_then, stands_then
from assistant.steps.retrieve import known_then, unrepeated, with_documents
from assistant.steps.select import select_for
from assistant.steps.understand import question_of
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.settings import Settings

MORE = 4
"""Passages read again or anew for each part, at most."""
_NAME_WORDS = 6


def read_apart(
    context: Context, index: Index, searcher: Searcher, reader: Reader, rarity: Rarity, settings: Settings
) -> None:
    """Gives a part that nothing answers, or only what answers another better, what its own search finds."""
    if len(context.parts) < 2:
        return
    least = least_probability(settings.answer_threshold)
    first = context.parts[0]
    for part in context.parts:
        alone = _of_whom(part, first, least) if part is not first else None
        if alone is None and _has_its_own(part, context.parts, least):
            continue
        asked = replace(part, question=question_of(alone or part.question.text))
        found = _found_for(asked, context, index, searcher, reader, rarity, least)
        if found:
            part.question, part.candidates = asked.question, found


def _has_its_own(part: Part, parts: Sequence[Part], least: float) -> bool:
    """Whether something answers a part, and no other part better."""
    best = next(answering(part, least), None)
    if best is None:
        return False
    others = [next(answering(other, least), None) for other in parts if other is not part]
    same = [other for other in others if other and other.evidence.spans == best.evidence.spans]
    return all(other.evidence.document_id != best.evidence.document_id or other.alone < best.alone for other in same)


def _of_whom(part: Part, first: Part, least: float) -> str | None:
    """A part that says nothing but when or why, asked of who answers the first."""
    best = next(answering(first, least), None)
    if best is None:
        return None
    found, span = best.candidate, best.candidate.span()
    name = found.passage.text[span.start : span.end]
    if len(name.split()) > _NAME_WORDS or not looks_like(name, Expected.PERSON):
        return None
    return asked_of(part.question.text.rpartition("? ")[2], first.question.text, name)


def _found_for(
    part: Part, context: Context, index: Index, searcher: Searcher, reader: Reader, rarity: Rarity, least: float
) -> list[Scored]:
    """What answers one part among the passages that its own search finds first; none if nothing does."""
    then = stands_then(part)
    asked = question_of(part.time.text) if then else part.question
    read = replace(part, question=asked, readings=[], candidates=[])
    found = unrepeated(searcher.search(asked.text, 3 * MORE, context.filters), index)
    hits, documents = known_then(*with_documents(found[:MORE], index), context.filters.known_on)
    apart = replace(context, hits=hits, documents=documents)
    read_up_to(MORE, read, apart, reader)
    select_for(read, apart, rarity)
    if then:
        return fitting_then(part, read, rarity, least)
    return read.candidates if next(answering(read, least), None) else []
