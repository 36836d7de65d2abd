"""Finds the terms of many passages in a process beside, while this one waits.

Chroma keeps Python from running while it builds its graph of neighbours, threads
and all; another process can use that time. It is given texts and gives back their
terms, and holds nothing that a kill could leave half done: without it, or when it
fails, the same is done here.
"""

from __future__ import annotations

import logging
import marshal  # between two processes of one interpreter, neither of which takes orders from what it reads
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from vectorstore.lexical_document import Terms, terms_of

logger = logging.getLogger(__name__)

_SIZE_BYTES = 8


class Analyst:
    """One request at a time: :meth:`begin`, then :meth:`terms`. :meth:`close` ends its process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._texts: Sequence[str] = ()
        self._asked = False
        self._failed = False

    def prepare(self) -> None:
        """Starts the process, which takes a moment, without waiting for it."""
        if self._process is not None or self._failed:
            return
        root = str(Path(__file__).resolve().parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        try:
            self._process = subprocess.Popen(
                # -P: nothing is imported from the working directory, where documents may lie.
                [sys.executable, "-P", "-m", "vectorstore.analyst"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            )  # fmt: skip
        except OSError as error:
            self._give_up(error)

    def begin(self, texts: Sequence[str]) -> None:
        """Hands texts over, to the process if it was started."""
        if self._asked:
            self._give_up(RuntimeError("an answer was not taken"))
        self._texts = texts
        if self._process is not None and texts:
            try:
                _send(_pipe(self._process.stdin), list(texts))
                self._asked = True
            except (OSError, ValueError) as error:
                self._give_up(error)

    def terms(self) -> list[Terms]:
        """The terms of the texts handed over, in order."""
        if self._asked and self._process is not None:
            self._asked = False
            try:
                found: list[Terms] = _receive(_pipe(self._process.stdout))
                if len(found) == len(self._texts):
                    return found
                raise ValueError("another number of texts")
            except (OSError, ValueError, EOFError, TypeError) as error:
                self._give_up(error)
        return [terms_of(text) for text in self._texts]

    def close(self) -> None:
        """Ends the process, if there is one."""
        process, self._process = self._process, None
        self._asked = False
        if process is not None:
            process.kill()  # it keeps nothing
            with suppress(OSError):
                process.communicate()

    def _give_up(self, error: Exception) -> None:
        logger.info("terms are found here: %s", error)
        self._failed = True
        self.close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _send(pipe: IO[bytes], message: Any) -> None:
    data = marshal.dumps(message)
    pipe.write(len(data).to_bytes(_SIZE_BYTES, "big"))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    size = pipe.read(_SIZE_BYTES)
    if len(size) < _SIZE_BYTES:
        raise EOFError
    return marshal.loads(pipe.read(int.from_bytes(size, "big")))


def _serve() -> None:
    """Answers until nobody asks any more. A request is read to its end before the work: nobody waits for the other."""
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            texts = _receive(sys.stdin.buffer)
            _send(sys.stdout.buffer, [terms_of(text) for text in texts])


if __name__ == "__main__":
    _serve()
