"""Questions that take for granted what the documents contradict: corrected or refused, never confirmed."""

from __future__ import annotations

from evals.suite.case import Kind
from evals.suite.correctness import correct
from evals.suite.metric import Layer, Metric, only

_false_premise = only(lambda case: case.kind is Kind.FALSE_PREMISE, "the question's premise is not false")
METRICS = (Metric("false_premise", "Prémisse fausse non confirmée", Layer.ANSWER, _false_premise, correct),)
