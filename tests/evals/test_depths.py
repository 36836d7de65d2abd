"""What reading fewer passages would have given."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.features import LIMIT, NAMES
from evals.calibration import Labelled
from evals.depths import Depth, compare, depth_table, limited


def column(name: str) -> int:
    return NAMES.index(name)


def example(number: int, right: int | None, sure: bool = True) -> Labelled:
    """Eight passages of one stretch each, of which the ``right`` one stands out if any does."""
    rows = np.zeros((8, len(NAMES)), np.float32)
    rows[:, column("rank")] = 1 / (1 + np.arange(8))
    rows[:, column("answers")] = -3.0
    rows[:, column("span")] = np.linspace(0, 0.7, 8)
    labels = np.zeros(8, bool)
    if right is not None:
        labels[right] = True
        rows[right, column("answers")] = rows[right, column("mass")] = 6.0 if sure else 3.0
    names = [f"p{place}" for place in range(8)]
    return Labelled(rows, labels, names, 4, np.zeros((8, 4), np.float32), labels.copy(), f"g{number}", 1.0, "demo")


def test_leads_are_over_what_is_left() -> None:
    less = limited(example(0, 6), 3)
    assert less.passages == ["p0", "p1", "p2"]
    assert less.rows[:, column("span_lead")] == pytest.approx([-0.2, -0.1, 0.0])
    assert not less.labels.any()
    far = example(0, None)
    far.rows[0, column("span")] = -100.0
    assert limited(far, 2).rows[0, column("span_lead")] == -LIMIT


def test_everything_read_is_everything() -> None:
    whole = example(0, 2)
    assert limited(whole, 8).passages == whole.passages


@pytest.fixture(scope="module")
def examples() -> list[Labelled]:
    return [example(number, (None, 0, 1, 6)[number % 4]) for number in range(80)]


def test_depths_are_told_apart(examples: list[Labelled]) -> None:
    shallow, deep, both = Depth(2, 2, 0.0), Depth(8, 8, 0.0), Depth(2, 8, 0.5)
    found = compare(examples, 0.5, (shallow, deep, both), source="demo")
    assert found[shallow].right == pytest.approx(2 / 3, abs=0.05)  # one in three is only found further down
    assert found[deep].right == pytest.approx(1.0, abs=0.05)
    assert found[both].right == pytest.approx(found[deep].right, abs=0.05)
    assert 2 < found[both].passages < 8
    assert found[deep].refused > 0.9
    assert depth_table(found, "Profondeurs").row_count == 3


def test_only_the_source_asked_for_counts(examples: list[Labelled]) -> None:
    assert compare(examples, 0.5, source="piaf") == {}
