"""A metric here and in the baseline: the change over the cases that both measured, with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evals.suite.aggregate import counts_for
from evals.suite.scores import ScoredCase, ScoredRun
from evals.suite.statistics import clustered_bounds


@dataclass(frozen=True, slots=True)
class Change:
    """``value`` minus the baseline's, over ``n`` cases; bounds are None of a single family."""

    value: float
    low: float | None
    high: float | None
    n: int


def values_of(cases: Sequence[ScoredCase], metric: str) -> dict[str, float]:
    """The counted values of a metric, by case id."""
    return {
        case.case_id: value
        for case in cases
        for score in case.scores
        if score.metric == metric and (value := counts_for(score)) is not None
    }


def passes_of(cases: Sequence[ScoredCase]) -> dict[str, float]:
    """1 for each case that passed, 0 for each that did not, by case id."""
    return {case.case_id: float(case.passed) for case in cases}


def paired_change(new: dict[str, float], old: dict[str, float], families: dict[str, str]) -> Change | None:
    """The mean of ``new`` − ``old`` over the ids of both; None if there are none."""
    common = [case for case in new if case in old]
    if not common:
        return None
    differences = [new[case] - old[case] for case in common]
    groups = [families.get(case, case) for case in common]
    low, high = clustered_bounds(differences, groups) if len(set(groups)) > 1 else (None, None)
    return Change(math.fsum(differences) / len(differences), low, high, len(common))


def families_of(run: ScoredRun) -> dict[str, str]:
    """The family of each case, by id."""
    return {case.case_id: case.family for case in run.cases}
