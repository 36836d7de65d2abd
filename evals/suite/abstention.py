"""Refusing: rightly, wrongly, and too rarely.

``abstention_recall`` and ``over_refusal`` are shares of cases. Precision and F1
(of refusing, as a classifier of what cannot be answered) have a denominator that
depends on the output, so they are figures of a whole run: undefined, never 1,
when nothing was refused. Cases that may be answered or refused count for neither.
"""

from __future__ import annotations

from assistant.contract import Answer
from evals.suite.case import Case
from evals.suite.metric import Layer, Metric, only
from evals.suite.prediction import Prediction
from evals.suite.said import is_shown

must_refuse = only(lambda case: case.refusable, "the case may be answered")
must_answer = only(lambda case: case.answerable, "the case may be refused")


def abstention_recall(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if what cannot be answered was refused."""
    return float(not is_shown(answer))


def over_refusal(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if what can be answered was refused."""
    return float(not is_shown(answer))


METRICS = (
    Metric("abstention_recall", "Refus à raison", Layer.ABSTENTION, must_refuse, abstention_recall),
    Metric("over_refusal", "Refus à tort", Layer.ABSTENTION, must_answer, over_refusal, higher_is_better=False),
)
