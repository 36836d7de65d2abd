"""Where a run keeps what it found: ``<data_dir>/evals/runs/<run_id>/``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from evals.suite.scores import Manifest
from vectorstore.errors import InvalidRequest, NotFound
from vectorstore.settings import Settings

MANIFEST = "manifest.json"
PREDICTIONS = "predictions.jsonl"
SCORES = "scores.json"
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def runs_home(settings: Settings) -> Path:
    """The folder of all runs."""
    return settings.home / "evals" / "runs"


def run_folders(settings: Settings) -> list[Path]:
    """The folder of each run, by name."""
    return sorted(path.parent for path in runs_home(settings).glob(f"*/{MANIFEST}"))


def new_run(settings: Settings, run_id: str | None = None) -> Path:
    """An empty folder for a run, named after the time unless ``run_id`` is given.

    Raises ``InvalidRequest`` for a name that is taken or is no plain name.
    """
    home = runs_home(settings)
    if run_id is None:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        names = (stamp if count == 1 else f"{stamp}-{count}" for count in range(1, 1000))
        run_id = next(name for name in names if not (home / name).exists())
    if not _RUN_ID.fullmatch(run_id):
        raise InvalidRequest(f"« {run_id} » ne peut pas nommer une exécution : lettres, chiffres, « . », « - », « _ ».")
    folder = home / run_id
    if folder.exists():
        raise InvalidRequest(
            f"L’exécution « {run_id} » existe déjà : donnez un autre nom, ou reprenez-la avec « --resume {run_id} »."
        )
    folder.mkdir(parents=True)
    return folder


def find_run(settings: Settings, name: str | None = None) -> Path:
    """The folder of a run by its id or path, the latest one by default; raises ``NotFound``."""
    if name is None:
        started = [(read_manifest(folder).started, folder.name, folder) for folder in run_folders(settings)]
        if not started:
            raise NotFound("Aucune exécution n’a encore eu lieu : lancez « sourcier evals run ».")
        return max(started)[2]
    for folder in (runs_home(settings) / name, Path(name)):
        if (folder / MANIFEST).is_file():
            return folder
    known = ", ".join(folder.name for folder in run_folders(settings)) or "aucune"
    raise NotFound(f"Il n’y a pas d’exécution « {name} ». Exécutions connues : {known}.")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a run; raises ``NotFound`` if it has none that can be read."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotFound(
            f"« {folder / MANIFEST} » manque ou n’est pas lisible : relancez « sourcier evals run »."
        ) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes it whole or not at all."""
    partial = folder / f"{MANIFEST}.part"
    partial.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    partial.replace(folder / MANIFEST)
