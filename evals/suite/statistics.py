"""How sure a figure or a drop is. Everything is seeded: the same numbers give the same bounds.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", JASA 22 (1927); B. Efron and R. Tibshirani, *An Introduction to the
Bootstrap* (1993); E. S. Edgington and P. Onghena, *Randomization Tests* (4th ed.,
2007), and B. Phipson and G. K. Smyth, "Permutation p-values should never be zero"
(2010), for sampled ones; S. Holm, "A simple sequentially rejective multiple test
procedure", Scand. J. Statist. 6 (1979).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from evals.intervals import wilson

ROUNDS = 2000
_EXACT_UP_TO = 12  # clusters: 4,096 signs
_PERMUTATIONS = 9999
_Z = 1.959963984540054  # 97.5 % quantile of the standard normal law

Floats = npt.NDArray[np.float64]

__all__ = [
    "clustered_bounds", "clustered_share", "drop_p_value", "holm", "pooled_bounds", "wilson",
]  # fmt: skip


def clustered_share(values: Sequence[float], families: Sequence[str]) -> tuple[float, float]:
    """Wilson's bounds of the mean of zeros and ones (or shares), with as many trials as there are families.

    Cases of a family may stand or fall together, so none of them counts for more
    than its share of one trial: the bounds are never too narrow for that.
    ``ValueError`` if there are no values.
    """
    if not values:
        raise ValueError("a share needs at least one value")
    trials = len(set(families))
    share = math.fsum(values) / len(values)
    scale = 1 + _Z**2 / trials
    middle = (share + _Z**2 / (2 * trials)) / scale
    half = _Z * math.sqrt(max(0.0, share * (1 - share)) / trials + _Z**2 / (4 * trials**2)) / scale
    low = 0.0 if share == 0 else max(0.0, middle - half)
    high = 1.0 if share == 1 else min(1.0, middle + half)
    return low, high


def clustered_bounds(values: Sequence[float], families: Sequence[str], *, seed: int = 0) -> tuple[float, float]:
    """Percentile bounds of a mean, from seeded draws of whole families. ``ValueError`` if there are no values."""
    ones = np.ones(len(values))
    bounds = pooled_bounds(lambda sums: sums[0] / sums[1], [values, ones.tolist()], families, seed=seed)
    if bounds is None:
        raise ValueError("a bootstrap needs at least one value")
    return bounds


def pooled_bounds(
    statistic: Callable[[Sequence[Floats]], Floats],
    columns: Sequence[Sequence[float]],
    families: Sequence[str],
    *,
    seed: int = 0,
) -> tuple[float, float] | None:
    """Percentile bounds of a figure made of sums over cases (a ratio, an F1), from seeded draws of whole families.

    ``statistic`` takes the sum of each column in every draw, all draws at once.
    Draws where it is not a number are left out; None if there are no others.
    """
    if not families:
        return None
    names = {family: place for place, family in enumerate(dict.fromkeys(families))}
    places = np.array([names[family] for family in families])
    totals = [np.bincount(places, weights=np.asarray(column, float), minlength=len(names)) for column in columns]
    drawn = np.random.default_rng(seed).integers(len(names), size=(ROUNDS, len(names)))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.asarray(statistic([total[drawn].sum(axis=1) for total in totals]), float)
    found = found[~np.isnan(found)]
    if not len(found):
        return None
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def drop_p_value(drops: Sequence[float], families: Sequence[str], *, seed: int = 0) -> float:
    """How often chance alone gives a mean drop as large: a one-sided paired permutation test.

    ``drops`` are before minus after, by case. Under the null hypothesis the two
    runs may be exchanged, in whole families: each family's sum changes sign
    freely. Up to 12 families that changed, every sign is tried; beyond, 9,999
    seeded ones and the one observed.
    """
    sums: dict[str, float] = {}
    for change, family in zip(drops, families, strict=True):
        sums[family] = sums.get(family, 0.0) + change
    moved = np.array([total for total in sums.values() if total != 0])
    if not len(moved):
        return 1.0
    observed = moved.sum() - 1e-9 * np.abs(moved).sum()  # sums in another order may differ in their last digits
    if len(moved) <= _EXACT_UP_TO:
        bits = np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved)) & 1
        return float((((1 - 2 * bits) @ moved) >= observed).mean())
    signs = np.random.default_rng(seed).integers(0, 2, size=(_PERMUTATIONS, len(moved))) * 2 - 1
    return float((((signs @ moved) >= observed).sum() + 1) / (_PERMUTATIONS + 1))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p-values, by the same names: at most one false alarm, whichever of the nulls hold, at each level."""
    ordered = sorted(p_values, key=lambda name: (p_values[name], name))
    adjusted: dict[str, float] = {}
    so_far = 0.0
    for place, name in enumerate(ordered):
        so_far = max(so_far, min(1.0, (len(ordered) - place) * p_values[name]))
        adjusted[name] = so_far
    return adjusted
