"""The runs of a data directory, for a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from evals.suite.run_folder import MANIFEST, PREDICTIONS, SCORES, run_folders
from evals.suite.scores import Manifest
from vectorstore.settings import Settings


@dataclass(frozen=True, slots=True)
class ListedRun:
    """One run: its manifest (None if it cannot be read), how many predictions it has, whether it is scored."""

    name: str
    manifest: Manifest | None
    predictions: int
    scored: bool


def runs_of(settings: Settings) -> list[ListedRun]:
    """The runs of the data directory, the latest first."""
    runs = [_listed(folder) for folder in run_folders(settings)]
    return sorted(runs, key=lambda run: (run.manifest.started if run.manifest else "", run.name), reverse=True)


def _listed(folder: Path) -> ListedRun:
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        manifest = None
    try:
        with (folder / PREDICTIONS).open("rb") as stream:
            predictions = sum(bool(line.strip()) for line in stream)
    except OSError:
        predictions = 0
    return ListedRun(folder.name, manifest, predictions, (folder / SCORES).is_file())
