"""Whether the answer is right: an expected status, every vital nugget, and nothing that makes it wrong."""

from __future__ import annotations

from assistant.contract import Answer
from evals.suite.case import Case
from evals.suite.metric import Layer, Metric, always
from evals.suite.nuggets import forbidden, says_all_vital
from evals.suite.prediction import Prediction
from evals.suite.said import is_shown


def is_correct(case: Case, answer: Answer) -> bool:
    """A refusal is right by its status; what is shown must say the vital nuggets too, if the case has any."""
    if answer.status not in case.statuses or forbidden(case, answer):
        return False
    return not is_shown(answer) or not case.nuggets or says_all_vital(case, answer)


def correct(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if the answer is right."""
    return float(is_correct(case, answer))


METRICS = (Metric("correct", "Réponses justes", Layer.ANSWER, always, correct),)
