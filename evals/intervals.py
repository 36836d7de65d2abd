"""How sure a figure is: 95 % intervals of proportions and of means.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", JASA 22 (1927), for proportions; B. Efron and R. Tibshirani, *An
Introduction to the Bootstrap* (1993), percentile intervals, with whole groups
drawn where observations of one group are alike (questions on one paragraph).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_Z = 1.959963984540054  # 97.5 % quantile of the standard normal law
_ROUNDS = 2000

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure measured on ``n`` observations, with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Bounds of a proportion, within [0, 1]; ``ValueError`` if there are no trials."""
    if trials <= 0:
        raise ValueError("a proportion needs at least one trial")
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes of {trials} trials")
    share = successes / trials
    scale = 1 + _Z**2 / trials
    middle = (share + _Z**2 / (2 * trials)) / scale
    half = _Z * math.sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2)) / scale
    # At the ends the bound is exact; rounding must not push the share out of its interval.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return low, high


def proportion(outcomes: Iterable[bool]) -> Estimate | None:
    """The share that is true, with Wilson's bounds; None of nothing."""
    flags = list(outcomes)
    if not flags:
        return None
    low, high = wilson(sum(flags), len(flags))
    return Estimate(sum(flags) / len(flags), low, high, len(flags))


def clustered_mean(values: Sequence[float], groups: Sequence[str], *, seed: int = 0) -> Estimate:
    """The mean of ``values``; ``groups`` is parallel to them and names what each belongs to."""
    known = np.asarray(values, dtype=np.float64)
    return clustered(lambda places: float(known[places].mean()), groups, seed=seed)


def clustered(statistic: Callable[[Places], float], groups: Sequence[str], *, seed: int = 0) -> Estimate:
    """A statistic of the observations at some places, with bounds from 2,000 seeded draws of whole groups.

    A draw where the statistic is not a number is left out. ``ValueError`` if there
    are no observations.
    """
    if not groups:
        raise ValueError("a bootstrap needs at least one observation")
    members: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    clusters = [np.array(places, dtype=np.int64) for places in members.values()]
    random = np.random.default_rng(seed)
    drawn = [
        statistic(np.concatenate([clusters[place] for place in random.integers(len(clusters), size=len(clusters))]))
        for _ in range(_ROUNDS)
    ]
    numbers = [value for value in drawn if not math.isnan(value)]
    value = statistic(np.arange(len(groups), dtype=np.int64))
    low, high = np.quantile(numbers, (0.025, 0.975)) if numbers else (math.nan, math.nan)
    return Estimate(value, float(low), float(high), len(groups))
