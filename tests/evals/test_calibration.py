"""Fitting the weights of answering: on made questions whose right answer is known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from assistant.features import NAMES
from assistant.selection_model import ALONE_NAMES, ANSWER_NAMES, RANKING_NAMES
from evals.calibration import (
    Labelled,
    cross_validate,
    fit_alone,
    fit_answer,
    fit_choice,
    fit_ranking,
    stored,
    top,
)
from evals.fitting import fitted


def made(number: int, rng: np.random.Generator, *, answerable: bool) -> Labelled:
    """Five candidates; the right one has the largest "mass", whatever the question's own level."""
    rows = np.zeros((5, len(NAMES)), np.float32)
    level = rng.normal(0, 5)
    rows[:, NAMES.index("mass")] = level + rng.normal(0, 0.3, 5)
    rows[:, NAMES.index("answers")] = 2.0 if answerable else -2.0
    rows[:, NAMES.index("rank")] = 1 / (1 + np.arange(5))
    labels = np.zeros(5, bool)
    if answerable:
        labels[rng.integers(5)] = True
        rows[labels, NAMES.index("mass")] += 3.0
    ranking = np.array([[2.0 * right, 0.0, 1 / (1 + place), 1.0] for place, right in enumerate(labels)], np.float32)
    return Labelled(rows, labels, [str(n) for n in range(5)], 4, ranking, labels.copy(), f"g{number % 10}", 1.0)


@pytest.fixture(scope="module")
def examples() -> list[Labelled]:
    rng = np.random.default_rng(4)
    return [made(number, rng, answerable=number % 3 > 0) for number in range(120)]


def test_the_choice_is_made_within_a_question(examples: list[Labelled]) -> None:
    choice = fit_choice(examples)
    right = [top(example, choice)[1] for example in examples if example.labels.any()]
    assert np.mean(right) > 0.98
    assert choice.weights[NAMES.index("mass")] > 0


def test_whether_to_answer_is_told_apart(examples: list[Labelled]) -> None:
    choice = fit_choice(examples)
    answer = fit_answer(examples, choice)
    probabilities = [float(answer.probabilities(top(example, choice)[0][None])[0]) for example in examples]
    can = np.array([example.labels.any() for example in examples])
    assert np.array(probabilities)[can].min() > np.array(probabilities)[~can].max()


def test_ranking_is_a_scale_of_probabilities(examples: list[Labelled]) -> None:
    ranking = fit_ranking(examples)
    rows = np.array([[2.0, 0.0, 0.2, 1.0], [0.0, 0.0, 1.0, 1.0]], np.float32)
    good, bad = ranking.probabilities(rows)
    assert good > 0.5 > bad


def test_cross_validation_never_judges_what_it_saw(examples: list[Labelled]) -> None:
    report = cross_validate(examples)
    assert len(report.right) == len(examples)
    assert report.right[report.answerable].mean() > 0.95
    one_group = [example for example in examples if example.group == "g1"]
    assert len({example.group for example in one_group}) == 1


def test_the_file_names_every_weight(examples: list[Labelled]) -> None:
    choice = fit_choice(examples)
    written = json.loads(
        stored(fit_ranking(examples), choice, fit_answer(examples, choice), fit_alone(examples, choice), 0.3)
    )
    assert list(written["ranking"]) == [*RANKING_NAMES, "bias"]
    assert list(written["choice"]) == [*NAMES, "bias"]
    assert list(written["answer"]) == [*ANSWER_NAMES, "bias"]
    assert list(written["alone"]) == [*ALONE_NAMES, "bias"]
    assert written["threshold"] == 0.3


def test_fitting_reports_held_out_quality(examples: list[Labelled]) -> None:
    sources = {"demo": 2.0, "piaf": 0.5}
    outcome = fitted(
        [Labelled(**{**_fields(e), "weight": w, "source": s}) for s, w in sources.items() for e in examples], 0.5
    )
    assert [table.title for table in outcome.tables if "lus" in str(table.title)] == [
        "Questions de démonstration : passages lus, au seuil 0.50",
        "PIAF, partie de développement : passages lus, au seuil 0.50",
    ]
    assert json.loads(outcome.weights(0.7))["threshold"] == 0.7


def _fields(example: Labelled) -> dict[str, object]:
    return {name: getattr(example, name) for name in Labelled.__slots__}
