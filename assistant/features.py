"""What tells an answering stretch from its neighbours, as numbers.

One row per candidate: what the reader made of it, and what its words say. The
weights of these features are fitted elsewhere (see ``selection_model``);
nothing here knows about them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np

from assistant.candidate import Candidate
from assistant.context import Question
from assistant.evidence import Evidence, Form
from assistant.questions import looks_like
from vectorstore.embedding.e5_weights import Floats
from vectorstore.french import analyze

NAMES = (
    "span",  # log-odds of the reader's best span in the stretch against "no answer"
    "span_lead",  # the same, less the best of all candidates
    "mass",  # log of the reader's probability that the answer is in the stretch
    "answers",  # log-odds that the passage answers
    "holds",  # log-odds that the stretch is one that answers
    "holds_lead",  # the same, less that of the best stretch
    "covered",  # share of the question's terms (weighted by rarity) in the stretch
    "covered_in_context",  # … in the stretch, its headings and its title
    "covered_in_passage",  # … in the whole passage and its title
    "anchors_missing",  # share of names, years and references of the question that the passage lacks
    "echo",  # share of the stretch's terms that only repeat the question
    "expected_form",  # 1 if it holds the kind of form asked for, -1 if not, 0 if none is asked for
    "expected_new",  # 1 if that form says something that the question does not
    "rank",  # 1 / (1 + rank of the passage)
    "length",  # log of the number of terms
    "is_field",
    "is_item",
    "is_list",
    "announces",  # 1 if it ends with a colon: what it announces comes next
    "asks_itself",  # 1 if the stretch is a question
    "label_asked",  # share of a label–value line's label that the question names
)

Rarity = Callable[[str], float]

_CAPITALISED = re.compile(r"(?<=[\s'’(«])[A-ZÀ-Ý][\wà-ÿ’'-]*|\b\d[\d.,-]*\d\b|\b\d\b")
LIMIT = 15.0
"""Log-odds of the reader are taken no further than this from nought."""


def feature_rows(question: Question, candidates: Sequence[Candidate], rarity: Rarity) -> Floats:
    """``[len(candidates), len(NAMES)]``. ``rarity`` is a term's weight."""
    if not candidates:
        return np.empty((0, len(NAMES)), np.float32)
    weights = {term: rarity(term) for term in question.terms}
    anchors = anchor_terms(question.text)
    spans = [candidate.span().score for candidate in candidates]
    lead = max(spans)
    holds = [candidate.holds() for candidate in candidates]
    most_held = max(holds)
    around = {
        candidate.passage.id: set(
            analyze(f"{candidate.document.title} {' '.join(candidate.passage.heading)} {candidate.passage.text}")
        )
        for candidate in candidates
    }
    rows = []
    for candidate, span, held in zip(candidates, spans, holds, strict=True):
        evidence = candidate.evidence
        own = analyze(evidence.text)
        terms = set(own)
        context = terms | set(analyze(f"{candidate.document.title} {' '.join(evidence.heading)}"))
        passage = around[candidate.passage.id]
        fits, new = _form(question, evidence.text)
        rows.append([
            max(-LIMIT, min(LIMIT, span)),
            max(-LIMIT, span - lead),
            max(-LIMIT, candidate.reading.mass(*candidate.place())),
            candidate.reading.answers,
            max(-LIMIT, held),
            max(-LIMIT, held - most_held),
            _covered(weights, terms),
            _covered(weights, context),
            _covered(weights, passage),
            len(anchors - passage) / len(anchors) if anchors else 0.0,
            sum(term in weights for term in terms) / len(terms) if terms else 1.0,
            fits,
            new,
            1.0 / (1.0 + evidence.rank),
            math.log1p(len(own)),
            evidence.form is Form.FIELD,
            evidence.form is Form.ITEM,
            evidence.form is Form.LIST,
            evidence.text.rstrip().endswith(":"),
            evidence.text.rstrip().endswith("?"),
            _label_asked(question, evidence),
        ])  # fmt: skip
    return np.array(rows, np.float32)


def anchor_terms(question: str) -> set[str]:
    """Index terms of what an answer cannot do without: names, years, figures, references."""
    found = " ".join(match[0] for match in _CAPITALISED.finditer(question))
    return set(analyze(found))


def _covered(weights: dict[str, float], terms: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0


def _label_asked(question: Question, evidence: Evidence) -> float:
    if evidence.form is not Form.FIELD:
        return 0.0
    label = analyze(evidence.text.partition(":")[0])
    return sum(term in question.terms for term in label) / len(label) if label else 0.0


def _form(question: Question, text: str) -> tuple[float, float]:
    if not question.expects:
        return 0.0, 0.0
    fitting = [kind for kind in question.expects if looks_like(text, kind)]
    if not fitting:
        return -1.0, 0.0
    new = set(analyze(text)) - set(question.terms)
    new_text = " ".join(word for word in text.split() if new & set(analyze(word)))
    return 1.0, float(any(looks_like(new_text, kind) for kind in fitting))
