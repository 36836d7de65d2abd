"""The operating point, chosen on whole answers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from evals.judging import Verdict
from evals.threshold import at, threshold_for

RIGHT, WRONG, REFUSED = Verdict.RIGHT, Verdict.WRONG, Verdict.REFUSED
NONE_THERE, ANSWERED_WRONGLY = Verdict.REFUSED_RIGHTLY, Verdict.ANSWERED_WRONGLY


def asked(*questions: tuple[float, Verdict]) -> list[Any]:
    """Each with its probability and what would be answered at threshold 0."""
    return [
        SimpleNamespace(
            probability=probability,
            unrestrained=verdict,
            case=SimpleNamespace(answerable=verdict in (RIGHT, WRONG, REFUSED)),
        )
        for probability, verdict in questions
    ]


def test_shares_at_a_threshold() -> None:
    kept = at(asked((0.9, RIGHT), (0.7, WRONG), (0.9, REFUSED), (0.3, RIGHT), (0.8, ANSWERED_WRONGLY)), 0.6)
    assert (kept.right, kept.wrong, kept.refused) == (0.25, 0.25, 0.0)


def test_what_the_guards_refuse_is_refused_at_any_threshold() -> None:
    kept = at(asked((0.99, REFUSED), (0.99, NONE_THERE)), 0.02)
    assert (kept.right, kept.wrong, kept.refused) == (0.0, 0.0, 1.0)


def test_wrong_answers_are_bounded() -> None:
    questions = asked((0.9, RIGHT), (0.8, RIGHT), (0.6, WRONG), (0.4, RIGHT), (0.2, RIGHT))
    assert 0.6 < threshold_for(questions, 0.0).threshold <= 0.8
    assert threshold_for(questions, 0.2).threshold == pytest.approx(0.02)
    assert threshold_for(asked(*[(0.99, WRONG)] * 5), 0.1).threshold == 0.98


def test_what_has_no_answer_is_refused() -> None:
    questions = asked((0.9, RIGHT), (0.755, ANSWERED_WRONGLY), (0.555, ANSWERED_WRONGLY), (0.3, ANSWERED_WRONGLY))
    assert 0.755 < threshold_for(questions, 0.05).threshold <= 0.9
    assert 0.555 < threshold_for(questions, 0.05, 0.6).threshold <= 0.755
    assert threshold_for(questions, 0.05, 0.0).threshold == pytest.approx(0.02)
