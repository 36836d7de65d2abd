"""Which files a folder holds to be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.files import legible_source
from ingest.read import SUFFIXES

_LONGEST_PATH = 4_095  # bytes; the system opens none that is longer


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files to read: those named, and the readable kinds inside folders, in order.

    Hidden files are skipped, and so is a folder's own README, which speaks of
    the documents. A named path that does not exist stays in the list, to be
    reported when it is read, and so does a folder that cannot be opened.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files.extend(_walk(path))
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def unopened(path: Path) -> str | None:
    """Why what :func:`find_files` gave is a folder that cannot be looked into, in French, or None for a file."""
    if len(os.fsencode(path)) > _LONGEST_PATH:
        shown = legible_source(path.as_posix())[-100:]
        return f"« …{shown} » a un chemin trop long pour être ouvert : rapprochez ce dossier de la racine."
    if os.path.isdir(path):
        shown = legible_source(path.as_posix())
        return f"Le dossier « {shown} » ne peut pas être ouvert : vérifiez vos droits d’accès et l’état du disque."
    return None


def _walk(folder: Path) -> Iterator[Path]:
    """Not by recursion: folders may lie thousands deep. Links to folders are not followed."""
    todo = [folder]
    while todo:
        here = todo.pop()
        try:
            with os.scandir(here) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            yield here
            continue
        inside: list[Path] = []
        for entry in found:
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                inside.append(Path(entry.path))
            elif entry.name.lower().endswith(SUFFIXES) and entry.name.lower() != "readme.md":
                yield Path(entry.path)
        todo += reversed(inside)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, and no link to one."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
