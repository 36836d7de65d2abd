"""The documents that cases stand on, as ``ingest`` reads them, without an index."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from evals.suite.case import Overlay
from ingest.read import ReadFailure, read, read_bytes
from vectorstore.errors import NotFound, UnreadableSource
from vectorstore.types import Document

DEMO = Path(__file__).resolve().parents[2] / "ingest" / "demo"
"""The demonstration documents."""


@dataclass(slots=True)
class GoldDocuments:
    """The documents of a folder by file name, and overlays read on demand."""

    folder: Path = DEMO
    _read: dict[str, Document] = field(default_factory=dict)

    def of_folder(self, name: str) -> Document | None:
        """The document of that file name, or None. Raises ``UnreadableSource`` for one that cannot be read."""
        if name not in self._read:
            path = self.folder / name
            if Path(name).name != name or not path.is_file():
                return None
            found = next(iter(read(path)))
            if isinstance(found, ReadFailure):
                raise UnreadableSource(found.reason)
            self._read[name] = found
        return self._read[name]

    def names(self) -> list[str]:
        """The file names of the folder's documents. Raises ``NotFound`` if there is no folder."""
        if not self.folder.is_dir():
            raise NotFound(f"« {self.folder} » n’existe pas : indiquez le dossier des documents de démonstration.")
        return sorted(path.name for path in self.folder.glob("*.md") if path.name != "README.md")


def overlay_document(overlay: Overlay) -> Document:
    """An overlay as a document. Raises ``UnreadableSource``."""
    return read_bytes(overlay.text.encode(), overlay.name, overlay.name)


def in_force(document: Document, day: date) -> bool:
    """Whether a search with ``as_of`` ``day`` may find the document: published, in force and not expired."""
    return (
        (document.published_on is None or document.published_on <= day)
        and (document.valid_from is None or document.valid_from <= day)
        and (document.valid_to is None or day < document.valid_to)
    )
