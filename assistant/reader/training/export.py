"""Turns a training state into the small file that is committed.

The two thin matrices of each adapter are kept as bytes with one scale a row.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from assistant.reader.adapter import Adapter
from assistant.reader.training.model import IN_LAYER, ReaderModel, Shape
from vectorstore.embedding.e5_graph import quantise_rows

TRAINED = "trained.safetensors"
_ADAPTED = re.compile(r"encoder\.base_model\.model\.encoder\.layer\.(\d+)\.(.+)\.lora_([AB])\.default\.weight")
_OURS = {theirs: ours for ours, theirs in IN_LAYER.items()}


def export(folder: Path, shape: Shape, to: Path) -> Path:
    """Reads what was trained in ``folder``, writes the adapter file ``to`` and gives it back."""
    tensors: dict[str, NDArray[Any]] = {}
    for name, value in load_file(folder / TRAINED).items():
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
    return to


def restore(model: ReaderModel, adapter: Adapter, shape: Shape) -> None:
    """Puts a committed adapter back into a model of the same shape, to go on training from it.

    Bytes and scales cost it a little precision, which the first steps make up for.
    """
    heads, bias = (value.detach().numpy().copy() for value in (model.heads.weight, model.heads.bias))
    heads[: len(adapter.heads)], bias[: len(adapter.bias)] = adapter.heads, adapter.bias  # later heads begin anew
    state = {"heads.weight": heads, "heads.bias": bias}
    for matrix in adapter.up:
        layer, _, short = matrix.partition(".")
        name = f"encoder.base_model.model.encoder.layer.{layer.removeprefix('l')}.{IN_LAYER[short]}"
        state[f"{name}.lora_A.default.weight"] = adapter.down[matrix]
        state[f"{name}.lora_B.default.weight"] = adapter.up[matrix] / (shape.alpha / shape.rank)
    if set(state) != set(model.trained()):
        raise ValueError("the adapter is not of this shape")
    model.load_state_dict({name: torch.from_numpy(np.ascontiguousarray(v)) for name, v in state.items()}, strict=False)
