"""Any sentence-transformers model, by hub name or folder, as an Embedder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sentence_transformers import SentenceTransformer

from vectorstore.embedding.e5_weights import Floats

_FALLBACK_MAX_TOKENS = 512


class HubEncoder:
    """Wraps a ``SentenceTransformer``; its own prompts (prefixes) are applied by the library."""

    def __init__(self, name: str) -> None:
        self._model = SentenceTransformer(name)
        self.model_id = f"sentence-transformers/{name}"
        self.dimension: int = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens: int = int(self._model.max_seq_length or _FALLBACK_MAX_TOKENS)

    def encode_query(self, texts: Sequence[str]) -> Floats:
        """``[n, dimension]`` unit vectors for questions."""
        vectors = self._model.encode_query(list(texts), normalize_embeddings=True)
        return np.asarray(vectors, dtype=np.float32)

    def encode_document(self, texts: Sequence[str]) -> Floats:
        """``[n, dimension]`` unit vectors for passages."""
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True)
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens each text takes, special tokens included."""
        tokenizer = self._model.tokenizer
        return [len(ids) for ids in tokenizer(list(texts), truncation=False)["input_ids"]]
