"""Fits the weights of :mod:`assistant.selection_model`.

    sourcier evals calibrate

on questions that the reader was not trained on: PIAF's development part,
through an index of its paragraphs, and our own development questions over the
demonstration documents. Every question is also asked with the documents that
answer it hidden from the search, so that the model learns what a question that
nothing answers looks like. PIAF's test part is neither asked nor read, and
neither are the documents and questions of the final measurements.

The only module of ``evals`` that reaches inside the assistant: it sets its weights.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from assistant.candidate import Candidate
from assistant.features import NAMES, feature_rows
from assistant.ranking import ranking_rows
from assistant.reader.training.examples import Part, part_of
from assistant.selection_model import (
    ALONE_NAMES,
    ANSWER_NAMES,
    RANKING_NAMES,
    Logistic,
    alone_rows,
    answer_row,
    said_together,
    shares,
)
from assistant.service import Assistant
from assistant.steps.read import FIRST
from assistant.steps.select import candidates_of
from assistant.steps.understand import question_of
from vectorstore.search import Searcher
from vectorstore.types import Document, Filters

_READ = 16  # more than are read by default, so that depths can be compared
_DEPTH = 2 * _READ
_COMPARED = 8
Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]
Right = Callable[[Candidate], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to learn from: ``right`` tells a good candidate, ``gold`` a document that answers."""

    text: str
    right: Right
    gold: Callable[[Document], bool]
    group: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """One question as it was read: candidates' features, labels and passages, and the passages' own.

    ``source`` names the collection; ``natural`` when all passages were read as they were found; else only the
    first were, or those that answer were hidden.
    """

    rows: Floats
    labels: Flags
    passages: list[str]
    terms: int
    ranking: Floats
    gold: Flags
    group: str
    weight: float
    source: str = ""
    natural: bool = True


def label(assistant: Assistant, questions: Sequence[Asked], weight: float, source: str = "") -> Iterator[Labelled]:
    """Reads each question's passages once, and gives it as it is, with the first only, and without what answers."""
    searcher = Searcher(assistant.index)
    for asked in questions:
        question = question_of(asked.text)
        hits = searcher.search(asked.text, _DEPTH, Filters(as_of=asked.as_of or date.today()))
        documents = assistant.index.documents.get({hit.passage.document_id for hit in hits})
        hits = [hit for hit in hits if not _is_test(documents[hit.passage.document_id])]
        answering = [asked.gold(documents[hit.passage.document_id]) for hit in hits]
        hidden = [place for place, gold in enumerate(answering) if not gold][:_READ]
        shown = list(range(min(_READ, len(hits))))
        needed = sorted({*hidden, *shown})
        read_hits = assistant.reader.read_hits(asked.text, [hits[place] for place in needed], documents)
        readings = dict(zip(needed, read_hits, strict=True))
        for places in (shown, shown[:FIRST], hidden) if any(answering) else (shown, shown[:FIRST]):
            chosen = [hits[place] for place in places]
            read = [readings[place] for place in places]
            found = candidates_of(chosen, documents, read)
            if not found:
                continue
            yield Labelled(
                feature_rows(question, found, assistant.index.lexical.rarity),
                np.array([asked.right(candidate) for candidate in found]),
                [candidate.passage.id for candidate in found],
                len(question.terms),
                ranking_rows(chosen, read),
                np.array([answering[place] for place in places]),
                asked.group,
                weight,
                source,
                places is shown,
            )


def _is_test(document: Document) -> bool:
    row = document.source.rpartition("#")[2]
    return row.startswith("piaf-") and part_of(row) is Part.TEST


def fit_ranking(examples: Sequence[Labelled]) -> Logistic:
    """Which passages hold the answer: an order, then its scale as log-odds (Platt, 1999)."""
    kept = [example for example in examples if example.gold.any()]
    weights = _listwise([e.ranking for e in kept], [e.gold for e in kept], [e.weight for e in kept])
    scores = [(example.ranking @ weights)[:, None] for example in kept]
    scale = _logistic(scores, [e.gold for e in kept], [e.weight for e in kept], 10.0)
    return Logistic(weights * scale.weights[0], scale.bias)


def fit_choice(examples: Sequence[Labelled]) -> Logistic:
    """Which candidates answer, learned where one does."""
    kept = [example for example in examples if example.labels.any()]
    return Logistic(_listwise([e.rows for e in kept], [e.labels for e in kept], [e.weight for e in kept]), 0.0)


def fit_answer(examples: Sequence[Labelled], choice: Logistic) -> Logistic:
    """Whether the chosen candidate answers."""
    tops = [top(example, choice) for example in examples]
    return _logistic(
        [row[None] for row, _ in tops], [np.array([right]) for _, right in tops], [e.weight for e in examples], 0.1
    )


def fit_alone(examples: Sequence[Labelled], choice: Logistic) -> Logistic:
    """Whether any of the first candidates answers, whatever the others do."""
    rows, labels = [], []
    for example in examples:
        scores = choice.log_odds(example.rows)
        first = np.argsort(-scores, kind="stable")[:_COMPARED]
        rows.append(alone_rows(example.rows, scores)[first])
        labels.append(example.labels[first])
    return _logistic(rows, labels, [example.weight for example in examples], 0.1)


def top(example: Labelled, choice: Logistic) -> tuple[Floats, bool]:
    """The answer features of the best candidate, and whether it or one said with it is right."""
    scores = choice.log_odds(example.rows)
    order = np.argsort(-scores, kind="stable")
    together = order[: said_together(shares(scores)[order])]
    row = answer_row(example.rows, scores, example.passages, example.terms, int(order[0]))
    return row, bool(example.labels[together].any())


def _listwise(rows: list[Floats], labels: list[Flags], weights: list[float], ridge: float = 0.01) -> Floats:
    """Weights that put right candidates before the others *of the same question*.

    Conditional logit (McFadden, 1974): the likelihood that one of the right ones
    is drawn. What tells questions apart, and not candidates, counts for nothing;
    a plain logistic regression spends its weights on that (nDCG@10 of the
    passages read, PIAF's development part: 0.916 so, 0.953 in this way).
    """
    scale = _scale(np.concatenate(rows))
    features, right = np.concatenate(rows) / scale, np.concatenate(labels)
    counts = np.array([len(row) for row in rows])
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    question = np.repeat(np.arange(len(counts)), counts)
    share = np.array(weights) / sum(weights)

    def loss(beta: Floats) -> tuple[float, Floats]:
        scores = features @ beta
        powers = np.exp(scores - np.maximum.reduceat(scores, first)[question])
        every, good = np.add.reduceat(powers, first), np.add.reduceat(powers * right, first)
        value = -float((share * (np.log(good) - np.log(every))).sum()) + ridge * float(beta @ beta)
        pull = share[question] * (powers / every[question] - powers * right / good[question])
        return value, features.T @ pull + 2 * ridge * beta

    found = minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x / scale, np.float32)


def _logistic(rows: list[Floats], labels: list[Flags], weights: list[float], strength: float) -> Logistic:
    every = np.concatenate([np.full(len(row), weight) for row, weight in zip(rows, weights, strict=True)])
    features = np.concatenate(rows)
    mean, scale = features.mean(axis=0), _scale(features)
    model = LogisticRegression(C=strength, max_iter=4000)
    model.fit((features - mean) / scale, np.concatenate(labels), sample_weight=every)
    weights = model.coef_[0] / scale
    return Logistic(np.asarray(weights, np.float32), float(model.intercept_[0] - mean @ weights))


def _scale(features: Floats) -> Floats:
    """Standard deviations; 1 for a feature that is always the same."""
    deviations = features.std(axis=0)
    return np.where(deviations > 1e-5, deviations, 1.0)


@dataclass(frozen=True, slots=True)
class Report:
    """Held-out quality: one value a question, in the same order.

    ``first`` whether the best candidate is right, ``right`` whether one of those
    said is.
    """

    first: Flags
    right: Flags
    top3: Flags
    answerable: Flags
    probability: Floats
    said: Floats


def cross_validate(examples: Sequence[Labelled], folds: int = 5) -> Report:
    """Each question judged by models that saw neither it nor any other of its group."""
    fold = fold_of(examples, folds)
    found: dict[int, tuple[bool, bool, bool, bool, float, int]] = {}
    for held_out in range(folds):
        seen = [example for example in examples if fold[example.group] != held_out]
        choice = fit_choice(seen)
        answer = fit_answer(seen, choice)
        for place, example in enumerate(examples):
            if fold[example.group] == held_out:
                row, good = top(example, choice)
                scores = choice.log_odds(example.rows)
                labels = example.labels[np.argsort(-scores, kind="stable")]
                said = said_together(np.sort(shares(scores))[::-1])
                probability = float(answer.probabilities(row[None])[0])
                found[place] = (bool(labels[0]), good, bool(labels[:3].any()), bool(labels.any()), probability, said)
    columns = [np.array([found[place][n] for place in range(len(examples))]) for n in range(6)]
    return Report(*columns)


def fold_of(examples: Sequence[Labelled], folds: int = 5) -> dict[str, int]:
    """The fold of each group."""
    return {group: place % folds for place, group in enumerate(sorted({example.group for example in examples}))}


def stored(ranking: Logistic, choice: Logistic, answer: Logistic, alone: Logistic, threshold: float) -> str:
    """The JSON file's text."""
    parts = {
        name: {
            **{key: round(float(value), 5) for key, value in zip(names, model.weights, strict=True)},
            "bias": round(model.bias, 5),
        }
        for name, names, model in (
            ("ranking", RANKING_NAMES, ranking), ("choice", NAMES, choice), ("answer", ANSWER_NAMES, answer),
            ("alone", ALONE_NAMES, alone),
        )
    }  # fmt: skip
    return json.dumps({**parts, "threshold": round(threshold, 3)}, indent=1) + "\n"
