"""A run, scored: the same bytes each time, nothing left out, no share of nothing."""

from __future__ import annotations

import random

import pytest
from toy_cases import PER_KIND, ToySystem, manifest, toy

from assistant.contract import Status
from evals.suite.arbiter import support
from evals.suite.case import Case
from evals.suite.cost import cost
from evals.suite.metrics import LABELS, LOWER_IS_BETTER
from evals.suite.prediction import Prediction
from evals.suite.run_figures import risk_coverage
from evals.suite.scores import Aggregate, ScoredRun
from evals.suite.scoring import NotTheRunsCases, dumped, score

TOY = toy()
SYSTEM = ToySystem(TOY)
RIGHT = [SYSTEM.predict(case) for case in TOY.cases]


def figure(run: ScoredRun, metric: str, group: str = "all") -> Aggregate:
    return next(item for item in run.aggregates if (item.metric, item.group) == (metric, group))


def refusing(predictions: list[Prediction]) -> list[Prediction]:
    nothing = {"status": Status.NO_ANSWER, "answer": "Rien.", "statements": [], "citations": [], "disagreements": []}
    return [p.model_copy(update={"answer": p.answer.model_copy(update=nothing)}) for p in predictions if p.answer]


def test_the_oracle_scores_one() -> None:
    run = score(TOY.cases, RIGHT, manifest())
    assert all(case.passed for case in run.cases)
    for item in run.aggregates:
        assert item.errors == 0
        if item.n:
            assert item.mean == (0.0 if item.metric in LOWER_IS_BETTER else 1.0), item
    measured = {item.metric for item in run.aggregates if item.n and item.group == "all"}
    assert measured == set(LABELS) - {support.NAME}  # no judge was asked


def test_the_same_predictions_give_the_same_bytes_in_any_order() -> None:
    first = dumped(score(TOY.cases, RIGHT, manifest()))
    mixed_cases, mixed = list(TOY.cases), list(RIGHT)
    random.Random(3).shuffle(mixed_cases)
    random.Random(4).shuffle(mixed)
    assert dumped(score(mixed_cases, mixed, manifest())) == first
    slower = [prediction.model_copy(update={"latency_ms": 999.0, "peak_memory": 7}) for prediction in RIGHT]
    assert dumped(score(TOY.cases, slower, manifest())) == first
    assert ScoredRun.model_validate_json(first) == score(TOY.cases, RIGHT, manifest())


def test_no_aggregate_loses_a_case() -> None:
    run = score(TOY.cases, RIGHT[5:], manifest())
    kinds = {kind: sum(case.kind == kind for case in run.cases) for kind in {case.kind for case in run.cases}}
    for item in run.aggregates:
        if item.metric not in ("abstention_precision", "abstention_f1", "aurc") and not item.group.startswith("tag:"):
            assert item.n + item.not_applicable == (len(TOY.cases) if item.group == "all" else kinds[item.group])
            assert item.errors <= item.n


def test_a_case_without_a_prediction_is_an_error() -> None:
    lost = RIGHT[0].case_id
    run = score(TOY.cases, RIGHT[1:], manifest())
    case = next(case for case in run.cases if case.case_id == lost)
    assert (case.passed, case.funnel) == (False, "error")
    correct = figure(run, "correct")
    assert (correct.n, correct.errors) == (len(TOY.cases), 1)
    assert correct.mean == pytest.approx(1 - 1 / len(TOY.cases), abs=1e-6)
    assert figure(run, "inexact_quote").mean == pytest.approx(1 / len(TOY.cases), abs=1e-6)


def test_the_last_prediction_of_a_case_counts() -> None:
    failed = Prediction(case_id=RIGHT[0].case_id, error="RuntimeError")
    assert dumped(score(TOY.cases, [failed, *RIGHT], manifest())) == dumped(score(TOY.cases, RIGHT, manifest()))
    assert figure(score(TOY.cases, [*RIGHT, failed], manifest()), "correct").errors == 1


def test_a_prediction_of_another_case_is_refused() -> None:
    with pytest.raises(NotTheRunsCases, match="ailleurs"):
        score(TOY.cases, [*RIGHT, Prediction(case_id="ailleurs")], manifest())


def test_a_system_that_always_refuses_gets_no_share_of_nothing() -> None:
    run = score(TOY.cases, refusing(RIGHT), manifest())
    for metric in ("quote_exactness", "citation_validity", "citation_recall", "citation_precision", "vital_recall"):
        assert figure(run, metric).mean == 0.0
    assert figure(run, "over_refusal").mean == 1.0
    assert figure(run, "aurc").mean is None
    assert (figure(run, "aurc").n, figure(run, "abstention_recall").mean) == (0, 1.0)
    refusable = sum(case.refusable for case in TOY.cases)
    answerable = sum(case.answerable for case in TOY.cases)
    precision, f1 = figure(run, "abstention_precision"), figure(run, "abstention_f1")
    assert precision.mean == pytest.approx(refusable / (refusable + answerable), abs=1e-6)
    assert f1.mean == pytest.approx(2 * refusable / (2 * refusable + answerable), abs=1e-6)


def test_a_system_that_never_refuses_has_no_precision_of_refusing() -> None:
    answered = RIGHT[0].answer
    shown = [p.model_copy(update={"answer": answered}) if p.answer and not p.answer.citations else p for p in RIGHT]
    run = score(TOY.cases, shown, manifest())
    assert (figure(run, "abstention_precision").mean, figure(run, "abstention_precision").n) == (None, 0)
    assert figure(run, "abstention_f1").mean == 0.0
    assert figure(run, "abstention_recall").mean == 0.0


def test_twins_and_variants_are_judged_in_pairs() -> None:
    broken = {"toy-temporal-0-old", "toy-variant-1"}
    mixed = [r if p.case_id in broken else p for p, r in zip(RIGHT, refusing(RIGHT), strict=True)]
    run = score(TOY.cases, mixed, manifest())
    scores = {case.case_id: {item.metric: item for item in case.scores} for case in run.cases}
    assert scores["toy-temporal-0-new"]["twin_consistency"].value == 0.0
    assert scores["toy-temporal-0-new"]["temporal_correctness"].value == 1.0
    assert scores["toy-temporal-1-new"]["twin_consistency"].value == 1.0
    assert scores["toy-variant-1"]["robustness_drop"].value == 1.0
    assert figure(run, "robustness_drop", "tag:capitals").mean == pytest.approx(2 / PER_KIND, abs=1e-6)
    assert figure(run, "robustness_drop", "tag:sms").mean == 0.0
    assert scores["toy-factual-1"]["robustness_drop"].not_applicable
    variant = [case for case in TOY.cases if case.id == "toy-variant-1"]
    alone = score(variant, [p for p in mixed if p.case_id == "toy-variant-1"], manifest())
    assert {s.metric: s for s in alone.cases[0].scores}["robustness_drop"].not_applicable


def test_a_pair_of_which_one_failed_scores_worst() -> None:
    failed = [p for p in RIGHT if p.case_id not in ("toy-temporal-0-old", "toy-factual-1")]
    scores = {c.case_id: {s.metric: s for s in c.scores} for c in score(TOY.cases, failed, manifest()).cases}
    twin, variant = scores["toy-temporal-0-new"]["twin_consistency"], scores["toy-variant-1"]["robustness_drop"]
    assert (twin.error is not None, twin.worst) == (True, 0.0)
    assert (variant.error is not None, variant.worst) == (True, 1.0)


def test_risk_grows_with_coverage_where_the_surest_are_right() -> None:
    wrong = {case.id for case in TOY.cases if case.refusable}
    answered = RIGHT[0].answer
    mixed = [
        p.model_copy(update={"answer": answered, "found": [p.found[0].model_copy(update={"score": 0.1})]})
        if p.case_id in wrong else p
        for p in RIGHT
    ]  # fmt: skip
    run = score(TOY.cases, mixed, manifest())
    points = risk_coverage(run.cases, {p.case_id: p for p in mixed})
    assert [point.risk for point in points] == sorted(point.risk for point in points)
    assert (points[0].risk, points[-1].coverage) == (0.0, 1.0)
    assert points[-1].risk == len(wrong) / len(TOY.cases)
    area = figure(run, "aurc")
    assert area.mean is not None
    assert 0 < area.mean < points[-1].risk
    # A failure counts as a wrong answer of which the system was sure.
    errors = score(TOY.cases, mixed[1:], manifest())
    assert risk_coverage(errors.cases, {p.case_id: p for p in mixed[1:]})[0].risk == 1.0


def test_cost_is_kept_apart() -> None:
    times = [Prediction(case_id=str(n), latency_ms=float(n), peak_memory=n) for n in range(1, 101)]
    found = cost([*times, Prediction(case_id="x", error="RuntimeError", latency_ms=1e9)])
    assert (found.n, found.p50_ms, found.p95_ms, found.slowest_ms, found.peak_memory) == (100, 50.0, 95.0, 100.0, 100)
    assert cost([]).p50_ms is None


def test_a_bad_split_of_cases_cannot_be_scored_as_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    case: Case = TOY.cases[0]
    run = score([case], [], manifest())
    assert [item.case_id for item in run.cases] == [case.id]
    assert figure(run, "passed").mean == 0.0
