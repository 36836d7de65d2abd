"""Fits the weights of :mod:`assistant.selection_model` on the training part of PIAF.

    python -m assistant.fit_selection BENCHMARKS/piaf

needs an index of that benchmark's ``corpus.jsonl`` in ``SOURCIER_DATA_DIR``. For
every other sampled question the paragraph that answers it is hidden from the
search, so that the model also learns what an unanswerable question looks like.
A paragraph belongs to the test part, which is never read here, when the SHA-256
of its id is divisible by ten.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.context import Context
from assistant.contract import AskRequest
from assistant.features import NAMES, feature_rows
from assistant.selection_model import WEIGHTS_PATH
from assistant.steps.select import candidates_of, preselect
from assistant.steps.understand import understand
from vectorstore.embedding.e5_weights import Floats
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.settings import load_settings

_SEED = 7
_QUESTIONS = 1200
_DEPTH = 9
_READ = 8
_HELD_OUT = 400
# Set by hand: PIAF's paragraphs hold no label–value lines to fit it on.
_LABEL_ASKED = 2.5


@dataclass(frozen=True, slots=True)
class Labelled:
    """One question: features and answer labels of its candidates."""

    features: Floats
    labels: list[bool]
    answerable: bool


def is_test(paragraph: str) -> bool:
    """Whether a paragraph, with its questions, is kept for testing."""
    return int(hashlib.sha256(paragraph.encode()).hexdigest(), 16) % 10 == 0


def label(index: Index, rows: Sequence[dict[str, object]]) -> Iterator[Labelled]:
    """Searches and scores each question; every second one without its paragraph."""
    searcher = Searcher(index)
    paragraph = {s.document.id: s.document.source.rpartition("#")[2] for s in index.documents.all()}
    for number, row in enumerate(rows):
        hide = number % 2 == 1
        context = Context(AskRequest(question=str(row["question"])[:2000]), as_of=date.today())
        understand(context)
        hits = searcher.search(context.question.text, _DEPTH, context.filters)
        if hide:
            hits = [hit for hit in hits if paragraph[hit.passage.document_id] != row["doc"]]
        hits = hits[:_READ]
        documents = index.documents.get({hit.passage.document_id for hit in hits})
        kept = preselect(context.question, candidates_of(hits, documents), index.lexical.rarity)
        if not kept:
            continue
        vector = index.embedder.encode_query([context.question.text])[0]
        features = feature_rows(context.question, kept, index.lexical.rarity, index.embedder, vector)
        answers = [" ".join(str(a["text"]).split()) for a in row["answers"]]  # type: ignore[attr-defined]
        labels = [
            paragraph[evidence.document_id] == row["doc"] and any(answer in evidence.text for answer in answers)
            for evidence, _, _ in kept
        ]
        yield Labelled(features, labels, not hide)


def fit(examples: Sequence[Labelled]) -> LogisticRegression:
    """One logistic regression over all candidates of all questions."""
    features = np.concatenate([example.features for example in examples])
    labels = np.concatenate([example.labels for example in examples])
    return LogisticRegression(C=1.0, max_iter=2000).fit(features, labels)


def report(model: LogisticRegression, examples: Sequence[Labelled]) -> float:
    """Prints quality on ``examples``; returns the threshold that best parts answerable from not.

    That is the one with the highest Youden index: share of answerable questions
    answered, less share of unanswerable ones answered.
    """
    best = [model.predict_proba(example.features)[:, 1] for example in examples]
    tops = np.array([float(p.max()) for p in best])
    right = np.array([bool(np.array(e.labels)[p.argmax()]) for p, e in zip(best, examples, strict=True)])
    answerable = np.array([example.answerable for example in examples])
    found = np.array([any(example.labels) for example in examples])
    top3 = np.array([
        any(np.array(e.labels)[np.argsort(-p)[:3]]) for p, e in zip(best, examples, strict=True)
    ])  # fmt: skip
    print(f"candidates hold the answer: {found[answerable].mean():.3f}")
    print(f"answer first: {right[answerable].mean():.3f}, in the top 3: {top3[answerable].mean():.3f}")
    print(f"answerable against not, AUROC: {roc_auc_score(answerable, tops):.3f}")
    chosen, best_index = 0.0, -1.0
    for threshold in np.arange(0.05, 0.95, 0.05):
        shown = tops >= threshold
        wrong = float((~right[shown]).mean()) if shown.any() else 0.0
        answered = float(shown[answerable].mean())
        print(f"  threshold {threshold:.2f}: answers {answered:.2f} of answerable, "
              f"{shown[~answerable].mean():.2f} of unanswerable, wrong {wrong:.2f} of shown")  # fmt: skip
        index = answered - float(shown[~answerable].mean())
        if index > best_index:
            chosen, best_index = float(threshold), index
    return chosen


def main() -> None:
    """Fits, reports on held-out training questions, and writes the weights."""
    index = Index.open(load_settings())
    lines = (Path(sys.argv[1]) / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if not is_test(row["doc"])]
    random.Random(_SEED).shuffle(rows)
    examples = list(label(index, rows[:_QUESTIONS]))
    training, held_out = examples[:-_HELD_OUT], examples[-_HELD_OUT:]
    model = fit(training)
    threshold = report(model, held_out)
    weights = {name: round(float(w), 5) for name, w in zip(NAMES, model.coef_[0], strict=True)}
    weights["label_asked"] = _LABEL_ASKED
    stored = {"weights": weights, "bias": round(float(model.intercept_[0]), 5), "threshold": round(threshold, 3)}
    WEIGHTS_PATH.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(stored, indent=2))


if __name__ == "__main__":
    main()
