"""Indexes to measure on, each in a data directory of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from assistant.service import Assistant
from vectorstore.errors import NotFound, UnreadableSource
from vectorstore.settings import Settings


def ingest(path: Path, data_dir: Path, *, whole: bool = True) -> None:
    """Indexes a file or folder into ``data_dir`` as ``sourcier ingest add`` does.

    What is there already and has not changed is left as it is. Raises ``NotFound``
    if there is no ``path``; ``UnreadableSource`` if a document fails and ``whole``
    is true.
    """
    if not path.exists():
        raise NotFound(f"« {path} » n’existe pas : vérifiez le chemin.")
    environment = {**os.environ, "SOURCIER_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "assistant", "ingest", "add", str(path)]
    ran = subprocess.run(command, env=environment, check=False, stdout=sys.stderr)
    if ran.returncode and whole:
        raise UnreadableSource(
            f"« {path} » n’a pas pu être indexé en entier : l’erreur affichée plus haut dit pourquoi."
        )


def open_assistant(data_dir: Path) -> Assistant:
    """The assistant over an index."""
    return Assistant.open(Settings(data_dir=data_dir))
