"""Risk against coverage: how wrong answers are when only the surest are kept.

Source: R. El-Yaniv and Y. Wiener, "On the foundations of noise-free selective
classification", JMLR 11 (2010). Answers are ranked by the score that the system
gives to the best passage it found, which is public and does not depend on the label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.contract import Status
from evals.intervals import wilson
from evals.suite.prediction import Prediction
from evals.suite.scores import ScoredCase

_SHOWN = frozenset({Status.ANSWERED, Status.PARTIAL})


@dataclass(frozen=True, slots=True)
class Point:
    """Keeping answers of at least ``confidence``: ``coverage`` of all cases, ``risk`` the share of those kept wrong."""

    confidence: float
    coverage: float
    risk: float
    low: float
    high: float
    kept: int


def confidence(prediction: Prediction) -> float | None:
    """How sure the system was of an answer that it showed; None if it showed none, or found nothing."""
    if prediction.answer is None or prediction.answer.status not in _SHOWN or not prediction.found:
        return None
    return prediction.found[0].score


def risk_coverage(cases: Sequence[ScoredCase], predictions: Mapping[str, Prediction]) -> list[Point]:
    """A point for each distinct confidence, from the surest answer alone to every answer shown."""
    ranked = sorted(
        (
            (sure, not case.passed)
            for case in cases
            if case.case_id in predictions and (sure := confidence(predictions[case.case_id])) is not None
        ),
        key=lambda pair: -pair[0],
    )
    points: list[Point] = []
    wrong = 0
    for place, (sure, bad) in enumerate(ranked, start=1):
        wrong += bad
        if place < len(ranked) and ranked[place][0] == sure:
            continue
        low, high = wilson(wrong, place)
        points.append(Point(sure, place / len(cases), wrong / place, low, high, place))
    return points


def area(points: Sequence[Point]) -> float | None:
    """The mean risk over the coverages reached (AURC, weighted by the answers that each point adds); None of none."""
    if not points:
        return None
    added = [point.kept - before for point, before in zip(points, [0, *(p.kept for p in points)], strict=False)]
    return sum(point.risk * more for point, more in zip(points, added, strict=True)) / points[-1].kept
