"""Where cases are lost on their way from the corpus to a right answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evals.suite.report.wording import OUTSIDE_FUNNEL, STAGES
from evals.suite.scores import ScoredCase


@dataclass(frozen=True, slots=True)
class Stage:
    """``lost`` cases end at this stage; ``left`` are still on their way after it; ``kinds`` says what the lost are."""

    name: str
    lost: int
    left: int
    kinds: list[tuple[str, int]]


def funnel(cases: Sequence[ScoredCase]) -> tuple[list[Stage], list[Stage]]:
    """The stages in order, then what failed otherwise (``left`` is 0 there): errors, orders obeyed, and so on."""
    lost: dict[str, Counter[str]] = {}
    for case in cases:
        if not case.passed:
            lost.setdefault(case.funnel, Counter())[case.kind] += 1
    others = [name for name in [*OUTSIDE_FUNNEL, *sorted(lost)] if name in lost and name not in STAGES]
    beside = [_stage(name, lost, 0) for name in dict.fromkeys(others)]
    left = len(cases) - sum(stage.lost for stage in beside)
    stages = []
    for name in STAGES:
        left -= sum(lost.get(name, Counter()).values())
        stages.append(_stage(name, lost, left))
    return stages, beside


def _stage(name: str, lost: dict[str, Counter[str]], left: int) -> Stage:
    kinds = lost.get(name, Counter())
    return Stage(name, sum(kinds.values()), left, kinds.most_common())
