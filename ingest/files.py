"""Names and paths of files from outside: which are files at all, and how they may be shown."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ingest.blocks import clean
from vectorstore.errors import UnreadableSource

_LONGEST = 150


def legible_name(name: str) -> str:
    """``name`` as it may stand in a sentence or on a terminal: no control, bidi or invisible characters."""
    return clean(legible_source(name))[-_LONGEST:] or "sans nom"


def legible_source(path: str) -> str:
    """``path`` in characters that UTF-8 can store; bytes of another encoding are written ``\\xe9``.

    The same for every other path, so that two files never become one.
    """
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


def checked_file(path: Path, name: str) -> int:
    """The size in bytes of a regular file.

    Raises :class:`UnreadableSource` for a folder, for a pipe or a device
    (reading one may never end), and for a link that leads out of the folder it
    stands in: whoever hands over a folder could otherwise have any file of this
    machine indexed. Raises ``OSError`` for what cannot be looked at.
    """
    if path.is_symlink() and path.exists() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise UnreadableSource(
            f"« {name} » est un lien vers un fichier d’un autre dossier, qui n’est pas suivi : "
            "ajoutez ce fichier lui-même."
        )
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableSource(f"« {name} » est un dossier, pas un fichier : indiquez les fichiers qu’il contient.")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableSource(f"« {name} » n’est pas un fichier ordinaire (tube ou périphérique) : il n’est pas lu.")
    return found.st_size
