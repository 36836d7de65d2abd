"""Step 5: the stretches of those passages that answer, most probable first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.candidate import Candidate, Scored
from assistant.context import Context, Part, Question
from assistant.dated_lead import CHANGING
from assistant.evidence import evidence_of
from assistant.features import Rarity, feature_rows
from assistant.holding import asked_days, holding_then, is_given
from assistant.latest import latest_read
from assistant.positions import allies_of
from assistant.reader.reader import Reading
from assistant.selection_model import alone_rows, answer_row, selection_model, shares
from vectorstore.types import Document, Hit

# Only the best are given a probability of answering; the rest keep the last one's.
_WEIGHED = 24
_COMPARED = 4


def select(context: Context, rarity: Rarity) -> None:
    """Fills the ``candidates`` of every part, one per stretch, best first."""
    for part in context.parts:
        select_for(part, context, rarity)


def select_for(part: Part, context: Context, rarity: Rarity) -> None:
    """Fills the ``candidates`` of one part from the hits that were read for it."""
    found = candidates_of(context.hits[: len(part.readings)], context.documents, part.readings)
    then = _of_then(found, part, context, rarity)
    changing = not CHANGING.isdisjoint(part.question.expects)
    part.candidates = latest_read(then, selection_model().threshold) if changing else then


def _of_then(found: Sequence[Candidate], part: Part, context: Context, rarity: Rarity) -> list[Scored]:
    """The candidates without those that say that they hold on other days; with them, if else nothing answers today."""
    days = asked_days(part, context)
    then = holding_then(found, part, days) if days else found
    kept = scored(part.question, then, rarity)
    if len(then) == len(found) or is_given(part, context):
        return kept
    answered = bool(kept) and kept[0].probability >= selection_model().threshold
    return kept if answered else scored(part.question, found, rarity)


def scored(question: Question, found: Sequence[Candidate], rarity: Rarity) -> list[Scored]:
    """The candidates in order of choice, each with the probability that it answers."""
    if not found:
        return []
    model = selection_model()
    rows = feature_rows(question, found, rarity)
    choice = model.choice.log_odds(rows)
    order = [int(place) for place in np.argsort(-choice, kind="stable")]
    passages = [candidate.passage.id for candidate in found]
    allies = allies_of([found[place] for place in order[:_COMPARED]], question)
    weighed = np.stack([
        answer_row(rows, choice, passages, len(question.terms), place, [order[ally] for ally in allies.get(rank, ())])
        for rank, place in enumerate(order[:_WEIGHED])
    ])  # fmt: skip
    probabilities = [float(p) for p in model.answer.probabilities(weighed)]
    probabilities += [min(probabilities)] * (len(order) - len(probabilities))
    share, alone = shares(choice), model.alone.probabilities(alone_rows(rows, choice))
    return [
        Scored(found[place], probability, float(share[place]), float(alone[place]))
        for place, probability in zip(order, probabilities, strict=True)
    ]


def candidates_of(hits: Sequence[Hit], documents: dict[str, Document], readings: Sequence[Reading]) -> list[Candidate]:
    """Every quotable stretch of the hits, each exact stretch once."""
    found: dict[tuple[str, tuple[tuple[int, int], ...]], Candidate] = {}
    for rank, (hit, reading) in enumerate(zip(hits, readings, strict=True)):
        document = documents[hit.passage.document_id]
        for evidence in evidence_of(hit.passage, document, rank):
            key = (evidence.document_id, evidence.spans)
            found.setdefault(key, Candidate(evidence, hit.passage, document, reading))
    return list(found.values())
