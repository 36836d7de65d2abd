"""The operating point: the least threshold that keeps what is promised of whole answers.

Probabilities are fitted on candidates; answers pass guards too, which refuse some of
what is probable. So the threshold is chosen on answers, over development questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.answering import Asked, could_show
from evals.judging import Verdict

LEAST_REFUSED = 0.85
_STEPS = np.arange(0.02, 0.98, 0.01)


@dataclass(frozen=True, slots=True)
class Kept:
    """At a threshold: shares of the answerable questions answered rightly and wrongly, and of the others refused."""

    threshold: float
    right: float
    wrong: float
    refused: float


def at(asked: Sequence[Asked], threshold: float) -> Kept:
    """What the threshold gives. Of no questions of a sort, nothing is wrong and all refused."""
    shown = np.array([could_show(item) and item.probability >= threshold for item in asked], np.bool_)
    can = np.array([item.case.answerable for item in asked], np.bool_)
    right = np.array([item.unrestrained is Verdict.RIGHT for item in asked], np.bool_)
    return Kept(
        round(float(threshold), 2),
        float((shown & right)[can].mean()) if can.any() else 0.0,
        float((shown & ~right)[can].mean()) if can.any() else 0.0,
        float((~shown)[~can].mean()) if (~can).any() else 1.0,
    )


def threshold_for(asked: Sequence[Asked], most_wrong: float, least_refused: float = LEAST_REFUSED) -> Kept:
    """The least threshold that keeps both promises.

    At most ``most_wrong`` of the questions that have an answer are answered
    wrongly, and at least ``least_refused`` of those that have none are refused.
    The highest threshold if none does.
    """
    found = (at(asked, float(step)) for step in _STEPS)
    return next((kept for kept in found if kept.wrong <= most_wrong and kept.refused >= least_refused), at(asked, 0.98))
