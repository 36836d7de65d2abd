"""What a report writes besides its page, and the command that writes it."""

from __future__ import annotations

import dataclasses
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from made_up_run import HOSTILE, made_up_inputs, write_run
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from evals.cli import app
from evals.suite.report.figures_file import figures_file
from evals.suite.report.inputs import Inputs
from evals.suite.report.junit import junit
from evals.suite.report.summary import code, summary
from evals.suite.verdict import RuleResult, Verdict
from evals.suite.verdict_file import read_verdict, write_verdict
from vectorstore.errors import NotFound, UnreadableSource


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


def test_a_verdict_is_read_as_it_was_written(inputs: Inputs, tmp_path: Path) -> None:
    assert read_verdict(tmp_path) is None
    assert inputs.verdict is not None
    write_verdict(tmp_path, inputs.verdict)
    assert read_verdict(tmp_path) == inputs.verdict
    (tmp_path / "verdict.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableSource, match="sourcier evals gate"):
        read_verdict(tmp_path)


@pytest.fixture
def runs(inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two runs in a data directory, and their cases in a file beside it."""
    monkeypatch.setenv("SOURCIER_DATA_DIR", str(tmp_path))
    home = tmp_path / "evals" / "runs"
    assert inputs.baseline is not None
    assert inputs.verdict is not None
    folder = write_run(home / inputs.run.manifest.run_id, inputs.run, dict(inputs.predictions))
    write_verdict(folder, inputs.verdict)
    write_run(home / inputs.baseline.manifest.run_id, inputs.baseline, dict(inputs.baseline_predictions))
    cases = [case.model_dump(mode="json") for case in made_up_inputs(hostile=False).cases.values()]
    (tmp_path / "cases.yaml").write_text(yaml.safe_dump(cases, allow_unicode=True), encoding="utf-8")
    return home


def test_the_command_writes_four_files(inputs: Inputs, runs: Path, tmp_path: Path) -> None:
    assert inputs.baseline is not None
    baseline = runs / inputs.baseline.manifest.run_id
    result = CliRunner().invoke(
        app,
        ["report", inputs.run.manifest.run_id, "--baseline", str(baseline), "--cases", str(tmp_path / "cases.yaml")],
    )
    assert result.exit_code == 0, result.output
    written = [Path(line) for line in result.output.splitlines()]
    assert [path.name for path in written] == ["report.html", "summary.md", "junit.xml", "metrics.json"]
    assert all(path.parent == runs / inputs.run.manifest.run_id for path in written)
    assert not list(written[0].parent.glob("*.part"))
    page = written[0].read_text(encoding="utf-8")
    assert "Mise en production bloquée" in page
    assert "Référence – réussi" in page
    assert "Les traces d’accès sont conservées" in page


def test_the_baselines_answers_are_found_by_its_name(inputs: Inputs, runs: Path, tmp_path: Path) -> None:
    from evals.suite.report.reading import read_inputs

    assert inputs.baseline is not None
    blessed = tmp_path / "baseline.json"
    blessed.write_text(inputs.baseline.model_dump_json(), encoding="utf-8")
    read = read_inputs(runs / inputs.run.manifest.run_id, blessed, runs, tmp_path / "cases.yaml")
    assert read.baseline_predictions == inputs.baseline_predictions
    elsewhere = inputs.baseline.model_copy(
        update={"manifest": inputs.baseline.manifest.model_copy(update={"run_id": f"../runs/{runs.name}"})}
    )
    blessed.write_text(elsewhere.model_dump_json(), encoding="utf-8")
    assert (
        read_inputs(runs / inputs.run.manifest.run_id, blessed, runs, tmp_path / "cases.yaml").baseline_predictions
        == {}
    )


def test_a_run_that_is_not_scored_is_refused_in_words(inputs: Inputs, runs: Path, tmp_path: Path) -> None:
    (runs / inputs.run.manifest.run_id / "scores.json").unlink()
    result = CliRunner().invoke(app, ["report", inputs.run.manifest.run_id, "--cases", str(tmp_path / "cases.yaml")])
    assert isinstance(result.exception, NotFound)
    assert "sourcier evals score" in str(result.exception)
