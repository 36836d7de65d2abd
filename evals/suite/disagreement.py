"""Sources that differ: said where they do, not where they do not."""

from __future__ import annotations

from assistant.contract import Answer, Disagreement
from evals.suite.case import Case
from evals.suite.metric import Layer, Metric, only
from evals.suite.prediction import Prediction
from evals.suite.text_match import says


def disagreement_flagged(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if one of the answer's disagreements opposes every value that the case expects."""
    if case.disagreement is None:
        return 0.0
    values = case.disagreement.values
    return float(any(_opposes(found, values, answer) for found in answer.disagreements))


def false_flag(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if the answer says that sources differ where they do not."""
    return float(bool(answer.disagreements))


def _opposes(found: Disagreement, values: list[str], answer: Answer) -> bool:
    """Each value in a position of its own: in its words or in what it quotes."""
    quotes = {citation.number: citation.quote for citation in answer.citations}
    held = [
        {place for place, value in enumerate(values)
         if says(" ".join([position.value, *(quotes.get(number, "") for number in position.citations)]), value)}
        for position in found.positions
    ]  # fmt: skip
    return len(found.positions) >= 2 and _matched(held, len(values))


def _matched(held: list[set[int]], values: int, first: int = 0) -> bool:
    """Whether the values from ``first`` on can be given to positions that hold them, one each. Few of both."""
    if first == values:
        return True
    return any(
        first in holds and _matched([*held[:place], *held[place + 1 :]], values, first + 1)
        for place, holds in enumerate(held)
    )


_expected = only(
    lambda case: case.disagreement is not None and case.disagreement.expected, "no disagreement is expected"
)
_unexpected = only(
    lambda case: case.disagreement is not None and not case.disagreement.expected, "it is not said that sources agree"
)
METRICS = (
    Metric("disagreement", "Désaccords signalés", Layer.DISAGREEMENT, _expected, disagreement_flagged),
    Metric(
        "false_flag", "Désaccords signalés à tort", Layer.DISAGREEMENT, _unexpected, false_flag, higher_is_better=False
    ),
)
