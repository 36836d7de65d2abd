"""What a report draws on, from the folder of a run and from the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evals.suite.case_files import CASES, read_cases
from evals.suite.prediction import Prediction
from evals.suite.prediction_file import read_predictions
from evals.suite.report.inputs import Inputs
from evals.suite.run_folder import PREDICTIONS, SCORES
from evals.suite.scores import ScoredRun
from evals.suite.verdict_file import read_verdict
from vectorstore.errors import NotFound, UnreadableSource


def read_inputs(folder: Path, baseline: Path | None, runs: Path, cases: Path = CASES) -> Inputs:
    """``baseline`` is the folder of a run or a file of scores; ``runs`` holds the runs, that of the baseline perhaps.

    Raises ``NotFound`` for what is missing, ``UnreadableSource`` for what cannot be read.
    """
    blessed = read_scores(baseline) if baseline else None
    return Inputs(
        run=read_scores(folder),
        predictions=_by_case(folder / PREDICTIONS),
        cases={case.id: case for case in read_cases(cases)},
        baseline=blessed,
        baseline_predictions=_of_baseline(baseline, blessed, runs) if baseline and blessed else {},
        verdict=read_verdict(folder),
    )


def read_scores(path: Path) -> ScoredRun:
    """The scores of a run by its folder, or by their own file."""
    file = path / SCORES if path.is_dir() else path
    if not file.is_file():
        raise NotFound(f"« {file} » manque : lancez d’abord « sourcier evals score ».")
    try:
        return ScoredRun.model_validate_json(file.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableSource(f"« {file} » n’est pas lisible : relancez « sourcier evals score ».") from error


def _of_baseline(path: Path, blessed: ScoredRun, runs: Path) -> Mapping[str, Prediction]:
    """Its answers if they are still there; a baseline may be kept without them."""
    home = path if path.is_dir() else path.parent
    run_id = blessed.manifest.run_id
    # The name comes out of a file: one that is no plain name must not lead elsewhere.
    kept = [home / PREDICTIONS, *([runs / run_id / PREDICTIONS] if Path(run_id).name == run_id else [])]
    return next((_by_case(file) for file in kept if file.is_file()), {})


def _by_case(file: Path) -> Mapping[str, Prediction]:
    """The last prediction of each case: a resumed run asks anew what failed."""
    return {prediction.case_id: prediction for prediction in read_predictions(file)}
