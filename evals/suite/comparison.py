"""Two scored runs side by side: every metric's change, and every case whose verdict flipped.

Only runs of the same cases, in the same mode, on the same day, with the same
filters are compared; anything else would pass a change of the questions for one of the system.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.suite.aggregate import ALL, counts_for
from evals.suite.arbiter import support
from evals.suite.metrics import LABELS, LOWER_IS_BETTER, PASSED
from evals.suite.scores import ScoredCase, ScoredRun
from evals.suite.statistics import drop_p_value
from vectorstore.errors import SourcierError


class NotComparable(SourcierError):
    """Two runs that did not measure the same thing."""

    slug = "runs-not-comparable"
    status = 409


@dataclass(frozen=True, slots=True)
class Change:
    """A metric of both runs over the ``n`` cases that it applies to; ``p_value`` is that of getting worse by chance.

    ``worse_by`` is positive when the second run is worse, whichever way the
    metric goes; 0.02 are two points.
    """

    metric: str
    group: str
    before: float
    after: float
    worse_by: float
    p_value: float
    n: int


@dataclass(frozen=True, slots=True)
class Flip:
    """A case whose verdict is another."""

    before: ScoredCase
    after: ScoredCase

    @property
    def broken(self) -> bool:
        """Whether it passed before and does not now."""
        return self.before.passed


def require_comparable(before: ScoredRun, after: ScoredRun) -> None:
    """Raises :class:`NotComparable`, saying what differs, unless both measured the same thing."""
    old, new = before.manifest, after.manifest
    differing = [
        name
        for name, differs in (
            ("les cas", old.cases_hash != new.cases_hash or _ids(before) != _ids(after)),
            (f"le mode ({old.mode}, {new.mode})", old.mode != new.mode),
            ("les filtres", old.filters != new.filters),
            (f"le jour des questions sans date ({old.today}, {new.today})", old.today != new.today),
        )
        if differs
    ]
    if differing:
        raise NotComparable(
            f"Les exécutions « {old.run_id} » et « {new.run_id} » ne se comparent pas, car ceci n’est pas le même : "
            f"{', '.join(differing)}. Relancez l’une comme l’autre, ou bénissez une nouvelle référence."
        )


def changes(before: ScoredRun, after: ScoredRun, metrics: Sequence[str] = tuple(LABELS)) -> list[Change]:
    """The change of each metric, over all cases and by kind; raises :class:`NotComparable`.

    What judges said is compared only where it was the same judge.
    """
    require_comparable(before, after)
    metrics = [metric for metric in metrics if metric != support.NAME or before.judge == after.judge]
    groups = [ALL, *dict.fromkeys(case.kind for case in after.cases)]
    return [
        change
        for metric in metrics
        for group in groups
        if (change := _change(metric, group, _values(before, metric), _values(after, metric), after.cases)) is not None
    ]


def flips(before: ScoredRun, after: ScoredRun) -> list[Flip]:
    """Every case that passed and no longer does, then every one that failed and now passes, the gravest first."""
    old = {case.case_id: case for case in before.cases}
    gravity = {"critical": 0, "major": 1, "minor": 2}
    found = [
        Flip(old[case.case_id], case)
        for case in after.cases
        if case.case_id in old and old[case.case_id].passed != case.passed
    ]
    return sorted(found, key=lambda flip: (not flip.broken, gravity.get(flip.after.severity, 1), flip.after.case_id))


def _ids(run: ScoredRun) -> set[str]:
    return {case.case_id for case in run.cases}


def _values(run: ScoredRun, metric: str) -> dict[str, float]:
    return dict(_applicable(run, metric))


def _applicable(run: ScoredRun, metric: str) -> Iterator[tuple[str, float]]:
    for case in run.cases:
        if metric == PASSED:
            yield case.case_id, float(case.passed)
        for score in case.scores:
            if score.metric == metric and (value := counts_for(score)) is not None:
                yield case.case_id, value


def _change(
    metric: str, group: str, before: dict[str, float], after: dict[str, float], cases: Sequence[ScoredCase]
) -> Change | None:
    """None where the metric applies to no case of the group."""
    members = [
        case for case in cases if case.case_id in before and case.case_id in after and group in (ALL, case.kind)
    ]  # fmt: skip
    if not members:
        return None
    sign = -1.0 if metric in LOWER_IS_BETTER else 1.0
    drops = [sign * (before[case.case_id] - after[case.case_id]) for case in members]
    n = len(members)
    return Change(
        metric, group,
        before=math.fsum(before[case.case_id] for case in members) / n,
        after=math.fsum(after[case.case_id] for case in members) / n,
        worse_by=math.fsum(drops) / n,
        p_value=drop_p_value(drops, [case.family for case in members]),
        n=n,
    )  # fmt: skip
