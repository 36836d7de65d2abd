"""What a report draws on: a run, the baseline, the gate's word on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from evals.suite.arbiter.agreement import Agreement
from evals.suite.arbiter.rules import judge_note, rules_that_count
from evals.suite.baseline import read_baseline
from evals.suite.case import Case
from evals.suite.comparison import NotComparable
from evals.suite.gate import judge
from evals.suite.gate_config import GateConfig, Waiver
from evals.suite.prediction import Prediction
from evals.suite.prediction_file import read_predictions
from evals.suite.report.inputs import Inputs
from evals.suite.run_folder import PREDICTIONS
from evals.suite.scores import ScoredRun
from evals.suite.verdict import Verdict


def read_inputs(
    run: ScoredRun,
    folder: Path,
    cases: Sequence[Case],
    *,
    baseline: Path,
    runs: Path,
    config: GateConfig,
    waivers: Sequence[Waiver],
    today: date,
    agreements: Sequence[Agreement] = (),
) -> Inputs:
    """``folder`` is the run's own, ``runs`` holds all of them, that of the baseline perhaps.

    A baseline that does not exist is left out; raises ``NotFound`` for anything
    else that is missing or cannot be read.
    """
    reference = read_baseline(baseline) if baseline.exists() else None
    return Inputs(
        run=run,
        predictions=_by_case(folder / PREDICTIONS),
        cases={case.id: case for case in cases},
        baseline=reference,
        baseline_predictions=_of_baseline(baseline, reference, runs) if reference else {},
        verdict=_verdict(run, reference, config, waivers, today, agreements),
        regressions=rules_that_count(run, config, agreements).regressions,
        judge_note=judge_note(run, agreements, config),
    )


def _verdict(
    run: ScoredRun, reference: ScoredRun | None, config: GateConfig, waivers: Sequence[Waiver], today: date,
    agreements: Sequence[Agreement],
) -> Verdict | None:  # fmt: skip
    """What the gate says; None where it can say nothing, for want of a baseline to compare with."""
    if reference is None:
        return None
    try:
        return judge(run, reference, config, waivers, today, agreements)
    except NotComparable:
        return None


def _of_baseline(path: Path, reference: ScoredRun, runs: Path) -> Mapping[str, Prediction]:
    """Its answers if they are still there; a baseline may be kept without them."""
    run_id = reference.manifest.run_id
    # The name comes out of a file: one that is no plain name must not lead elsewhere.
    own = [runs / run_id / PREDICTIONS] if Path(run_id).name == run_id else []
    return next((_by_case(file) for file in [path.parent / PREDICTIONS, *own] if file.is_file()), {})


def _by_case(file: Path) -> Mapping[str, Prediction]:
    """The last prediction of each case: a resumed run asks anew what failed."""
    return {prediction.case_id: prediction for prediction in read_predictions(file)}
