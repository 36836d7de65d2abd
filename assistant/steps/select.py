"""Step 3: the stretches of those passages that answer, most probable first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.context import Context, Question, Scored
from assistant.evidence import Evidence, Form, evidence_of
from assistant.features import Rarity, feature_rows
from assistant.selection_model import selection_model
from vectorstore.french import analyze
from vectorstore.index import Index
from vectorstore.types import Document, Hit, Passage

# Only so many stretches are embedded and scored; the rest share too few terms.
STRETCHES_SCORED = 16

Candidate = tuple[Evidence, Passage, Document]


def select(context: Context, index: Index) -> None:
    """Fills ``candidates``, one per stretch, best first."""
    question = context.question
    found = candidates_of(context.hits, context.documents)
    kept = preselect(question, found, index.lexical.rarity)
    vector = index.embedder.encode_query([question.text])[0]
    features = feature_rows(question, kept, index.lexical.rarity, index.embedder, vector)
    probabilities = selection_model().probabilities(features)
    context.candidates = [
        Scored(kept[place][0], float(probabilities[place])) for place in np.argsort(-probabilities, kind="stable")
    ]


def candidates_of(hits: Sequence[Hit], documents: dict[str, Document]) -> list[Candidate]:
    """Every quotable stretch of the hits, each exact stretch once."""
    found: dict[tuple[str, tuple[tuple[int, int], ...]], Candidate] = {}
    for rank, hit in enumerate(hits):
        document = documents[hit.passage.document_id]
        for evidence in evidence_of(hit.passage, document, rank):
            found.setdefault((evidence.document_id, evidence.spans), (evidence, hit.passage, document))
    return list(found.values())


def preselect(question: Question, found: Sequence[Candidate], rarity: Rarity) -> list[Candidate]:
    """The stretches worth scoring: most of the question's rare terms, best passages first."""
    weights = {term: rarity(term) for term in question.terms}

    def worth(candidate: Candidate) -> float:
        evidence, _, document = candidate
        context = analyze(" ".join((document.title, *evidence.heading)))
        terms = set(analyze(evidence.text))
        own = sum(weight for term, weight in weights.items() if term in terms)
        above = sum(weight for term, weight in weights.items() if term in context and term not in terms)
        bonus = 0.2 if evidence.form is Form.FIELD else 0.0
        return own + 0.5 * above + bonus + 1.0 / (1 + evidence.rank)

    return sorted(found, key=worth, reverse=True)[:STRETCHES_SCORED]
