"""Asks a system every case and keeps what it does, so that a stop loses at most the case under way."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.progress import followed
from evals.suite.case import Case
from evals.suite.overlays import overlay_key
from evals.suite.prediction import Prediction
from evals.suite.prediction_file import appending, read_predictions
from evals.suite.run_folder import PREDICTIONS
from evals.suite.target import Target

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ran:
    """How many cases were asked now, how many were there already, and how many of all ended in an error."""

    asked: int
    kept: int
    errors: int


def run_cases(cases: Sequence[Case], target: Target, folder: Path) -> Ran:
    """Asks each case that ``folder`` has no prediction of, and appends it.

    An error of the system becomes a prediction with ``error``; an error of this
    program (a full disk, an interruption) ends the run, which can go on later.
    """
    path = folder / PREDICTIONS
    before = read_predictions(path) if path.exists() else []
    done = {prediction.case_id for prediction in before}
    to_ask = in_order([case for case in cases if case.id not in done])
    errors = sum(1 for prediction in before if prediction.error is not None)
    target.prepare(to_ask)
    with appending(path) as log:
        for case in followed(to_ask, "Cas d’évaluation"):
            prediction = predicted(target, case)
            errors += prediction.error is not None
            log.add(prediction)
    return Ran(len(to_ask), len(before), errors)


def predicted(target: Target, case: Case) -> Prediction:
    """What the system does with a case, be it to fail."""
    try:
        return target.predict(case)
    except Exception as error:  # whatever the system under test raises is a result
        logger.info("case %s failed", case.id, exc_info=error)
        return Prediction(case_id=case.id, error=f"{type(error).__name__}: {error}")


def in_order(cases: Sequence[Case]) -> list[Case]:
    """Those without documents of their own first, then the others, equal documents side by side."""
    groups: dict[str, list[Case]] = {"": []}
    for case in cases:
        groups.setdefault(overlay_key(case.overlay) if case.overlay else "", []).append(case)
    return [case for group in groups.values() for case in group]
