"""Hybrid search: vectors and terms, fused by rank, under the same filters."""

from __future__ import annotations

from enum import StrEnum

from vectorstore.fusion import fuse
from vectorstore.index import Index
from vectorstore.types import Filters, Hit

# The highest weight of terms at which fusion beats either engine alone on the
# training parts of both benchmarks; see docs/evaluation.md.
WEIGHTS = {"dense": 1.0, "lexical": 0.7}
_ATTEMPTS = 3


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
        for _ in range(_ATTEMPTS):
            self._index.refresh()
            generation = self._index.generation
            hits = self._found(query, k, filters, engine)
            if self._index.generation == generation:
                break  # else documents were replaced meanwhile, and both engines are to be asked anew
        return hits

    def _found(self, query: str, k: int, filters: Filters, engine: Engine) -> list[Hit]:
        depth = max(k, self._candidates)
        rankings: dict[str, list[tuple[str, float]]] = {}
        if engine in (Engine.DENSE, Engine.FUSED):
            vector = self._index.embedder.encode_query([query])[0]
            rankings["dense"] = self._index.chroma.query(vector, depth, filters, self._index.day_bounds())
        if engine in (Engine.LEXICAL, Engine.FUSED):
            rankings["lexical"] = self._index.lexical.search(query, depth, filters)
        # What the database does not know does not exist, whatever an engine still holds.
        known = self._index.passages.get({key for ranking in rankings.values() for key, _ in ranking})
        existing = {name: [hit for hit in ranking if hit[0] in known] for name, ranking in rankings.items()}
        if engine is Engine.FUSED:
            ranked = fuse({name: [key for key, _ in ranking] for name, ranking in existing.items()}, WEIGHTS)
        else:
            ranked = existing[engine.value]
        return [Hit(known[key], score) for key, score in ranked[:k]]
