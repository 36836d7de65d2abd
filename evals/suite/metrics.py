"""Every metric of one case, in the order in which they are shown, and what the others are called."""

from __future__ import annotations

from evals.suite import (
    abstention,
    citations,
    correctness,
    disagreement,
    evidence,
    exceptions,
    false_premise,
    follow_up,
    injection,
    nuggets,
    retrieval,
    robustness,
    temporal,
    twins,
)
from evals.suite.arbiter import support
from evals.suite.metric import Metric

METRICS: tuple[Metric, ...] = (
    *correctness.METRICS,
    *nuggets.METRICS,
    *abstention.METRICS,
    *false_premise.METRICS,
    *retrieval.METRICS,
    *evidence.METRICS,
    *citations.METRICS,
    *exceptions.METRICS,
    *temporal.METRICS,
    *disagreement.METRICS,
    *injection.METRICS,
    *follow_up.METRICS,
)

PASSED = "passed"
LABELS: dict[str, str] = {
    PASSED: "Cas réussis",
    **{metric.name: metric.label for metric in METRICS},
    twins.NAME: twins.LABEL,
    robustness.NAME: robustness.LABEL,
    support.NAME: support.LABEL,
    "abstention_precision": "Refus, précision",
    "abstention_f1": "Refus, F1",
    "aurc": "Risque moyen sur la couverture",
}
"""French names, by metric, in the order of tables."""

LOWER_IS_BETTER = frozenset(
    {*(metric.name for metric in METRICS if not metric.higher_is_better), robustness.NAME, "aurc"}
)
BINARY = frozenset({PASSED, twins.NAME, *(metric.name for metric in METRICS if metric.binary)})
"""Metrics whose values are 0 or 1 for each case."""
