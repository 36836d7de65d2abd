"""Cases whose verdict is not the baseline's: what broke first, then what was mended."""

from __future__ import annotations

from dataclasses import dataclass

from evals.suite.scores import ScoredCase, ScoredRun


@dataclass(frozen=True, slots=True)
class Flip:
    """One case, as the baseline scored it and as this run does."""

    before: ScoredCase
    after: ScoredCase

    @property
    def broken(self) -> bool:
        """Whether it passed before and does not now."""
        return self.before.passed and not self.after.passed


_SEVERITIES = {"critical": 0, "major": 1, "minor": 2}


def flips(run: ScoredRun, baseline: ScoredRun) -> list[Flip]:
    """Every flip, the broken ones first, the gravest before the others, then by id."""
    before = {case.case_id: case for case in baseline.cases}
    found = [
        Flip(before[case.case_id], case)
        for case in run.cases
        if case.case_id in before and case.passed != before[case.case_id].passed
    ]
    return sorted(
        found, key=lambda flip: (not flip.broken, _SEVERITIES.get(flip.after.severity, 1), flip.after.case_id)
    )
