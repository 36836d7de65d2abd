"""What the index needs from an embedding model, and how one is chosen.

The names follow sentence-transformers: ``encode_query`` and ``encode_document``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from vectorstore.embedding.e5_weights import Floats
from vectorstore.errors import ModelUnavailable

DEFAULT_MODEL = "multilingual-e5-small"


class Embedder(Protocol):
    """Texts to unit vectors; prefixes, if the model wants any, are its own affair."""

    @property
    def model_id(self) -> str:
        """Names the model exactly; an index refuses any other."""
        ...

    @property
    def dimension(self) -> int:
        """Width of the vectors."""
        ...

    @property
    def max_tokens(self) -> int:
        """Longest passage the model reads whole."""
        ...

    def encode_query(self, texts: Sequence[str]) -> Floats:
        """``[n, dimension]`` for questions."""
        ...

    def encode_document(self, texts: Sequence[str]) -> Floats:
        """``[n, dimension]`` for passages."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens each text takes as a passage."""
        ...


def load_embedder(model: str, data_dir: Path) -> Embedder:
    """The built-in model for ``multilingual-e5-small``, else a sentence-transformers name or folder.

    Raises ``ModelUnavailable`` with what to do about it.
    """
    if model == DEFAULT_MODEL:
        from vectorstore.embedding.e5_encoder import E5Encoder
        from vectorstore.embedding.query_map import MappedQueries, QueryMap

        return MappedQueries(E5Encoder.load(data_dir), QueryMap.load())
    return _load_sentence_transformer(model)


def _load_sentence_transformer(model: str) -> Embedder:
    from vectorstore.embedding.hub_encoder import HubEncoder

    try:
        return HubEncoder(model)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(
            f"Le modèle d’embedding « {model} » ne peut pas être chargé : vérifiez le nom ou le dossier "
            "donné dans SOURCIER_EMBEDDING_MODEL, et l’accès au réseau s’il doit être téléchargé."
        ) from error
