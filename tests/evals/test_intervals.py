"""Intervals against values known from elsewhere, and what any interval must satisfy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.intervals import Places, clustered, clustered_mean, proportion, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(9, 10, 0.5958, 0.9821), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_wilson_by_known_values(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (1, 0), (2, 1), (-1, 3)])
def test_wilson_refuses_what_is_no_proportion(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trial"):
        wilson(successes, trials)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share(drawn: tuple[int, int]) -> None:
    low, high = wilson(*drawn)
    assert 0 <= low <= drawn[0] / drawn[1] <= high <= 1


def test_a_proportion_of_flags() -> None:
    estimate = proportion([True] * 9 + [False])
    assert estimate is not None
    assert (estimate.value, estimate.n) == (0.9, 10)
    assert (estimate.low, estimate.high) == pytest.approx((0.5958, 0.9821), abs=5e-5)
    assert proportion([]) is None


def test_a_mean_of_independent_values_has_the_interval_of_the_textbook() -> None:
    values = np.random.default_rng(3).normal(0.5, 0.2, 400).tolist()
    estimate = clustered_mean(values, [str(place) for place in range(400)])
    half = 1.96 * np.std(values) / math.sqrt(400)
    assert estimate.value == pytest.approx(np.mean(values))
    assert (estimate.low, estimate.high) == pytest.approx((estimate.value - half, estimate.value + half), abs=0.003)


def test_values_that_go_together_are_less_sure() -> None:
    values = [0.0, 1.0] * 20
    alone = clustered_mean(values, [str(place) for place in range(40)])
    together = clustered_mean(values, [str(place % 4) for place in range(40)])
    assert together.high - together.low > 1.5 * (alone.high - alone.low)
    assert clustered_mean(values, ["one"] * 40).low == clustered_mean(values, ["one"] * 40).high == 0.5


def test_draws_are_seeded() -> None:
    values, groups = [0.1, 0.9, 0.4, 0.6], ["a", "b", "c", "d"]
    assert clustered_mean(values, groups) == clustered_mean(values, groups)
    assert clustered_mean(values, groups, seed=1) != clustered_mean(values, groups, seed=2)


def test_draws_without_a_number_are_left_out() -> None:
    def share(places: Places) -> float:
        return math.nan if 0 not in places else 1.0

    estimate = clustered(share, ["a", "b"])
    assert (estimate.value, estimate.low, estimate.high) == (1.0, 1.0, 1.0)
    assert math.isnan(clustered(lambda places: math.nan, ["a"]).low)
    with pytest.raises(ValueError, match="observation"):
        clustered_mean([], [])
