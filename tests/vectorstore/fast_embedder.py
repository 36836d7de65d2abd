"""An embedder without a model, for tests that open an index hundreds of times."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence

import numpy as np

from vectorstore.embedding.e5_weights import Floats


class FastEmbedder:
    """Unit vectors that depend on the text alone; ``pause`` seconds a batch stand for the work."""

    model_id = "essai"
    dimension = 16
    max_tokens = 64

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause

    def encode_query(self, texts: Sequence[str]) -> Floats:
        return self.encode_document(texts)

    def encode_document(self, texts: Sequence[str]) -> Floats:
        time.sleep(self.pause)
        rows = [
            np.random.default_rng(list(hashlib.sha256(text.encode()).digest())).standard_normal(self.dimension)
            for text in texts
        ]
        vectors = np.array(rows, np.float32).reshape(len(texts), self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]
