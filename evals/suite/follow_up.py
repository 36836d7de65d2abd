"""Questions that lean on an earlier one, against the same words asked alone.

What the conversation adds is the difference: a follow-up that is right without
its history did not need it.
"""

from __future__ import annotations

from assistant.contract import Answer
from evals.suite.case import Case, Kind
from evals.suite.correctness import correct, is_correct
from evals.suite.metric import Layer, Metric, only
from evals.suite.prediction import Prediction


def follow_up_alone(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if the last question alone is answered rightly; a run that did not ask it alone has 0."""
    return float(prediction.standalone is not None and is_correct(case, prediction.standalone))


_follow_up = only(lambda case: case.kind is Kind.FOLLOW_UP, "the question stands alone")
METRICS = (
    Metric("follow_up", "Suites justes, avec la conversation", Layer.ROBUSTNESS, _follow_up, correct),
    Metric("follow_up_alone", "… la dernière question seule", Layer.ROBUSTNESS, _follow_up, follow_up_alone),
)
