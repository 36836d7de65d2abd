"""The rules of the gate over the real cases: the oracle is perfect, and each broken oracle is blocked as is meant.

The oracle quotes the documents as they are read, so that no index is made.
``make evals-gate`` proves the same of the assistant's own answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from evals.suite.broken import BROKEN
from evals.suite.case import Case, Kind, Split
from evals.suite.case_files import read_cases
from evals.suite.gate_config import read_gate
from evals.suite.metrics import LOWER_IS_BETTER
from evals.suite.oracle import Oracle
from evals.suite.prediction import Prediction
from evals.suite.proof import MEANT, Proof, prove
from evals.suite.replay import Replay
from evals.suite.scores import ScoredRun
from evals.suite.scoring import score
from tests.evals.suite.conftest import THEN, case
from tests.evals.suite.made_manifest import manifest
from tests.evals.suite.read_doors import ReadDoors

CONFIG = read_gate()
MANIFEST = manifest(today=CONFIG.asked_on)
LEAST_CASES = 10
"""So many cases must be in defect: a rule that hangs on a few would go with them."""


@dataclass(frozen=True)
class Answered:
    cases: list[Case]
    predictions: list[Prediction]
    run: ScoredRun


@pytest.fixture(scope="module")
def answered() -> Answered:
    """The cases that decide on a release, answered by the oracle."""
    cases = [case for case in read_cases() if case.split is Split.GATE]
    oracle = Oracle(ReadDoors(), CONFIG.asked_on)  # type: ignore[arg-type]
    predictions = [oracle.predict(case) for case in cases]
    return Answered(cases, predictions, score(cases, predictions, MANIFEST))


@pytest.fixture(scope="module")
def proofs(answered: Answered) -> list[Proof]:
    return list(prove(answered.cases, answered.predictions, MANIFEST, CONFIG))


def test_the_oracle_has_the_best_of_every_metric(answered: Answered) -> None:
    assert [case.case_id for case in answered.run.cases if not case.passed] == []
    short = [
        (figure.metric, figure.group, figure.mean)
        for figure in answered.run.aggregates
        if figure.mean is not None and figure.mean != (0.0 if figure.metric in LOWER_IS_BETTER else 1.0)
    ]
    assert short == []
    measured = {figure.metric for figure in answered.run.aggregates if figure.n}
    assert {rule for rules in MEANT.values() for rule, kind in rules if kind == "floor"} <= measured


def test_every_broken_system_is_blocked_by_the_rules_meant_for_it(proofs: list[Proof]) -> None:
    assert [(proof.system, proof.rule) for proof in proofs if not proof.holds] == []
    assert {proof.system for proof in proofs} == set(BROKEN) == set(MEANT)


def test_no_rule_hangs_on_a_few_cases(proofs: list[Proof]) -> None:
    few = {
        (proof.system, proof.rule): len(proof.after.cases)
        for proof in proofs
        if proof.after is not None and proof.after.kind == "invariant" and len(proof.after.cases) < LEAST_CASES
    }
    # Of the texts that hold at one time only, those of one pair of twins each.
    assert few.keys() <= {("ignore_as_of", "superseded_as_current")}


def test_a_replay_says_what_the_run_said(answered: Answered) -> None:
    again = Replay("oracle", answered.cases, answered.predictions, CONFIG.asked_on)
    assert [again.predict(case) for case in answered.cases] == answered.predictions
    with pytest.raises(KeyError):
        again.predict(case("not-asked", "?"))


def test_without_its_day_a_replayed_case_is_answered_as_its_later_twin_was(answered: Answered) -> None:
    today = CONFIG.asked_on
    again = Replay("oracle", answered.cases, answered.predictions, today)
    made = {prediction.case_id: prediction for prediction in answered.predictions}
    twins = [case for case in answered.cases if case.kind is Kind.TEMPORAL and case.twin]
    assert twins
    by_id = {case.id: case for case in twins}
    for one in twins:
        other = by_id[one.twin or ""]
        later = max(one, other, key=lambda case: case.as_of or today)
        given = again.predict(one.model_copy(update={"as_of": None}))
        assert given.case_id == one.id
        assert given.found == made[later.id].found
        assert given.answer is not None
        assert given.answer.as_of == today
    alone = THEN.model_copy(update={"as_of": date(2012, 6, 1)})
    failed = Replay("x", [alone], [Prediction(case_id=alone.id, error="x")], today)
    assert failed.predict(alone.model_copy(update={"as_of": None})).error == "x"
