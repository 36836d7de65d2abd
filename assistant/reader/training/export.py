"""Turns a training state into the small file that is committed.

The two thin matrices of each adapter are kept as bytes with one scale a row.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from assistant.reader.training.model import IN_LAYER, Shape
from vectorstore.embedding.e5_graph import quantise_rows

_ADAPTED = re.compile(r"encoder\.base_model\.model\.encoder\.layer\.(\d+)\.(.+)\.lora_([AB])\.default\.weight")
_OURS = {theirs: ours for ours, theirs in IN_LAYER.items()}


def export(trained: Path, shape: Shape, to: Path) -> None:
    """Reads ``trained.safetensors`` of a training folder and writes the adapter file ``to``."""
    tensors: dict[str, NDArray[Any]] = {}
    for name, value in load_file(trained).items():
        if found := _ADAPTED.fullmatch(name):
            matrix = f"l{found[1]}.{_OURS[found[2]]}"
            scaled = value * (shape.alpha / shape.rank) if found[3] == "B" else value
            thin = f"{matrix}.{'up' if found[3] == 'B' else 'down'}"
            tensors[thin], tensors[f"{thin}.scale"] = quantise_rows(scaled.astype(np.float32))
        elif name.startswith("heads."):
            tensors[name] = value.astype(np.float32)
        else:
            raise ValueError(f"not an adapter's tensor: {name}")
    to.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, to)
