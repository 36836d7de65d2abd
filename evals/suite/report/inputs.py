"""All that a report may draw on; what is optional is left out of the page in so many words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.suite.case import Case
from evals.suite.comparison import Flip, NotComparable, flips, require_comparable
from evals.suite.gate_config import Regressions
from evals.suite.prediction import Prediction
from evals.suite.scores import ScoredCase, ScoredRun
from evals.suite.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Inputs:
    """A scored run, with its predictions and cases by id; the blessed baseline and the gate's verdict if there are.

    ``regressions`` is the gate's rule, by which what could be noticed is worked out; ``judge_note`` says what the
    figures of a model that judged are worth, and is empty without one.
    """

    run: ScoredRun
    predictions: Mapping[str, Prediction]
    cases: Mapping[str, Case]
    baseline: ScoredRun | None = None
    baseline_predictions: Mapping[str, Prediction] = field(default_factory=dict)
    verdict: Verdict | None = None
    regressions: Regressions | None = None
    judge_note: str = ""

    @property
    def refusal(self) -> str:
        """Why the baseline cannot be compared with; empty if it can, or there is none."""
        if self.baseline is not None:
            try:
                require_comparable(self.baseline, self.run)
            except NotComparable as error:
                return str(error)
        return ""

    @property
    def comparable(self) -> ScoredRun | None:
        """The baseline if it measured the same thing; what differs otherwise tells nothing."""
        return None if self.refusal else self.baseline

    @property
    def flips(self) -> list[Flip]:
        """Cases whose verdict is not the baseline's, what broke first."""
        return flips(self.comparable, self.run) if self.comparable else []

    @property
    def failing(self) -> list[ScoredCase]:
        """Cases that did not pass, in the order of the run."""
        return [case for case in self.run.cases if not case.passed]
