"""The fitted weights that turn features into probabilities.

Four logistic regressions, fitted by ``sourcier evals calibrate`` and kept as
JSON beside this file: which passage is worth most, which stretch answers best,
how probable it is that the best one answers at all, and that one beside it does.
The third is what decides between answering and refusing, so it is fitted on
questions that nothing answers too (Platt, 1999, with more than one feature). The
fourth tells which other stretches may be compared with the answer.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.features import NAMES
from vectorstore.embedding.e5_weights import Floats

WEIGHTS_PATH = Path(__file__).with_name("selection_model.json")
ANSWER_NAMES = (
    *NAMES,  # those of the best candidate
    "score",  # its log-odds by the first model
    "ahead",  # … less those of the best candidate of another passage
    "share",  # its probability beside all other candidates, if one of them answers
    "best_answers",  # highest log-odds of any passage that it answers
    "best_holds",  # highest log-odds of any stretch that it answers
    "question_length",  # log of the question's number of terms
)
MOST_TOGETHER = 3
ENOUGH = 0.9
"""Share of the choice at which no further candidate is said."""
WORTH_SAYING = 0.1
"""Least share at which a further candidate is."""
ALONE_NAMES = (*NAMES, "score")
"""Of any candidate, beside its own features its log-odds by the second model."""
RANKING_NAMES = ("answers", "best_span", "rank", "fused")


@dataclass(frozen=True, slots=True)
class Logistic:
    """``probability = sigmoid(features · weights + bias)``."""

    weights: Floats
    bias: float

    def log_odds(self, features: Floats) -> Floats:
        """``[n]`` for ``[n, number of weights]``."""
        return np.asarray(features @ self.weights + self.bias, np.float32)

    def probabilities(self, features: Floats) -> Floats:
        """``[n]`` in 0 to 1."""
        return sigmoid(self.log_odds(features))


@dataclass(frozen=True, slots=True)
class SelectionModel:
    """``ranking`` orders passages and ``choice`` stretches; ``answer`` says whether the best of these answers.

    ``alone`` says whether any other does. At ``threshold`` answers begin.
    """

    ranking: Logistic
    choice: Logistic
    answer: Logistic
    alone: Logistic
    threshold: float


def sigmoid(values: Floats) -> Floats:
    """Log-odds to probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -40.0, 40.0))), np.float32)


def shares(scores: Floats) -> Floats:
    """What each candidate's log-odds make its probability, if exactly one of them answers."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum(), np.float32)


def said_together(ordered: Floats) -> int:
    """How many of the candidates are said together, ``ordered`` being their shares, the largest first.

    One, if it is likely enough to be the one; else those that may well be, up to three.
    """
    count = 1
    while (
        count < min(MOST_TOGETHER, len(ordered))
        and float(ordered[:count].sum()) < ENOUGH
        and float(ordered[count]) >= WORTH_SAYING
    ):
        count += 1
    return count


def answer_row(
    rows: Floats, scores: Floats, passages: Sequence[str], terms: int, place: int, allies: Collection[int] = ()
) -> Floats:
    """The ``[len(ANSWER_NAMES)]`` features of answering with the candidate at ``place``.

    ``rows`` and ``scores`` are all candidates' features and log-odds, ``passages``
    the ids of theirs, ``terms`` the number of the question's terms. ``allies`` are the
    places of candidates that are no rivals: that the question is answered, they say too.
    """
    rivals = set(range(len(passages))).difference(allies)
    others = [scores[rival] for rival in rivals if passages[rival] != passages[place]]
    rival = max(others) if others else scores.min() - 1.0
    answers = rows[:, NAMES.index("answers")].max()
    held = rows[:, NAMES.index("holds")].max()
    share = float(shares(scores)[[place, *(ally for ally in allies if ally != place)]].sum())
    tail = [scores[place], scores[place] - rival, share, answers, held, np.log1p(terms)]
    return np.concatenate([rows[place], np.array(tail, np.float32)])


def alone_rows(rows: Floats, scores: Floats) -> Floats:
    """``[n, len(ALONE_NAMES)]`` for ``[n, len(NAMES)]`` features and the ``[n]`` log-odds of the choice."""
    return np.concatenate([rows, scores[:, None]], axis=1)


@cache
def selection_model() -> SelectionModel:
    """The committed model; its features must be those of :data:`NAMES` and :data:`ANSWER_NAMES`."""
    stored = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    return SelectionModel(
        _logistic(stored["ranking"], RANKING_NAMES),
        _logistic(stored["choice"], NAMES),
        _logistic(stored["answer"], ANSWER_NAMES),
        _logistic(stored["alone"], ALONE_NAMES),
        float(stored["threshold"]),
    )


def least_probability(setting: float | None) -> float:
    """From which probability on something is said: the setting's, else the fitted threshold."""
    return selection_model().threshold if setting is None else setting


def _logistic(stored: dict[str, float], names: tuple[str, ...]) -> Logistic:
    return Logistic(np.array([stored[name] for name in names], np.float32), float(stored["bias"]))
