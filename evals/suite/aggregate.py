"""Metrics over cases: means with their 95 % intervals, over all cases, each kind and each tag of variants.

A failure counts as its worst in the mean and in the lower bound, as its best in
the upper one: for a system's failure both are the worst, for a judge's they are
the ends of what it could have said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.suite.case import Kind
from evals.suite.metrics import BINARY, LABELS, PASSED
from evals.suite.scores import Aggregate, Score, ScoredCase
from evals.suite.statistics import clustered_bounds, clustered_share

DIGITS = 6
ALL = "all"


@dataclass(frozen=True, slots=True)
class _Counted:
    worst: list[float]
    best: list[float]
    families: list[str]
    not_applicable: int
    errors: int


def aggregates(cases: Sequence[ScoredCase]) -> list[Aggregate]:
    """Every metric over every group that has cases, metrics in the order of their labels."""
    groups = dict(_groups(cases))
    scores = [{score.metric: score for score in case.scores} for case in cases]
    by_case = {case.case_id: found for case, found in zip(cases, scores, strict=True)}
    found = []
    for metric in LABELS:
        for group, members in groups.items():
            if metric == PASSED:
                found.append(_mean(metric, group, _passes(members)))
            elif any(metric in by_case[case.case_id] for case in members):
                found.append(_mean(metric, group, _counted(members, [by_case[c.case_id].get(metric) for c in members])))
    return found


def counts_for(score: Score) -> float | None:
    """What a score counts for where a run is judged: its value, its worst if it failed, None if it does not apply."""
    return score.worst if score.error is not None else score.value


def _groups(cases: Sequence[ScoredCase]) -> Iterator[tuple[str, list[ScoredCase]]]:
    yield ALL, list(cases)
    for kind in Kind:
        if members := [case for case in cases if case.kind == kind]:
            yield kind.value, members
    variants = [case for case in cases if case.kind == Kind.VARIANT]
    for tag in sorted({tag for case in variants for tag in case.tags}):
        yield f"tag:{tag}", [case for case in variants if tag in case.tags]


def _passes(members: Sequence[ScoredCase]) -> _Counted:
    values = [float(case.passed) for case in members]
    errors = sum(case.funnel == "error" for case in members)
    return _Counted(values, values, [case.family for case in members], 0, errors)


def _counted(members: Sequence[ScoredCase], scores: Iterable[Score | None]) -> _Counted:
    worst, best, families, not_applicable, errors = [], [], [], 0, 0
    for case, score in zip(members, scores, strict=True):
        if score is None or score.not_applicable is not None:
            not_applicable += 1
            continue
        failed = score.error is not None
        errors += failed
        worst.append(score.worst if failed else score.value or 0.0)
        best.append(score.best if failed else score.value or 0.0)
        families.append(case.family)
    return _Counted(worst, best, families, not_applicable, errors)


def _mean(metric: str, group: str, counted: _Counted) -> Aggregate:
    n = len(counted.worst)
    if n == 0:
        return Aggregate(
            metric=metric, group=group, mean=None, low=None, high=None, n=0,
            not_applicable=counted.not_applicable, errors=counted.errors,
        )  # fmt: skip
    ends = [*_bounds(metric, counted.worst, counted.families), *_bounds(metric, counted.best, counted.families)]
    return Aggregate(
        metric=metric, group=group, mean=rounded(math.fsum(counted.worst) / n),
        low=rounded(min(ends)), high=rounded(max(ends)), n=n,
        not_applicable=counted.not_applicable, errors=counted.errors,
    )  # fmt: skip


def _bounds(metric: str, values: list[float], families: list[str]) -> tuple[float, float]:
    # Draws of values that are all the same tell nothing of how sure they are.
    if metric in BINARY or (len(set(values)) == 1 and 0 <= values[0] <= 1):
        return clustered_share(values, families)
    return clustered_bounds(values, families)


def rounded(value: float | None) -> float | None:
    """To the digits that are kept; None for what is not a number."""
    return None if value is None or math.isnan(value) else round(value, DIGITS)
