"""One writer at a time, who can be named.

The lock is the operating system's, on a file: it goes with the process that holds
it, however that ends, so a dead writer never blocks. Beside it a small file says
who holds it, for the message of whoever has to wait; it decides nothing.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import IndexBusy

_COMMAND_CHARS = 120


class WriteLock:
    """The writers' lock of one data directory; held again by its holder's thread at no cost.

    ``name`` is that of its file and ``work`` what only one does at a time, in
    French, for a lock on something else than writing.
    """

    def __init__(self, home: Path, name: str = "write.lock", work: str = "ingestion") -> None:
        self._lock = FileLock(home / name)
        self._owner = home / f"{name}.owner"
        self._work = work

    @contextmanager
    def held(self, wait_seconds: float) -> Iterator[None]:
        """Holds the lock; ``IndexBusy``, which names the owner, if it is not free in time (-1 waits for ever)."""
        try:
            acquired = self._lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise IndexBusy(
                f"Une autre {self._work} est en cours sur cet index{self._owned_by()} : "
                "attendez qu’elle se termine, puis réessayez."
            ) from error
        with acquired:
            outermost = self._lock.lock_counter == 1
            if outermost:
                self._sign()
            try:
                yield
            finally:
                if outermost:
                    with suppress(OSError):
                        self._owner.unlink(missing_ok=True)

    def _sign(self) -> None:
        command = shlex.join([os.path.basename(sys.argv[0]), *sys.argv[1:]]) if sys.argv else ""
        command = command.encode("utf-8", "backslashreplace").decode()  # file names may be no text
        owner = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now().isoformat(timespec="seconds"),
            "command": command[:_COMMAND_CHARS],
        }
        with suppress(OSError):  # a full disk must not keep anyone from removing documents
            self._owner.write_text(json.dumps(owner, ensure_ascii=False), encoding="utf-8")

    def _owned_by(self) -> str:
        try:
            owner = json.loads(self._owner.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(owner["since"])
            return (
                f" (processus {int(owner['pid'])} sur {owner['host']}, depuis le {since:%d/%m/%Y à %H:%M:%S}, "
                f"commande « {owner['command']} »)"
            )
        except (OSError, ValueError, TypeError, KeyError):
            return ""
