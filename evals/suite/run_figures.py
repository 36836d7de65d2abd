"""Figures that only a whole run has: precision and F1 of refusing, and risk over coverage.

Their denominators depend on the output, so they are undefined (None), and never
1, when nothing was refused or shown. A failure counts against them: as a refusal
of what can be answered, as an answer to what cannot, as a wrong answer given
with full confidence.

Source of the curve: R. El-Yaniv and Y. Wiener, "On the foundations of noise-free
selective classification", JMLR 11 (2010); the area under it is averaged over the
answers shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.intervals import wilson
from evals.suite.aggregate import ALL, counts_for, rounded
from evals.suite.prediction import Prediction
from evals.suite.said import is_shown
from evals.suite.scores import Aggregate, ScoredCase
from evals.suite.statistics import ROUNDS, Floats, pooled_bounds


@dataclass(frozen=True, slots=True)
class Point:
    """Keeping answers of at least ``confidence``: ``coverage`` of all cases, ``risk`` the share of those kept wrong."""

    confidence: float
    coverage: float
    risk: float
    low: float
    high: float
    kept: int


def run_figures(cases: Sequence[ScoredCase], predictions: Mapping[str, Prediction]) -> Iterator[Aggregate]:
    """The figures over all cases; ``predictions`` are by case id."""
    yield from _abstention(cases)
    yield _area(cases, predictions)


def risk_coverage(cases: Sequence[ScoredCase], predictions: Mapping[str, Prediction]) -> list[Point]:
    """A point for each distinct confidence, from the surest answer alone to every answer shown."""
    ranked = _ranked(cases, predictions)
    points: list[Point] = []
    wrong = 0
    for place, (sure, case) in enumerate(ranked, start=1):
        wrong += not case.passed
        if place < len(ranked) and ranked[place][0] == sure:
            continue
        low, high = wilson(wrong, place)
        points.append(Point(sure, place / len(cases), wrong / place, low, high, place))
    return points


def confidence(prediction: Prediction | None) -> float | None:
    """How sure the system was of an answer that it showed; None if it showed none.

    It is the score of the best passage found, which every target gives. A failure
    is as sure as can be.
    """
    if prediction is None or prediction.answer is None or prediction.error is not None:
        return math.inf
    if not is_shown(prediction.answer):
        return None
    return prediction.found[0].score if prediction.found else -math.inf


def _ranked(cases: Sequence[ScoredCase], predictions: Mapping[str, Prediction]) -> list[tuple[float, ScoredCase]]:
    sure = [(confidence(predictions.get(case.case_id)), case) for case in cases]
    shown = [(value, case) for value, case in sure if value is not None]
    return sorted(shown, key=lambda pair: (-pair[0], pair[1].case_id))


def _area(cases: Sequence[ScoredCase], predictions: Mapping[str, Prediction]) -> Aggregate:
    ranked = [case for _, case in _ranked(cases, predictions)]
    errors = sum(case.funnel == "error" for case in ranked)
    if not ranked:
        return _figure("aurc", None, None, 0, len(cases), 0)
    wrong = np.array([not case.passed for case in ranked], float)
    names = {family: place for place, family in enumerate(dict.fromkeys(case.family for case in ranked))}
    member = np.array([names[case.family] for case in ranked])
    drawn = np.random.default_rng(0).integers(len(names), size=(ROUNDS, len(names)))
    weights = np.stack([np.bincount(draw, minlength=len(names)) for draw in drawn])[:, member].astype(float)
    areas = _areas(np.concatenate([np.ones((1, len(ranked))), weights]), wrong)
    low, high = np.quantile(areas[1:], (0.025, 0.975))
    return _figure("aurc", float(areas[0]), (float(low), float(high)), len(ranked), len(cases) - len(ranked), errors)


def _areas(weights: Floats, wrong: Floats) -> Floats:
    kept = weights.cumsum(axis=1)
    risk = (weights * wrong).cumsum(axis=1) / np.maximum(kept, 1e-12)
    return np.asarray((risk * weights).sum(axis=1) / np.maximum(kept[:, -1], 1e-12), float)


def _abstention(cases: Sequence[ScoredCase]) -> Iterator[Aggregate]:
    hits, alarms, wanted, families, errors = [], [], [], [], 0
    for case in cases:
        scores = {score.metric: score for score in case.scores}
        rightly, wrongly = scores.get("abstention_recall"), scores.get("over_refusal")
        right = counts_for(rightly) if rightly else None
        wrong = counts_for(wrongly) if wrongly else None
        if right is None and wrong is None:
            continue
        errors += any(score is not None and score.error is not None for score in (rightly, wrongly))
        hits.append(right or 0.0)
        alarms.append(wrong or 0.0)
        wanted.append(float(right is not None))
        families.append(case.family)
    columns = [hits, alarms, wanted]
    refused = sum(hits) + sum(alarms)
    for metric, figure, n in (
        ("abstention_precision", _precision, refused),
        ("abstention_f1", _f1, refused + sum(wanted)),
    ):
        # What was to be refused and was not makes F1 0; with neither, there is nothing to say.
        value = _once(figure, columns) if n else None
        bounds = pooled_bounds(figure, columns, families) if n else None
        yield _figure(metric, value, bounds, round(n), len(cases) - len(families), errors)


def _precision(sums: Sequence[Floats]) -> Floats:
    return sums[0] / (sums[0] + sums[1])


def _f1(sums: Sequence[Floats]) -> Floats:
    return 2 * sums[0] / (sums[0] + sums[1] + sums[2])  # 2 hits of what was refused and what was to be


def _once(figure: Callable[[Sequence[Floats]], Floats], columns: Sequence[Sequence[float]]) -> float:
    return float(figure([np.array([math.fsum(column)]) for column in columns])[0])


def _figure(
    metric: str, value: float | None, bounds: tuple[float, float] | None, n: int, not_applicable: int, errors: int
) -> Aggregate:
    return Aggregate(
        metric=metric, group=ALL, mean=rounded(value), low=rounded(bounds[0]) if bounds else None,
        high=rounded(bounds[1]) if bounds else None, n=n, not_applicable=not_applicable, errors=errors,
    )  # fmt: skip
