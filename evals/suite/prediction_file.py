"""``predictions.jsonl``: one prediction a line, written once, on disk before the next case is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel

from evals.suite.prediction import Prediction
from vectorstore.errors import NotFound, UnreadableSource


def read_predictions(path: Path) -> list[Prediction]:
    """The predictions in the order in which they were made.

    A last line that a stop cut short is left out. Raises ``NotFound`` if there is
    no file, ``UnreadableSource`` naming any other line that is no prediction.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise NotFound(f"« {path} » manque : lancez « sourcier evals run ».") from error
    found = []
    for number, line in enumerate(whole_lines(text).splitlines(), start=1):
        try:
            found.append(Prediction.model_validate_json(line))
        except ValueError as error:
            raise UnreadableSource(f"« {path} », ligne {number} : ce n’est pas une prédiction.") from error
    return found


class PredictionLog:
    """Appends predictions, or other lines. Use :func:`appending`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def add(self, item: BaseModel) -> None:
        """Writes one line and waits until the disk has it."""
        line = memoryview(f"{item.model_dump_json()}\n".encode())
        while line:
            line = line[os.write(self._descriptor, line) :]
        os.fsync(self._descriptor)


@contextmanager
def appending(path: Path) -> Iterator[PredictionLog]:
    """Opens the file to add lines; what a stop left of a line is taken off first."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.ftruncate(descriptor, len(whole_lines(path.read_bytes())))
        yield PredictionLog(descriptor)
    finally:
        os.close(descriptor)


def whole_lines(text: bytes) -> bytes:
    """What is whole lines, without what a stop left of the last."""
    return text[: text.rfind(b"\n") + 1]
