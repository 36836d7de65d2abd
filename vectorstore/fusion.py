"""Reciprocal-rank fusion: one ranking out of several.

Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
individual rank learning methods", SIGIR 2009.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Chosen on the training part of PIAF; see docs/evaluation.md.
CONSTANT = 5


def fuse(
    rankings: Mapping[str, Sequence[str]],
    weights: Mapping[str, float],
    constant: int = CONSTANT,
) -> list[tuple[str, float]]:
    """``(id, score)`` best first, where score = Σ weight / (constant + rank), rank from 1.

    Ids of equal score are ordered by id, so that a result never depends on the
    order of the engines. A ranking without a weight counts 1.
    """
    scores: dict[str, float] = {}
    for engine, ids in rankings.items():
        for rank, id_ in enumerate(ids, start=1):
            scores[id_] = scores.get(id_, 0.0) + weights.get(engine, 1.0) / (constant + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
