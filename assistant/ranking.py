"""Ranks the best passages of a search by what they say in answer to the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from assistant.reader.inputs import context_for
from assistant.reader.reader import Reader, Reading
from assistant.selection_model import Logistic, selection_model
from vectorstore.embedding.e5_weights import Floats
from vectorstore.errors import ModelUnavailable
from vectorstore.types import Document, Hit

DEPTH = 12
"""How many of the best passages are ranked anew: a choice that was not measured."""


class Ranker(Protocol):
    """Puts hits in a better order."""

    def rank(self, query: str, hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Hit]:
        """The same hits, best first, with new scores."""
        ...


class ReaderRanker:
    """Ranks by the reader's opinion and the search's together.

    Scores of passages read are 1 plus the probability that they answer, so they
    stand above those that were not read.
    """

    def __init__(self, reader: Reader, model: Logistic | None = None, depth: int = DEPTH) -> None:
        self._reader = reader
        self._model = model or selection_model().ranking
        self._depth = depth

    def rank(self, query: str, hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Hit]:
        """Reads the first hits and puts them in order; the rest follow as they were."""
        first, rest = hits[: self._depth], hits[self._depth :]
        if not first:
            return []
        readings = self._reader.read_hits(query, first, documents)
        probabilities = self._model.probabilities(ranking_rows(first, readings))
        order = np.argsort(-probabilities, kind="stable")
        return [*(Hit(first[place].passage, 1.0 + float(probabilities[place])) for place in order), *rest]


class CrossEncoderRanker:
    """Ranks by a sentence-transformers ``CrossEncoder``, named in ``SOURCIER_CROSS_ENCODER``."""

    def __init__(self, name: str, depth: int = 3 * DEPTH) -> None:
        """Loads the model; raises ``ModelUnavailable`` with what to do about it."""
        from sentence_transformers import CrossEncoder  # takes seconds: only when asked for

        self._depth = depth
        try:
            self._model: Any = CrossEncoder(name)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelUnavailable(
                f"Le modèle de classement « {name} » ne peut pas être chargé : vérifiez le nom ou le dossier "
                "donné dans SOURCIER_CROSS_ENCODER, et l’accès au réseau s’il doit être téléchargé."
            ) from error

    def rank(self, query: str, hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Hit]:
        """Scores the first hits with the model; the rest follow as they were."""
        first, rest = hits[: self._depth], hits[self._depth :]
        if not first:
            return []
        pairs = [
            (query, f"{context_for(hit.passage, documents[hit.passage.document_id])} {hit.passage.text}")
            for hit in first
        ]
        scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float32).reshape(len(first), -1)
        least = float(scores[:, 0].min())
        order = np.argsort(-scores[:, 0], kind="stable")
        return [*(Hit(first[place].passage, 1.0 + float(scores[place, 0]) - least) for place in order), *rest]


def ranking_rows(hits: Sequence[Hit], readings: Sequence[Reading]) -> Floats:
    """``[len(hits), 4]``: answers, best span, 1 / (1 + rank), and how far behind the best hit."""
    best = hits[0].score
    return np.array(
        [
            [reading.answers, max(-15.0, min(15.0, reading.best_score)), 1.0 / (1.0 + rank), hit.score / best]
            for rank, (hit, reading) in enumerate(zip(hits, readings, strict=True))
        ],
        np.float32,
    )
