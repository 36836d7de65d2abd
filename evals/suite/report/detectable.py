"""The smallest drop that this suite would notice four times in five.

A drop is taken as a share ``q`` of families that fall from their value to 0, so the
metric loses ``q`` times its mean. A share ``churn`` of families changes besides, as
often up as down. A one-sided sign test on the families that changed finds the drop if
the fallen are too many of them for chance; its power is summed exactly over how many
change. Families are what is counted: twins and variants of one question stand or fall
together. For metrics of 0 and 1 this is the paired permutation test itself. Where
the gate also asks for a least drop, nothing smaller is found.

Source: W. J. Conover, *Practical Nonparametric Statistics* (3rd ed., 1999), section 3.4; Q. McNemar,
"Note on the sampling error of the difference between correlated proportions", Psychometrika 12 (1947).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from scipy.stats import binom

POWER = 0.8
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Detectable:
    """``alone``: the least drop found if this metric alone is tested; ``corrected``: at Holm's worst step of ``tests``.

    None where even a fall to 0 would not be found.
    """

    families: int
    alone: float | None
    corrected: float | None
    tests: int


def detectable(
    values: Mapping[str, float],
    families: Mapping[str, str],
    *,
    differences: Mapping[str, float] | None = None,
    tests: int = 1,
    alpha: float = 0.05,
    least: float = 0.0,
) -> Detectable | None:
    """For a metric where more is better; ``values`` and ``differences`` (new − old) are by case id.

    ``alpha`` is the level of the test, ``least`` the smallest drop that counts. None of no values.
    """
    if not values:
        return None
    means = _by_family(values, families)
    changes = _by_family(differences or {}, families)
    churn = fmean(value != 0 for value in changes.values()) if changes else 0.0
    mean = fmean(means.values())
    alone, corrected = (
        None if (drop := _least(len(means), mean, churn, level)) is None else max(drop, least)
        for level in (alpha, alpha / max(1, tests))
    )
    return Detectable(len(means), alone, corrected, tests)


def _by_family(values: Mapping[str, float], families: Mapping[str, str]) -> dict[str, float]:
    members: dict[str, list[float]] = {}
    for case, value in values.items():
        members.setdefault(families.get(case, case), []).append(value)
    return {family: fmean(found) for family, found in members.items()}


def power(families: int, fallen: float, churn: float, alpha: float) -> float:
    """The chance that the test finds ``fallen``, the share of families that fall, beside ``churn``."""
    down, up = fallen + churn / 2, churn / 2
    changed = min(1.0, down + up)
    if changed == 0:
        return 0.0
    totals = np.arange(families + 1)
    critical = binom.isf(alpha, totals, 0.5)  # the most falls that chance explains, of each total
    found = binom.sf(critical, totals, down / (down + up))
    return float((binom.pmf(totals, families, changed) * found).sum())


def _least(families: int, mean: float, churn: float, alpha: float) -> float | None:
    low, high = 0.0, 1.0 - churn
    if mean <= 0 or power(families, high, churn, alpha) < POWER:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if power(families, middle, churn, alpha) >= POWER else (middle, high)
    return high * mean
