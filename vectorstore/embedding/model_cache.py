"""A folder of built model files, checksummed, rebuilt when damaged.

A build writes into a temporary folder and is renamed into place last, so a
reader never sees half a model; a lock keeps two processes from building at once.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

_SUMS = "checksums.json"


def cached_model(folder: Path, build: Callable[[Path], None], saying: str = "") -> Path:
    """Returns ``folder`` filled by ``build(temporary folder)``, building only if needed.

    ``saying`` is a line for standard error before it builds, since that takes seconds.

    The checksums of all files are verified on every call; a missing or damaged
    file means the whole folder is built again.
    """
    if is_intact(folder):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(str(folder) + ".lock"):
        if is_intact(folder):  # built by another process while waiting
            return folder
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=folder.name + ".") as name:
            fresh = Path(name) / "model"
            fresh.mkdir()
            if saying:
                print(saying, file=sys.stderr, flush=True)
            build(fresh)
            sums = {path.name: file_sha256(path) for path in sorted(fresh.iterdir())}
            (fresh / _SUMS).write_text(json.dumps(sums, indent=1), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            fresh.rename(folder)
    return folder


def is_intact(folder: Path) -> bool:
    """Whether every file that the build left is there, byte for byte."""
    try:
        sums: dict[str, str] = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
        return bool(sums) and all(file_sha256(folder / name) == sums[name] for name in sums)
    except (OSError, ValueError, AttributeError):
        return False


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
