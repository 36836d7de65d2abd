"""A reader that remembers what it read, so that measuring reads nothing twice.

``search`` and the question without its history read passages that ``ask`` has
just read. A passage's scores never depend on its neighbours, so remembered ones
are the very same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.reader.inputs import InputBuilder
from assistant.reader.reader import Network, Reader


class Remembering:
    """A network that keeps its scores until it is told to forget them."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.model_id: str = network.model_id
        self.inputs: InputBuilder = network.inputs
        self._known: dict[tuple[int, ...], NDArray[np.float32]] = {}

    def scores(self, sequences: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """As the network's, which is asked only for what is not known."""
        keys = [tuple(sequence) for sequence in sequences]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if new:
            self._known.update(zip(new, self._network.scores(new), strict=True))
        return [self._known[key] for key in keys]

    def forget(self) -> None:
        """Before a question whose time is measured."""
        self._known.clear()


def remembering(reader: Reader) -> tuple[Reader, Remembering]:
    """A reader over the same network that remembers, and its memory."""
    memory = Remembering(reader.network)
    return Reader(memory), memory
