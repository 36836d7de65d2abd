"""Finds the terms of passages and the signatures of documents in a process beside, while this one waits.

Chroma keeps Python from running while it builds its graph of neighbours, threads
and all; another process can use that time. It is given texts and gives back what is
found in them, and holds nothing that a kill could leave half done: without it, or when it
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
from vectorstore.likeness import signature

logger = logging.getLogger(__name__)

_SIZE_BYTES = 8

Found = tuple[list[Terms], list[bytes | None]]
"""The terms of passages, and the signatures of documents."""


class Analyst:
    """One request at a time: :meth:`begin`, then :meth:`found`. :meth:`close` ends its process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._request: tuple[list[str], list[str]] = ([], [])
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

    def begin(self, passages: Sequence[str], documents: Sequence[str] = ()) -> None:
        """Hands texts over, to the process if it was started."""
        if self._asked:
            self._give_up(RuntimeError("an answer was not taken"))
        self._request = list(passages), list(documents)
        if self._process is not None:
            try:
                _send(_pipe(self._process.stdin), self._request)
                self._asked = True
            except (OSError, ValueError) as error:
                self._give_up(error)

    def found(self) -> Found:
        """What is found in the texts handed over, in order."""
        if self._asked and self._process is not None:
            self._asked = False
            try:
                answer: Found = _receive(_pipe(self._process.stdout))
                if [len(some) for some in answer] == [len(some) for some in self._request]:
                    return answer
                raise ValueError("another number of texts")
            except (OSError, ValueError, EOFError, TypeError) as error:
                self._give_up(error)
        return _found(*self._request)

    def close(self) -> None:
        """Ends the process, if there is one."""
        process, self._process = self._process, None
        self._asked = False
        if process is not None:
            process.kill()  # it keeps nothing
            with suppress(OSError):
                process.communicate()

    def _give_up(self, error: Exception) -> None:
        logger.info("texts are analysed here: %s", error)
        self._failed = True
        self.close()


def _found(passages: Sequence[str], documents: Sequence[str]) -> Found:
    return [terms_of(text) for text in passages], [signature(text) for text in documents]


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
            _send(sys.stdout.buffer, _found(*_receive(sys.stdin.buffer)))


if __name__ == "__main__":
    _serve()
