"""An encoder small enough to train in a test, with the real one's tokeniser."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from vectorstore.embedding.e5_weights import Floats


@dataclass(frozen=True)
class TinyWeights:
    """Random weights by name, the same every time."""

    vocabulary: int
    hidden: int = 32
    layers: int = 2
    heads: int = 4
    feed_forward: int = 64
    max_positions: int = 128
    epsilon: float = 1e-12
    bos: int = 0
    eos: int = 2
    pad: int = 1

    def tensor(self, name: str) -> Floats:
        h, f = self.hidden, self.feed_forward
        sizes = {
            "emb.word": self.vocabulary * h, "emb.pos": self.max_positions * h, "emb.type": 2 * h,
            "emb.ln.w": h, "emb.ln.b": h,
        }  # fmt: skip
        short = name.split(".", 1)[1] if name.startswith("l") and name[1].isdigit() else ""
        inside = {"q.w": h * h, "k.w": h * h, "v.w": h * h, "ao.w": h * h, "fi.w": h * f, "fo.w": f * h, "fi.b": f}
        size = sizes.get(name) or inside.get(short, h)
        if name.endswith(("ln.w",)):
            return np.ones(size, np.float32)
        seed = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)
        return np.random.default_rng(seed).normal(0, 0.08, size).astype(np.float32)

    def matrix(self, name: str, rows: int) -> Floats:
        return self.tensor(name).reshape(rows, -1)
