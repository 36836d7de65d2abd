"""Indexes of the demonstration documents plus those of one case, cached by their content.

Each is a copy of the demonstration index into which the case's documents are
ingested. One process ingests them all, since starting it and opening the
embedder takes seconds.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from filelock import FileLock

from evals.suite.case import Overlay
from evals.suite.demo_index import ROOT, demo_index, environment, index_stamp
from evals.suite.door import digest
from vectorstore.errors import InvalidRequest, UnreadableSource
from vectorstore.settings import Settings

DOCUMENTS = "documents"
"""The folder of an overlay's own files, in its data directory."""


def overlay_key(overlay: Sequence[Overlay]) -> str:
    """Names an overlay by its content; equal overlays share an index."""
    return digest([[document.name, document.text] for document in overlay])[:16]


class Overlays:
    """The data directories of overlays, under ``<data_dir>/evals/overlays``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._home = settings.home / "evals" / "overlays"
        self._stamp = index_stamp(settings)

    def folder(self, overlay: Sequence[Overlay]) -> Path:
        """The data directory of one overlay, made if need be; see :meth:`prepare`."""
        self.prepare([overlay])
        return self._place(overlay)

    def prepare(self, overlays: Iterable[Sequence[Overlay]]) -> int:
        """Makes those that are missing, and returns how many they were.

        Raises ``UnreadableSource`` if a document cannot be indexed, ``InvalidRequest``
        for a name that is no plain file name.
        """
        base = demo_index(self._settings)
        with FileLock(str(self._home) + ".lock"):
            self._forget_older()
            missing = {self._place(overlay): overlay for overlay in overlays if not self._place(overlay).is_dir()}
            started = {place: self._start(base, place, overlay) for place, overlay in missing.items()}
            if started:
                _ingest(self._settings, list(started.values()))
            for place, fresh in started.items():
                fresh.rename(place)
        return len(started)

    def _place(self, overlay: Sequence[Overlay]) -> Path:
        return self._home / self._stamp[:16] / overlay_key(overlay)

    def _start(self, base: Path, place: Path, overlay: Sequence[Overlay]) -> Path:
        # A document's identifier comes from where it was read: the same place every time.
        fresh = place.with_name(f"{place.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(base, fresh, symlinks=True)
        folder = fresh / DOCUMENTS
        folder.mkdir()
        for document in overlay:
            if Path(document.name).name != document.name or document.name.startswith("."):
                raise InvalidRequest(f"« {document.name} » n’est pas un nom de fichier : n’y mettez pas de dossier.")
            (folder / document.name).write_text(document.text, encoding="utf-8")
        return fresh

    def _forget_older(self) -> None:
        """Removes what was made from another demonstration index."""
        for folder in self._home.glob("*"):
            if folder.name != self._stamp[:16]:
                shutil.rmtree(folder, ignore_errors=True)


def _ingest(settings: Settings, homes: Sequence[Path]) -> None:
    command = [sys.executable, "-m", "evals.suite.overlay_ingestion"]
    lines = json.dumps([str(home) for home in homes])
    told = environment(settings, homes[0])
    ran = subprocess.run(command, input=lines, text=True, cwd=ROOT, env=told, check=False, stdout=sys.stderr)
    if ran.returncode:
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)
        raise UnreadableSource(
            "Les documents propres à un cas n’ont pas pu être indexés : l’erreur affichée plus haut dit pourquoi."
        )
