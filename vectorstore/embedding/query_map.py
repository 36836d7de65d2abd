"""Questions moved towards the passages that answer them, in the vector space of the built-in model.

The model puts a question near texts that use its words. Law does not speak in the
words of those who ask, so a small network, learned from questions and the passages
that answer them, adds a correction to a question's vector; passages keep theirs,
and an index made before needs no change. How it was learned, and what it changes:
``assistant/reader/training/queries.py`` and docs/reader.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open

from vectorstore.embedding.e5_weights import Floats
from vectorstore.embedding.embedder import Embedder
from vectorstore.errors import ModelUnavailable

WEIGHTS = Path(__file__).with_name("weights") / "query_map.safetensors"
SCALE = 8.0
"""By which unit vectors, whose numbers are small, are spread before the bend of the network."""


class QueryMap:
    """Question vectors ``[n, dimension]`` to corrected unit vectors of the same shape."""

    def __init__(self, inner: Floats, inner_bias: Floats, outer: Floats, outer_bias: Floats) -> None:
        self._inner, self._inner_bias = inner, inner_bias
        self._outer, self._outer_bias = outer, outer_bias

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> QueryMap:
        """Reads the committed weights; raises ``ModelUnavailable`` if they are missing or damaged."""
        try:
            with safe_open(path, framework="np") as file:
                names = ("inner.weight", "inner.bias", "outer.weight", "outer.bias")
                return cls(*(file.get_tensor(name).astype(np.float32) for name in names))
        except Exception as error:  # safetensors raises its own kinds
            raise ModelUnavailable(
                "Les poids qui rapprochent les questions des passages sont absents ou abîmés : réinstallez Sourcier."
            ) from error

    def __call__(self, vectors: Floats) -> Floats:
        """A residual network of one hidden layer, whose bend is the tanh form of GELU."""
        hidden = vectors * SCALE @ self._inner.T + self._inner_bias
        bent = 0.5 * hidden * (1.0 + np.tanh(np.sqrt(2.0 / np.pi) * (hidden + 0.044715 * hidden**3)))
        moved = vectors + bent @ self._outer.T + self._outer_bias
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


class MappedQueries:
    """An embedder whose questions are mapped; passages are those of the embedder itself."""

    def __init__(self, embedder: Embedder, query_map: QueryMap) -> None:
        self._embedder, self._map = embedder, query_map
        self.model_id, self.dimension = embedder.model_id, embedder.dimension
        self.max_tokens = embedder.max_tokens

    def encode_query(self, texts: Sequence[str]) -> Floats:
        """``[n, dimension]`` for questions, corrected."""
        vectors = self._embedder.encode_query(texts)
        return self._map(vectors) if len(vectors) else vectors

    def encode_document(self, texts: Sequence[str]) -> Floats:
        """``[n, dimension]`` for passages."""
        return self._embedder.encode_document(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens each text takes as a passage."""
        return self._embedder.count_tokens(texts)
