"""Questions written otherwise: what the rewriting costs, against the plain case.

A figure of two cases, so it is taken once all are scored; ``drop`` is pure in both.
"""

from __future__ import annotations

from evals.suite.case import Case
from evals.suite.outcome import Failed, NotApplicable, Outcome, Value

NAME = "robustness_drop"
LABEL = "Perte par réécriture"


def drop(case: Case, correct: dict[str, Outcome]) -> Outcome:
    """``correct`` of the plain case minus that of its variant, −1 to 1; ``correct`` is by id, for the run's cases.

    Which cases a run has is no part of its output, so a plain case that was not
    to be asked makes the drop inapplicable; one that failed makes it the worst.
    """
    if case.variant_of is None:
        return NotApplicable("the question is not a variant")
    plain, variant = correct.get(case.variant_of), correct.get(case.id)
    if plain is None or variant is None:
        return NotApplicable("the plain question is not in this run")
    if isinstance(plain, Value) and isinstance(variant, Value):
        return Value(plain.value - variant.value)
    return Failed("one of the two questions failed", 1.0, 1.0)
