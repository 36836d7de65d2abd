"""What a report writes besides its page, and the command that writes it."""

from __future__ import annotations

import dataclasses
import json
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
import yaml
from made_up_run import HOSTILE, made_up_inputs, write_run
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from evals.cli import app
from evals.suite.gate_config import read_gate
from evals.suite.report.figures_file import figures_file
from evals.suite.report.inputs import Inputs
from evals.suite.report.junit import junit
from evals.suite.report.reading import read_inputs
from evals.suite.report.summary import code, summary
from evals.suite.verdict import RuleResult, Verdict
from vectorstore.errors import NotFound


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return made_up_inputs()


def test_junit_counts_every_case_once(inputs: Inputs) -> None:
    root = ET.fromstring(junit(inputs))
    assert [case.get("name") for case in root.iter("testcase")] == [case.case_id for case in inputs.run.cases]
    failed = {case.get("name") for case in root.iter("testcase") if case.find("failure") is not None}
    errors = {case.get("name") for case in root.iter("testcase") if case.find("error") is not None}
    assert errors == {case.case_id for case in inputs.run.cases if case.funnel == "error"} != set()
    assert failed == {case.case_id for case in inputs.failing} - errors
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == (
        str(len(inputs.run.cases)), str(len(failed)), str(len(errors)),
    )  # fmt: skip


def test_junit_says_why(inputs: Inputs) -> None:
    root = ET.fromstring(junit(inputs))
    failing = next(case for case in inputs.failing if case.funnel == "not_retrieved")
    failure = next(case for case in root.iter("testcase") if case.get("name") == failing.case_id).find("failure")
    assert failure is not None
    assert failure.get("message") == "Non retrouvé"
    assert inputs.cases[failing.case_id].question in (failure.text or "")


def test_metrics_are_json_and_the_same_twice(inputs: Inputs) -> None:
    values = json.loads(figures_file(inputs), parse_constant=pytest.fail)
    assert figures_file(inputs) == figures_file(made_up_inputs())
    assert values["verdict"]["passed"] is False
    assert values["cases"]["failed"] == [case.case_id for case in inputs.failing]
    assert len(values["metrics"]) == len(inputs.run.aggregates)
    assert values["flips"]["broken"]
    lost = sum(stage["lost"] for stage in values["funnel"])
    assert lost == len(inputs.failing)


def test_time_and_memory_are_kept_apart_in_the_metrics(inputs: Inputs) -> None:
    slower = {name: item.model_copy(update={"latency_ms": 9e5}) for name, item in inputs.predictions.items()}
    here, there = json.loads(figures_file(inputs)), json.loads(
        figures_file(dataclasses.replace(inputs, predictions=slower))
    )  # fmt: skip
    assert here.pop("cost") != there.pop("cost")
    assert here == there


def test_summary_is_short_and_says_the_verdict_first(inputs: Inputs) -> None:
    lines = summary(inputs).splitlines()
    assert lines[0].startswith("## ❌ Mise en production bloquée")
    assert len(lines) < 80
    assert "perdu\N{NO-BREAK SPACE}: `factual-07`" in summary(inputs)


@pytest.mark.parametrize(
    "text", [HOSTILE, "`` ` ```", "@equipe [x](http://a.example) ![y](http://b.example/z)", "a|b\n\n# c"]
)
def test_hostile_texts_are_code_in_the_summary(inputs: Inputs, text: str) -> None:
    rules = [RuleResult(text, "invariant", False, None, None, text, [text])]
    rendered = summary(dataclasses.replace(inputs, verdict=Verdict(False, rules)))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(rendered)
    inner = [child.type for token in tokens for child in token.children or []]
    assert "code_inline" in inner
    assert not {"html_inline", "link_open", "image"} & set(inner)
    assert not [token for token in tokens if token.type == "html_block"]
    assert sum(token.type == "heading_open" for token in tokens) == 4


def test_code_of_nothing_is_a_dash() -> None:
    assert code(" \n\u202e") == "—"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inputs:
    """Two runs in a data directory, their cases in ``cases.yaml``, one of them blessed in ``blessed/scores.json``."""
    monkeypatch.setenv("SOURCIER_DATA_DIR", str(tmp_path))
    inputs = made_up_inputs(hostile=False)
    assert inputs.baseline is not None
    home = tmp_path / "evals" / "runs"
    write_run(home / inputs.run.manifest.run_id, inputs.run, dict(inputs.predictions))
    write_run(home / inputs.baseline.manifest.run_id, inputs.baseline, dict(inputs.baseline_predictions))
    cases = [case.model_dump(mode="json") for case in inputs.cases.values()]
    (tmp_path / "cases.yaml").write_text(yaml.safe_dump(cases, allow_unicode=True), encoding="utf-8")
    (tmp_path / "blessed").mkdir()
    (tmp_path / "blessed" / "scores.json").write_text(inputs.baseline.model_dump_json(), encoding="utf-8")
    return inputs


def test_the_command_writes_four_files(told: Inputs, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app,
        ["report", told.run.manifest.run_id, "--cases", str(tmp_path / "cases.yaml"),
         "--baseline", str(tmp_path / "blessed" / "scores.json"), "--today", "2026-11-24"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    written = [Path(line) for line in result.output.splitlines()]
    assert [path.name for path in written] == ["report.html", "summary.md", "junit.xml", "metrics.json"]
    assert all(path.parent == tmp_path / "evals" / "runs" / told.run.manifest.run_id for path in written)
    assert not list(written[0].parent.glob("*.part"))
    page = written[0].read_text(encoding="utf-8")
    assert "Mise en production bloquée" in page  # one case is an error
    assert "Référence – réussi" in page
    # The answers of the baseline, found by the name of its run.
    assert "Les traces d’accès sont conservées" in page.partition('id="bascules"')[2].partition('id="entonnoir"')[0]
    values = json.loads(written[3].read_text(encoding="utf-8"))
    assert next(rule for rule in values["verdict"]["rules"] if rule["name"] == "errors")["cases"] == ["factual-07"]


def test_without_a_baseline_there_is_no_verdict(told: Inputs, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["report", "--cases", str(tmp_path / "cases.yaml"), "--baseline", str(tmp_path / "none.json")]
    )
    assert result.exit_code == 0, result.output
    summary = Path(result.output.splitlines()[1]).read_text(encoding="utf-8")
    assert summary.startswith("## Évaluation\N{NO-BREAK SPACE}: pas de verdict")


def test_a_baselines_name_leads_nowhere_else(told: Inputs, tmp_path: Path) -> None:
    assert told.baseline is not None
    home = tmp_path / "evals" / "runs"
    straying = told.baseline.manifest.model_copy(update={"run_id": f"../runs/{told.baseline.manifest.run_id}"})
    blessed = tmp_path / "blessed" / "scores.json"
    blessed.write_text(told.baseline.model_copy(update={"manifest": straying}).model_dump_json(), encoding="utf-8")
    read = read_inputs(
        told.run, home / told.run.manifest.run_id, list(told.cases.values()), baseline=blessed, runs=home,
        config=read_gate(), waivers=[], today=date(2026, 11, 24),
    )  # fmt: skip
    assert read.baseline is not None
    assert read.baseline_predictions == {}


def test_a_run_without_predictions_is_refused_in_words(told: Inputs, tmp_path: Path) -> None:
    (tmp_path / "evals" / "runs" / told.run.manifest.run_id / "predictions.jsonl").unlink()
    result = CliRunner().invoke(app, ["report", told.run.manifest.run_id, "--cases", str(tmp_path / "cases.yaml")])
    assert isinstance(result.exception, NotFound)
    assert "sourcier evals run" in str(result.exception)
