"""A metric here and in the baseline: the change over the cases that both measured, with its 95 % interval.

Source: B. Efron and R. Tibshirani, *An Introduction to the Bootstrap* (1993): percentile
interval of paired differences, families drawn whole since twins and variants are alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.suite.scores import Score, ScoredCase, ScoredRun

_ROUNDS = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """``value`` minus the baseline's, over ``n`` cases; bounds are None of a single family."""

    value: float
    low: float | None
    high: float | None
    n: int


def counted(score: Score) -> float | None:
    """What a score counts for: its value, the worst for an error, None if it does not apply."""
    if score.not_applicable is not None:
        return None
    return score.worst if score.error is not None else score.value


def values_of(cases: Sequence[ScoredCase], metric: str) -> dict[str, float]:
    """The counted values of a metric, by case id."""
    return {
        case.case_id: value
        for case in cases
        for score in case.scores
        if score.metric == metric and (value := counted(score)) is not None
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
    low, high = clustered_bounds(differences, [families.get(case, case) for case in common])
    return Change(math.fsum(differences) / len(differences), low, high, len(common))


def clustered_bounds(values: Sequence[float], groups: Sequence[str]) -> tuple[float | None, float | None]:
    """95 % bounds of a mean, from seeded draws of whole groups; None of fewer than two groups."""
    sums: dict[str, list[float]] = {}
    for value, group in zip(values, groups, strict=True):
        sums.setdefault(group, []).append(value)
    if len(sums) < 2:
        return None, None
    totals = np.array([math.fsum(members) for members in sums.values()])
    sizes = np.array([len(members) for members in sums.values()])
    drawn = np.random.default_rng(0).integers(len(sums), size=(_ROUNDS, len(sums)))
    means = totals[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def families_of(run: ScoredRun) -> dict[str, str]:
    """The family of each case, by id."""
    return {case.case_id: case.family for case in run.cases}
