"""What rewriting a question costs: each variant against the plain case that it rewrites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.suite.case import Case
from evals.suite.report.changes import Change, paired_change
from evals.suite.scores import ScoredCase


@dataclass(frozen=True, slots=True)
class VariantRow:
    """Pairs of one manner of rewriting: shares that pass, the change, and the ids lost and won by rewriting."""

    tag: str
    pairs: int
    plain: float
    rewritten: float
    change: Change
    lost: list[str]
    won: list[str]


def robustness(scored: Sequence[ScoredCase], cases: Mapping[str, Case]) -> list[VariantRow]:
    """A row for each tag of variants whose plain case is in the run, then one named "" for all of them."""
    by_id = {case.case_id: case for case in scored}
    pairs: dict[str, list[tuple[ScoredCase, ScoredCase]]] = {}
    for case in scored:
        label = cases.get(case.case_id)
        plain = by_id.get(label.variant_of or "") if label else None
        if plain is None:
            continue
        for tag in [*case.tags, ""]:
            pairs.setdefault(tag, []).append((plain, case))
    tags = [*sorted(tag for tag in pairs if tag), *([""] if pairs else [])]
    return [row for tag in tags if (row := _row(tag, pairs[tag])) is not None]


def _row(tag: str, pairs: Sequence[tuple[ScoredCase, ScoredCase]]) -> VariantRow | None:
    rewritten = {case.case_id: float(case.passed) for _, case in pairs}
    plain = {case.case_id: float(origin.passed) for origin, case in pairs}
    change = paired_change(rewritten, plain, {case.case_id: case.family for _, case in pairs})
    if change is None:
        return None
    return VariantRow(
        tag, len(pairs), sum(plain.values()) / len(pairs), sum(rewritten.values()) / len(pairs), change,
        [case.case_id for origin, case in pairs if origin.passed and not case.passed],
        [case.case_id for origin, case in pairs if case.passed and not origin.passed],
    )  # fmt: skip
