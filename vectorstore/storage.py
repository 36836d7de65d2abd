"""Full disks, told in words: every store has its own way of saying it."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chromadb.errors import InternalError

from vectorstore.errors import SourcierError, StorageFull

_NUMBERS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_WORDS = ("no space left", "disk is full", "file too large", "disk quota exceeded", "disk i/o error")
_LEAST_ROOM = 16_000_000  # bytes; Chroma gives back what a write that failed had taken


@contextmanager
def naming_full_storage(home: Path) -> Iterator[None]:
    """Raises ``StorageFull`` for whatever a store raised because it could not write more."""
    try:
        yield
    except SourcierError:
        raise
    except Exception as error:
        if not is_full(error, home):
            raise
        raise StorageFull(
            f"Le disque de {home} est plein ou refuse d’écrire : libérez de la place, puis relancez la même commande. "
            "Ce qui était indexé le reste."
        ) from error


def is_full(error: BaseException | None, home: Path) -> bool:
    """Whether the error, or one that it came from, is for want of room on the disk of ``home``."""
    if isinstance(error, InternalError) and shutil.disk_usage(home).free < _LEAST_ROOM:
        return True  # Chroma's errors do not say what they came from
    for _ in range(10):
        if error is None:
            return False
        if isinstance(error, OSError) and error.errno in _NUMBERS:
            return True
        if any(word in str(error).lower() for word in _WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False
