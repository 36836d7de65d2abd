"""Intervals, tests and corrections against values worked out elsewhere, and what must hold of any input."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.suite.statistics import (
    clustered_bounds,
    clustered_share,
    drop_p_value,
    holm,
    pooled_bounds,
    wilson,
)

SHARES = st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=30)
CHANGES = st.lists(st.integers(-2, 2).map(float), min_size=1, max_size=9)


def alone(values: list[float]) -> list[str]:
    return [str(place) for place in range(len(values))]


def test_wilson_as_published() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for successes, trials, low, high in (
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
    ):  # fmt: skip
        assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)
        values = [1.0] * successes + [0.0] * (trials - successes)
        assert clustered_share(values, alone(values)) == pytest.approx((low, high), abs=5e-5)


@given(SHARES)
def test_a_family_counts_once_in_a_share(values: list[float]) -> None:
    single = clustered_share(values, alone(values))
    doubled = clustered_share(values * 2, alone(values) * 2)
    assert doubled == pytest.approx(single)
    assert single[0] <= sum(values) / len(values) <= single[1]
    together = clustered_share(values, ["one"] * len(values))
    assert together[0] <= single[0] + 1e-12
    assert together[1] >= single[1] - 1e-12


def test_a_perfect_share_of_few_is_not_sure() -> None:
    assert clustered_share([1.0] * 5, alone([1.0] * 5))[0] == pytest.approx(0.5655, abs=1e-4)
    with pytest.raises(ValueError, match="at least one"):
        clustered_share([], [])


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_bootstrap_bounds_hold_the_values_and_repeat(values: list[float]) -> None:
    low, high = clustered_bounds(values, alone(values))
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert (low, high) == clustered_bounds(values, alone(values))


def test_families_drawn_whole_widen_bounds() -> None:
    values = [float(place % 2) for place in range(100)]
    apart = clustered_bounds(values, alone(values))
    together = clustered_bounds(sorted(values), [str(place // 10) for place in range(100)])
    assert together[1] - together[0] > 2 * (apart[1] - apart[0])
    # The normal approximation of 50 of 100.
    assert apart == pytest.approx((0.402, 0.598), abs=0.02)


def test_a_ratio_without_a_denominator_has_no_bounds() -> None:
    assert pooled_bounds(lambda sums: sums[0] / sums[1], [[0.0, 0.0], [0.0, 0.0]], ["a", "b"]) is None
    assert pooled_bounds(lambda sums: sums[0], [[]], []) is None


@given(CHANGES)
def test_the_permutation_test_tries_every_sign(drops: list[float]) -> None:
    moved = [drop for drop in drops if drop]
    as_large = [
        sum(sign * drop for sign, drop in zip(signs, moved, strict=True)) >= sum(moved) - 1e-9
        for signs in product((1, -1), repeat=len(moved))
    ]
    assert drop_p_value(drops, alone(drops)) == pytest.approx(sum(as_large) / len(as_large))


def test_known_permutation_values() -> None:
    assert drop_p_value([1.0] * 5 + [0.0] * 50, alone([0.0] * 55)) == 1 / 32  # the sign test of 5 falls
    assert drop_p_value([0.0] * 9, alone([0.0] * 9)) == 1.0
    assert drop_p_value([-1.0] * 5, alone([0.0] * 5)) == 1.0  # better is never a drop
    # Of one family, they are one observation.
    assert drop_p_value([1.0] * 5, ["one"] * 5) == 0.5
    # Beyond twelve, signs are sampled: 2^-20 is below what 9,999 of them can show.
    assert drop_p_value([1.0] * 20, alone([0.0] * 20)) == 1e-4
    mixed = [1.0] * 12 + [-1.0] * 8  # the sign test: P(at least 12 of 20) = 0.2517
    assert drop_p_value(mixed, alone(mixed)) == pytest.approx(0.2517, abs=0.015)
    assert drop_p_value(mixed, alone(mixed)) == drop_p_value(mixed, alone(mixed))


def test_holm_as_published() -> None:
    # S. Holm's procedure on four p-values: 4 × 0.005, 3 × 0.01, then 2 × 0.03 and 1 × 0.04, never decreasing.
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert adjusted == pytest.approx({"d": 0.02, "a": 0.03, "c": 0.06, "b": 0.06})
    assert holm({}) == {}


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), min_size=1, max_size=8))
def test_holm_only_raises_and_keeps_the_order(values: dict[str, float]) -> None:
    adjusted = holm(values)
    assert adjusted.keys() == values.keys()
    assert all(values[name] <= adjusted[name] <= 1 for name in values)
    ordered = sorted(values, key=lambda name: (values[name], name))
    assert [adjusted[name] for name in ordered] == sorted(adjusted.values())
    assert adjusted[ordered[0]] == pytest.approx(min(1.0, len(values) * values[ordered[0]]))
