"""One question at two dates: both right, or the pair is not.

A figure of two cases, so it is taken once all are scored; ``consistency`` is pure in both.
"""

from __future__ import annotations

from evals.suite.case import Case
from evals.suite.outcome import Failed, NotApplicable, Outcome, Value

NAME = "twin_consistency"
LABEL = "Jumeaux justes tous les deux"


def consistency(case: Case, right: dict[str, Outcome]) -> Outcome:
    """1 if the case and its twin are both right at their dates; ``right`` is by id, for the run's cases.

    Both twins carry the pair's value; being one family, they count as one in intervals.
    """
    if case.twin is None:
        return NotApplicable("the question has no twin")
    both = [right.get(case.id), right.get(case.twin)]
    if None in both:
        return NotApplicable("the twin is not in this run")
    if all(isinstance(outcome, Value) for outcome in both):
        return Value(float(all(isinstance(outcome, Value) and outcome.value == 1.0 for outcome in both)))
    return Failed("one of the twins failed", 0.0, 0.0)
