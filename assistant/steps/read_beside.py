"""Step 10: what other documents say of the value that answers, to be compared with it.

A question is searched for in its own words; where another document says otherwise, it often
does in the words of the answer. Those are searched for, and a few passages are read that
the question alone did not bring.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.admission import answering
from assistant.candidate import Scored
from assistant.context import Context, Part
from assistant.features import Rarity
from assistant.holding import asked_days, holding_then
from assistant.reader.reader import Reader
from assistant.selection_model import least_probability
from assistant.stands import asked_kinds, stand_of, words_around
from assistant.steps.compare import tells_each
from assistant.steps.retrieve import known_then, stands
from assistant.steps.select import candidates_of, scored
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.settings import Settings
from vectorstore.types import Hit

MOST = 4
"""Passages read for it."""
_DEPTH = 16


def read_beside(context: Context, index: Index, searcher: Searcher, reader: Reader, settings: Settings) -> None:
    """Fills ``beside`` for every part whose best candidate is probable enough and answers by a value."""
    least = least_probability(settings.answer_threshold)
    for part in context.parts:
        best = next(answering(part, least), None)
        if best is None or tells_each(part, context):
            continue
        kinds = asked_kinds(part.question, best.candidate)
        if stand := stand_of(kinds, best):
            query = f"{part.time.text or part.question.text} {words_around(stand)}"
            hits = _others(part, best, context, searcher.search(query, _DEPTH, context.filters))
            part.beside = _read(part, hits, context, index, reader)


def _others(part: Part, best: Scored, context: Context, found: Sequence[Hit]) -> list[Hit]:
    """The best hits that were not read, of other documents than the answer's, one passage a document."""
    known = {hit.passage.id for hit in context.hits[: len(part.readings)]}
    documents = {best.evidence.document_id}
    taken = []
    for hit in found:
        if hit.passage.id not in known and hit.passage.document_id not in documents:
            documents.add(hit.passage.document_id)
            taken.append(hit)
    return taken[:MOST]


def _read(part: Part, hits: Sequence[Hit], context: Context, index: Index, reader: Reader) -> list[Scored]:
    documents = index.documents.get({hit.passage.document_id for hit in hits})
    standing = [hit for hit in hits if stands(hit, documents)]
    hits, documents = known_then(standing, documents, context.filters.known_on)
    if not hits:
        return []
    context.documents |= documents
    question = part.read_as or part.question
    found = candidates_of(hits, documents, reader.read_hits(question.text, hits, documents))
    if days := asked_days(part, context):
        found = holding_then(found, part, days)
    rarity: Rarity = index.lexical.rarity
    weighed = scored(question, [*(each.candidate for each in part.candidates), *found], rarity)
    new = {id(candidate) for candidate in found}
    return [each for each in weighed if id(each.candidate) in new]
