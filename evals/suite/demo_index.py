"""The index of the demonstration documents that cases are asked over, made when it is needed.

It is made anew whenever the documents, or the code or settings that turn them
into an index, have changed: a gate must not decide on yesterday's index.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from vectorstore.errors import UnreadableSource
from vectorstore.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEMO = Path("ingest") / "demo"
_STAMP = "made-from.txt"


def demo_index(settings: Settings) -> Path:
    """The data directory with the demonstration documents, under ``<data_dir>/evals/base``.

    Raises ``UnreadableSource`` if a document cannot be indexed.
    """
    folder = settings.home / "evals" / "base"
    folder.parent.mkdir(parents=True, exist_ok=True)
    stamp = index_stamp(settings)
    with FileLock(str(folder) + ".lock"):
        if _stamp_of(folder) != stamp:
            fresh = new_home(settings, folder.with_name("base.new"))
            _ingest(settings, fresh)
            (fresh / _STAMP).write_text(stamp, encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            fresh.rename(folder)
    return folder


def new_home(settings: Settings, folder: Path) -> Path:
    """An empty data directory that has the models of the real one, which take seconds to build."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    models = settings.home / "models"
    models.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(models)
    return folder


def index_stamp(settings: Settings) -> str:
    """Hex SHA-256 of all that the index depends on."""
    seen = hashlib.sha256(f"{settings.embedding_model}\n{settings.passage_tokens}\n".encode())
    for path in _sources():
        seen.update(f"{os.path.relpath(path, ROOT)}\n".encode())
        seen.update(hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()


def _sources() -> Iterator[Path]:
    yield from sorted((ROOT / DEMO).glob("*.md"))
    for package in ("ingest", "vectorstore"):
        yield from sorted((ROOT / package).rglob("*.py"))


def _stamp_of(folder: Path) -> str:
    try:
        return (folder / _STAMP).read_text(encoding="utf-8")
    except OSError:
        return ""


def environment(settings: Settings, home: Path) -> dict[str, str]:
    """For a process that ingests into ``home`` as these settings say."""
    return {
        **os.environ,
        "SOURCIER_DATA_DIR": str(home),
        "SOURCIER_EMBEDDING_MODEL": settings.embedding_model,
        "SOURCIER_PASSAGE_TOKENS": str(settings.passage_tokens),
    }


def _ingest(settings: Settings, home: Path) -> None:
    command = [sys.executable, "-m", "assistant", "ingest", "add", DEMO.as_posix()]
    ran = subprocess.run(command, cwd=ROOT, env=environment(settings, home), check=False, stdout=sys.stderr)
    if ran.returncode:
        raise UnreadableSource(
            "Les documents de démonstration n’ont pas pu être indexés en entier : l’erreur affichée plus haut dit "
            "pourquoi."
        )
