"""What is said together, and the features of answering."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from assistant.features import NAMES
from assistant.selection_model import (
    ANSWER_NAMES,
    ENOUGH,
    MOST_TOGETHER,
    WORTH_SAYING,
    answer_row,
    said_together,
    selection_model,
    shares,
)


@pytest.mark.parametrize(
    ("ordered", "count"),
    [
        ([1.0], 1),
        ([0.95, 0.05], 1),
        ([0.5, 0.45, 0.05], 2),
        ([0.4, 0.3, 0.2, 0.1], 3),
        ([0.3, 0.25, 0.2, 0.15, 0.1], 3),
        ([0.6, 0.08, 0.08, 0.08, 0.08, 0.08], 1),
    ],
)
def test_what_may_be_the_one_is_said_together(ordered: list[float], count: int) -> None:
    assert said_together(np.array(ordered, np.float32)) == count


@given(arrays.arrays(np.float32, st.integers(1, 12), elements=st.floats(-30, 30, width=32)))
def test_shares_are_a_distribution_in_the_order_of_scores(scores: np.ndarray) -> None:  # type: ignore[type-arg]
    found = shares(scores)
    assert found.sum() == pytest.approx(1.0, abs=1e-4)
    assert int(found.argmax()) in np.flatnonzero(scores >= scores.max() - 1e-4)
    ordered = np.sort(found)[::-1]
    count = said_together(ordered)
    assert 1 <= count <= MOST_TOGETHER
    assert all(share >= WORTH_SAYING for share in ordered[1:count])
    assert count == 1 or ordered[: count - 1].sum() < ENOUGH


def test_the_features_of_answering_are_named() -> None:
    rows = np.arange(3 * len(NAMES), dtype=np.float32).reshape(3, -1)
    row = answer_row(rows, np.array([2.0, 1.0, 0.0], np.float32), ["p", "p", "q"], 4, 0)
    assert len(row) == len(ANSWER_NAMES)
    named = dict(zip(ANSWER_NAMES, row, strict=True))
    assert named["ahead"] == 2.0
    assert named["best_answers"] == rows[2, NAMES.index("answers")]
    assert named["best_holds"] == rows[2, NAMES.index("holds")]
    assert named["share"] == pytest.approx(0.665, abs=1e-3)


def test_the_committed_weights_are_of_these_features() -> None:
    model = selection_model()
    assert 0.0 < model.threshold < 1.0
    assert len(model.choice.weights) == len(NAMES)
