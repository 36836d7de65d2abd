"""The fitted weights that turn features into a probability.

A logistic regression over :mod:`assistant.features`, fitted on the training part
of PIAF by ``sourcier evals fit-selection`` and kept as JSON beside this file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.features import NAMES
from vectorstore.embedding.e5_weights import Floats

WEIGHTS_PATH = Path(__file__).with_name("selection_model.json")


@dataclass(frozen=True, slots=True)
class SelectionModel:
    """``probability = sigmoid(features · weights + bias)``; ``threshold`` is where answers begin."""

    weights: Floats
    bias: float
    threshold: float

    def probabilities(self, features: Floats) -> Floats:
        """``[n]`` probabilities for ``[n, len(NAMES)]`` features."""
        values: Floats = 1.0 / (1.0 + np.exp(-(features @ self.weights + self.bias)))
        return values


@cache
def selection_model() -> SelectionModel:
    """The committed model; its features must be those of :data:`assistant.features.NAMES`."""
    stored = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    weights = np.array([stored["weights"][name] for name in NAMES], np.float32)
    return SelectionModel(weights, float(stored["bias"]), float(stored["threshold"]))
