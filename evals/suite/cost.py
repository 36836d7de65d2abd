"""Time and memory of a run: kept apart from its scores, which are the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from evals.suite.prediction import Prediction


class Cost(BaseModel):
    """``timings.json``: milliseconds an answer over ``n`` of them (errors left out), bytes at the peak."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n: int
    p50_ms: float | None
    p95_ms: float | None
    slowest_ms: float | None
    peak_memory: int | None


def cost(predictions: Sequence[Prediction]) -> Cost:
    """The quantiles are observed values (nearest rank), so that they mean a question that was asked."""
    times = sorted(prediction.latency_ms for prediction in predictions if prediction.error is None)
    peak = max((prediction.peak_memory for prediction in predictions), default=0)
    return Cost(
        n=len(times),
        p50_ms=_rank(times, 0.5),
        p95_ms=_rank(times, 0.95),
        slowest_ms=times[-1] if times else None,
        peak_memory=peak or None,
    )


def _rank(ordered: Sequence[float], share: float) -> float | None:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None
