"""All that a report may draw on; what is optional is left out of the page in so many words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.suite.case import Case
from evals.suite.prediction import Prediction
from evals.suite.scores import ScoredCase, ScoredRun
from evals.suite.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Inputs:
    """A scored run, with its predictions and cases by id; the blessed baseline and the gate's verdict if there are."""

    run: ScoredRun
    predictions: Mapping[str, Prediction]
    cases: Mapping[str, Case]
    baseline: ScoredRun | None = None
    baseline_predictions: Mapping[str, Prediction] = field(default_factory=dict)
    verdict: Verdict | None = None

    @property
    def comparable(self) -> ScoredRun | None:
        """The baseline if it measured the same cases in the same mode, by the same filters; else what differs tells nothing."""
        if self.baseline is None:
            return None
        ours, theirs = self.run.manifest, self.baseline.manifest
        same = (ours.cases_hash, ours.mode, ours.filters) == (theirs.cases_hash, theirs.mode, theirs.filters)
        return self.baseline if same else None

    @property
    def failing(self) -> list[ScoredCase]:
        """Cases that did not pass, in the order of the run."""
        return [case for case in self.run.cases if not case.passed]
