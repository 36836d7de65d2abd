"""What the report works out: changes, funnel, robustness, marks in texts, French figures, drops to be noticed."""

from __future__ import annotations

import dataclasses
import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_run import made_up_inputs

from assistant.contract import Status
from evals.suite.case import Kind, Severity
from evals.suite.comparison import changes, flips
from evals.suite.funnel import Stage
from evals.suite.metrics import LABELS
from evals.suite.report.case_view import web_address
from evals.suite.report.changes import paired_change
from evals.suite.report.detectable import detectable, power
from evals.suite.report.french_figures import count, decimal, long_date, moment, percent, points
from evals.suite.report.funnel import funnel
from evals.suite.report.heat_map import badness, heat_map
from evals.suite.report.metric_rows import metric_rows
from evals.suite.report.robustness import robustness
from evals.suite.report.segments import Segment, Span, cut, differences, occurrences
from evals.suite.report.wording import (
    AFTER_STAGE,
    KINDS,
    OTHER,
    OUTSIDE_FUNNEL,
    SEVERITIES,
    STAGES,
    STATUSES,
    metric_label,
)
from evals.suite.scores import Aggregate
from evals.suite.statistics import drop_p_value


def test_figures_are_french() -> None:
    assert decimal(1234.56) == "1\u00a0234,6"
    assert decimal(-0.04) == "0,0"
    assert decimal(math.nan) == decimal(None) == decimal(math.inf) == "—"
    assert percent(0.934) == "93,4\u00a0%"
    assert points(0.021) == "+2,1\u00a0pts"
    assert points(-0.012) == "−1,2\u00a0pt"
    assert points(None) == "—"
    assert count(1, "erreur") == "1\u00a0erreur"
    assert count(0, "cas", "cas") == "0\u00a0cas"
    assert long_date(date(2023, 4, 1)) == "1er avril 2023"
    assert moment("2026-11-24T22:05:00") == "24 novembre 2026 à 22\u00a0h\u00a005"
    assert moment("hier") == "hier"


def test_a_change_is_over_the_cases_of_both() -> None:
    change = paired_change({"a": 1, "b": 0, "c": 1}, {"a": 0, "b": 0, "d": 1}, {})
    assert change is not None
    assert (change.value, change.n) == (0.5, 2)
    assert change.low is not None
    assert change.high is not None
    assert change.low <= 0.5 <= change.high
    assert paired_change({"a": 1}, {"b": 1}, {}) is None
    one_family = paired_change({"a": 1, "b": 0}, {"a": 0, "b": 0}, {"a": "f", "b": "f"})
    assert one_family is not None
    assert (one_family.low, one_family.high) == (None, None)


def test_a_run_against_itself_changed_nothing() -> None:
    inputs = made_up_inputs()
    assert flips(inputs.run, inputs.run) == []
    rows = metric_rows(dataclasses.replace(inputs, baseline=inputs.run))
    assert {row.change.value for row in rows if row.change} == {0.0}
    assert {row.moved for row in rows} == {""}


def test_the_funnel_loses_each_failing_case_once() -> None:
    inputs = made_up_inputs()
    stages, beside = funnel(inputs.run.cases)
    assert sum(stage.lost for stage in [*stages, *beside]) == len(inputs.failing)
    assert stages[-1].left == sum(case.passed for case in inputs.run.cases)
    assert [stage.left for stage in stages] == sorted((stage.left for stage in stages), reverse=True)
    assert "error" in [stage.name for stage in beside]


def test_robustness_pairs_each_variant_with_its_plain_case() -> None:
    inputs = made_up_inputs()
    rows = {row.tag: row for row in robustness(inputs.run.cases, inputs.cases)}
    passed = {case.case_id: case.passed for case in inputs.run.cases}
    variants = [case for case in inputs.cases.values() if case.variant_of]
    lost = {case.id for case in variants if passed[str(case.variant_of)] and not passed[case.id]}
    assert set(rows[""].lost) == lost != set()
    assert rows[""].pairs == len(variants) == sum(row.pairs for tag, row in rows.items() if tag)
    assert rows[""].change.value == pytest.approx(rows[""].rewritten - rows[""].plain)


def test_the_heat_map_holds_kinds_only() -> None:
    inputs = made_up_inputs()
    grid = heat_map(inputs.run)
    assert set(grid.kinds) == {case.kind for case in inputs.run.cases}
    assert all(len(row.cells) == len(grid.kinds) for row in grid.rows)
    assert any(item.group.startswith("tag:") for item in inputs.run.aggregates)


def test_bad_is_what_is_far_from_the_best() -> None:
    def cell(metric: str, mean: float | None) -> Aggregate:
        return Aggregate(metric=metric, group="all", mean=mean, low=0, high=1, n=1, not_applicable=0, errors=0)

    assert badness(cell("correct", 0.25)) == 0.75
    assert badness(cell("over_refusal", 0.25)) == 0.25
    assert badness(cell("correct", None)) is None
    assert badness(None) is None


@given(st.text(), st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60), st.sampled_from("ab"))))
def test_marking_keeps_every_character(text: str, spans: list[tuple[int, int, str]]) -> None:
    segments = cut(text, [Span(*span) for span in spans])
    assert "".join(segment.text for segment in segments) == text
    assert all(segment.text for segment in segments)


@given(st.text(max_size=60), st.text(max_size=60))
def test_differences_keep_both_texts(quote: str, source: str) -> None:
    ours, theirs = differences(quote, source)
    assert "".join(segment.text for segment in ours) == quote
    assert "".join(segment.text for segment in theirs) == source
    assert any(segment.mark for segment in [*ours, *theirs]) == (quote != source)


def test_phrases_are_found_however_they_are_written() -> None:
    text = "Le DÉLAI  est de six\u00a0mois, dans l’ARS du mars."
    found = cut(text, occurrences(text, ["delai est", "Six mois", "l'ars", "ars", ""], "said"))
    assert [segment.text for segment in found if segment.mark] == ["DÉLAI  est", "six\u00a0mois", "l’ARS"]
    assert cut("abc", []) == [Segment("abc")]
    assert cut("", []) == []


@given(st.text(), st.text(min_size=1, max_size=5))
def test_occurrences_stand_within_the_text(text: str, phrase: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in occurrences(text, [phrase], "said"))


def test_only_pages_are_linked() -> None:
    assert web_address("https://a.example/b#:~:text=c") == "https://a.example/b#:~:text=c"
    for url in (
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.example",
        "http://[",
        "https:",
    ):
        assert web_address(url) is None


@pytest.mark.parametrize(("families", "fallen", "churn"), [(300, 0.03, 0.0), (150, 0.06, 0.05), (40, 0.2, 0.1)])
def test_power_is_that_of_the_permutation_test(families: int, fallen: float, churn: float) -> None:
    """Simulated runs, judged by the very test that the gate uses."""
    random = np.random.default_rng(5)
    names = [str(place) for place in range(families)]
    rounds, found = 400, 0
    for _ in range(rounds):
        draws = random.random(families)
        down, up = fallen + churn / 2, churn / 2
        drops = np.where(draws < down, 1.0, np.where(draws < down + up, -1.0, 0.0))
        found += drop_p_value(drops.tolist(), names) <= 0.05
    expected = power(families, fallen, churn, 0.05)
    assert found / rounds == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / rounds) + 0.01)


def test_what_can_be_noticed_shrinks_with_more_families_and_grows_with_more_tests() -> None:
    few = detectable({str(place): 1.0 for place in range(50)}, {}, tests=20)
    many = detectable({str(place): 1.0 for place in range(400)}, {}, tests=20)
    assert few is not None
    assert many is not None
    assert few.alone is not None
    assert many.alone is not None
    assert few.corrected is not None
    assert many.alone < few.alone < few.corrected
    assert power(50, few.alone, 0.0, 0.05) == pytest.approx(0.8, abs=1e-6)


def test_too_few_families_notice_nothing() -> None:
    assert detectable({}, {}) is None
    handful = detectable({"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0}, {})
    assert handful is not None
    assert handful.alone is None  # four falls have a chance of one in sixteen
    five = detectable(dict.fromkeys("abcde", 1.0), {})
    assert five is not None
    assert five.alone is not None
    twins = detectable(dict.fromkeys("abcdefgh", 1.0), dict.fromkeys("abcdefgh", "one"))
    assert twins is not None
    assert (twins.families, twins.alone) == (1, None)


def test_a_drop_that_the_gate_lets_pass_is_not_noticed() -> None:
    many = detectable({str(place): 1.0 for place in range(4000)}, {}, least=0.02)
    assert many is not None
    assert many.alone == 0.02


def test_what_is_noticed_is_what_the_gate_compares() -> None:
    inputs = made_up_inputs()
    assert inputs.regressions is not None
    rows = [row for row in metric_rows(inputs) if row.detectable]
    assert {row.total.metric for row in rows} == set(inputs.regressions.metrics)
    compared = changes(inputs.baseline or inputs.run, inputs.run, inputs.regressions.metrics)
    assert {row.detectable.tests for row in rows if row.detectable} == {len(compared)}


def test_everything_a_run_may_hold_has_a_french_name() -> None:
    assert {*STAGES, *OUTSIDE_FUNNEL} == {stage.value for stage in Stage} - {Stage.PASSED}
    assert set(AFTER_STAGE) == set(STAGES)
    assert set(KINDS) == {kind.value for kind in Kind}
    assert set(SEVERITIES) == {severity.value for severity in Severity}
    assert set(STATUSES) == {status.value for status in Status}
    assert all(metric_label(metric).layer != OTHER for metric in LABELS)
    assert metric_label("not_yet_known").name == "not_yet_known"
