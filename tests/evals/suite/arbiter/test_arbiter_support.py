"""``judged_support``: not applicable without a judge, bounds where the judge failed, never a silent pass."""

from __future__ import annotations

import pytest
from toy_cases import ToySystem, manifest, toy

from assistant.contract import Status
from evals.suite.arbiter.judgements import Judged, Judgement
from evals.suite.arbiter.statement import Statement, Support, statements_of
from evals.suite.arbiter.support import NAME, support
from evals.suite.case import Case
from evals.suite.outcome import Failed, NotApplicable, Value
from evals.suite.prediction import Prediction
from evals.suite.scores import Aggregate, JudgeName, ScoredRun
from evals.suite.scoring import dumped, score

TOY = toy()
SYSTEM = ToySystem(TOY)
CASES = {case.id: case for case in TOY.cases}
RIGHT = {case.id: SYSTEM.predict(case) for case in TOY.cases}
JUDGE = JudgeName(model="m", prompt_hash="p")
TWO = CASES["toy-multi_hop-0"]  # answered in two statements


def statements(case: Case, prediction: Prediction | None = None) -> list[Statement]:
    return statements_of(case, (prediction or RIGHT[case.id]).answer)


def judged(said: dict[str, Support | None]) -> Judged:
    """A judge that said these words of statements by digest; None is an error."""
    rows = {
        digest: Judgement(
            case_id="c", digest=digest, model="m", prompt_hash="p", verdict=word, error=None if word else "panne"
        )
        for digest, word in said.items()
    }
    return Judged(JUDGE, rows)


def everything(word: Support | None) -> Judged:
    return judged({item.digest: word for case in TOY.cases for item in statements(case)})


def figure(run: ScoredRun) -> Aggregate:
    return next(item for item in run.aggregates if (item.metric, item.group) == (NAME, "all"))


def test_without_a_judge_it_applies_to_nothing() -> None:
    run = score(TOY.cases, list(RIGHT.values()), manifest())
    assert run.judge is None
    total = figure(run)
    assert (total.n, total.mean, total.errors, total.not_applicable) == (0, None, 0, len(TOY.cases))


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        (Support.SUPPORTED, Support.SUPPORTED, 1.0),
        (Support.SUPPORTED, Support.PARTLY, 0.5),
        (Support.SUPPORTED, Support.NOT, 0.5),
        (Support.CONTRADICTS, Support.NOT, 0.0),
    ],
)
def test_it_is_the_share_wholly_supported(first: Support, second: Support, share: float) -> None:
    one, two = statements(TWO)
    assert support(TWO, RIGHT[TWO.id], judged({one.digest: first, two.digest: second})) == Value(share)


@pytest.mark.parametrize(
    ("first", "second", "worst", "best"),
    [
        (Support.SUPPORTED, None, 0.5, 1.0),
        (Support.NOT, None, 0.0, 0.5),
        (None, None, 0.0, 1.0),
    ],
)
def test_a_judge_s_error_gives_both_ends(
    first: Support | None, second: Support | None, worst: float, best: float
) -> None:
    one, two = statements(TWO)
    found = support(TWO, RIGHT[TWO.id], judged({one.digest: first, two.digest: second}))
    assert isinstance(found, Failed)
    assert (found.worst, found.best) == (worst, best)
    assert "panne" in found.reason


def test_a_statement_that_was_not_asked_about_is_no_pass() -> None:
    one, _ = statements(TWO)
    found = support(TWO, RIGHT[TWO.id], judged({one.digest: Support.SUPPORTED}))
    assert isinstance(found, Failed)
    assert (found.worst, found.best) == (0.5, 1.0)
    # Nor does a verdict on other words count: the digest is of all that was shown.
    prediction = RIGHT[TWO.id]
    assert prediction.answer is not None
    changed = [s.model_copy(update={"text": f"{s.text} !"}) for s in prediction.answer.statements]
    other = prediction.model_copy(update={"answer": prediction.answer.model_copy(update={"statements": changed})})
    assert support(TWO, other, everything(Support.SUPPORTED)) == Failed(
        "2 affirmations sur 2 sans verdict : l’arbitre n’a pas été interrogé sur cette affirmation", 0.0, 1.0
    )


def test_what_states_or_quotes_nothing_has_no_support() -> None:
    prediction = RIGHT[TWO.id]
    assert prediction.answer is not None
    refusal = prediction.answer.model_copy(update={"status": Status.NO_ANSWER, "statements": [], "citations": []})
    unquoted = prediction.answer.model_copy(update={"citations": []})
    for answer in (refusal, unquoted):
        changed = prediction.model_copy(update={"answer": answer})
        assert support(TWO, changed, everything(Support.SUPPORTED)) == Value(0.0)


def test_a_system_s_error_is_the_worst_and_a_case_to_refuse_is_left_out() -> None:
    for failed in (Prediction(case_id=TWO.id, error="RuntimeError"), Prediction(case_id=TWO.id)):
        found = support(TWO, failed, everything(Support.SUPPORTED))
        assert isinstance(found, Failed)
        assert found.worst == found.best == 0.0
    absent = CASES["toy-unanswerable-0"]
    assert isinstance(support(absent, RIGHT[absent.id], everything(Support.SUPPORTED)), NotApplicable)


def test_errors_widen_the_run_s_interval_and_lower_its_mean() -> None:
    clean = score(TOY.cases, list(RIGHT.values()), manifest(), everything(Support.SUPPORTED))
    assert clean.judge == JUDGE
    assert figure(clean).mean == 1.0
    lost = statements(TWO)[0].digest
    rows = dict(everything(Support.SUPPORTED).by_digest)
    del rows[lost]
    run = score(TOY.cases, list(RIGHT.values()), manifest(), Judged(JUDGE, rows))
    total = figure(run)
    affected = sum(lost in {s.digest for s in statements(case)} for case in TOY.cases)
    assert total.errors == affected > 0
    assert total.n == figure(clean).n
    assert total.mean is not None
    assert total.mean < 1.0
    assert total.low is not None
    assert total.low < total.mean
    assert total.high == 1.0
    nothing = figure(score(TOY.cases, list(RIGHT.values()), manifest(), everything(None)))
    assert (nothing.mean, nothing.low, nothing.high, nothing.errors) == (0.0, 0.0, 1.0, nothing.n)


def test_the_same_judgements_give_the_same_bytes_in_any_order() -> None:
    one = everything(Support.SUPPORTED)
    other = Judged(JUDGE, dict(reversed(list(one.by_digest.items()))))
    first = dumped(score(TOY.cases, list(RIGHT.values()), manifest(), one))
    assert dumped(score(TOY.cases, list(RIGHT.values()), manifest(), other)) == first
    assert ScoredRun.model_validate_json(first).judge == JUDGE
