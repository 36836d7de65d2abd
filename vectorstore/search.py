"""Hybrid search: vectors and terms, fused by rank, under the same filters."""

from __future__ import annotations

from enum import StrEnum

from vectorstore.fusion import fuse
from vectorstore.index import Index
from vectorstore.types import Filters, Hit, Passage

# The highest weight of terms at which fusion beats either engine alone on the
# training parts of both benchmarks; see docs/evaluation.md.
WEIGHTS = {"dense": 1.0, "lexical": 0.7}


class Engine(StrEnum):
    """Which ranking to return; the product uses ``FUSED``."""

    DENSE = "dense"
    LEXICAL = "lexical"
    FUSED = "fused"


class Searcher:
    """Searches one index. ``candidates`` passages are asked of each engine."""

    def __init__(self, index: Index, candidates: int = 50) -> None:
        self._index = index
        self._candidates = candidates

    def search(
        self, query: str, k: int = 10, filters: Filters | None = None, engine: Engine = Engine.FUSED
    ) -> list[Hit]:
        """The ``k`` best passages, best first; ties are ordered by id."""
        filters = filters or Filters()
        depth = max(k, self._candidates)
        known: dict[str, Passage] = {}
        rankings: dict[str, list[str]] = {}
        scores: dict[str, float] = {}
        if engine in (Engine.DENSE, Engine.FUSED):
            vector = self._index.embedder.encode_query([query])[0]
            dense = self._index.chroma.query(vector, depth, filters, self._index.day_bounds())
            known.update((passage.id, passage) for passage, _ in dense)
            rankings["dense"] = [passage.id for passage, _ in dense]
            scores = {passage.id: similarity for passage, similarity in dense}
        if engine in (Engine.LEXICAL, Engine.FUSED):
            lexical = self._index.lexical.search(query, depth, filters)
            rankings["lexical"] = [id_ for id_, _ in lexical]
            scores = scores if engine is Engine.FUSED else dict(lexical)
        if engine is Engine.FUSED:
            ranked = fuse(rankings, WEIGHTS)[:k]
        else:
            ranked = [(id_, scores[id_]) for id_ in rankings[engine.value][:k]]
        known.update(self._index.chroma.get([id_ for id_, _ in ranked if id_ not in known]))
        return [Hit(known[id_], score) for id_, score in ranked if id_ in known]
