"""A metric of the suite: for which cases it stands, which way is better, and how it is taken.

Whether it applies is asked of the case alone, before anything of the output is
looked at; a system that failed scores the worst. So no metric can turn a failure
or an empty answer into "not applicable", or leave it out of a mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from assistant.contract import Answer
from evals.suite.case import Case
from evals.suite.outcome import Failed, NotApplicable, Outcome, Value
from evals.suite.prediction import Prediction


class Layer(StrEnum):
    """The part of the system that a metric looks at."""

    ANSWER = "answer"
    ABSTENTION = "abstention"
    RETRIEVAL = "retrieval"
    CITATIONS = "citations"
    TIME = "time"
    DISAGREEMENT = "disagreement"
    SAFETY = "safety"
    ROBUSTNESS = "robustness"


Applies = Callable[[Case], str | None]
"""Why a metric does not apply to a case; None if it does."""

Measure = Callable[[Case, Prediction, Answer], float]
"""The metric of a case that it applies to; the answer is the prediction's, which is there."""


@dataclass(frozen=True, slots=True)
class Metric:
    """``binary`` metrics are 0 or 1 for a case; ``worst`` and ``best`` are the ends of the scale of the others too."""

    name: str
    label: str
    layer: Layer
    applies: Applies
    measure: Measure
    higher_is_better: bool = True
    binary: bool = True

    @property
    def worst(self) -> float:
        """What a failure counts as."""
        return 0.0 if self.higher_is_better else 1.0

    @property
    def best(self) -> float:
        """The value of a perfect system."""
        return 1.0 - self.worst


def outcome(metric: Metric, case: Case, prediction: Prediction) -> Outcome:
    """The metric of one case. Pure; ``prediction`` must be the case's own."""
    reason = metric.applies(case)
    if reason is not None:
        return NotApplicable(reason)
    if prediction.error is not None or prediction.answer is None:
        return Failed(prediction.error or "no answer was given", metric.worst, metric.worst)
    return Value(metric.measure(case, prediction, prediction.answer))


def always(case: Case) -> str | None:
    """Applies to every case."""
    return None


def only(condition: Callable[[Case], bool], reason: str) -> Applies:
    """Applies to the cases where ``condition`` holds."""
    return lambda case: None if condition(case) else reason
