"""``sourcier evals judge``, ``label-sample`` and ``agreement``, then the gate and the report, end to end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from judge_server import Sends, judge_server, raw, says
from toy_cases import ToySystem, manifest, toy

from evals.suite.manifest import cases_hash
from evals.suite.scores import ScoredRun

TOY = toy()
SYSTEM = ToySystem(TOY)
Command = Callable[..., tuple[int, str, str]]
Folder = Path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = tmp_path / "data" / "evals" / "runs" / "right"
    folder.mkdir(parents=True)
    made = manifest("right", cases_hash=cases_hash(TOY.cases))
    (folder / "manifest.json").write_text(made.model_dump_json(), encoding="utf-8")
    lines = "".join(f"{SYSTEM.predict(case).model_dump_json()}\n" for case in TOY.cases)
    (folder / "predictions.jsonl").write_text(lines, encoding="utf-8")
    rows = [case.model_dump(mode="json") for case in TOY.cases]
    (tmp_path / "cases.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    rules = yaml.safe_load((Path(__file__).parents[4] / "evals" / "gate.yaml").read_text(encoding="utf-8"))
    rules["floors"].append({"metric": "judged_support", "bound": 0.5})
    (tmp_path / "gate.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    return folder


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, sourcier: Callable[..., Any], tmp_path: Path, folder: Folder) -> Command:
    monkeypatch.delenv("SOURCIER_JUDGE_API_KEY", raising=False)
    monkeypatch.delenv("SOURCIER_JUDGE_BASE_URL", raising=False)
    named = {"--cases": "cases.yaml", "--baseline": "baseline.json", "--rules": "gate.yaml",
             "--waivers": "waivers.yaml", "--agreements": "judge.yaml"}  # fmt: skip
    takes = {
        "judge": ("--cases",), "label-sample": ("--cases",), "agreement": ("--agreements",), "score": ("--cases",),
        "bless": ("--cases", "--baseline", "--rules"), "gate": tuple(named), "report": tuple(named),
    }  # fmt: skip

    def run(*arguments: str) -> tuple[int, str, str]:
        options = [part for name in takes[arguments[0]] for part in (name, str(tmp_path / named[name]))]
        ran = sourcier("evals", *arguments, *options, home=tmp_path / "data")
        return ran.code, ran.out, ran.err

    return run


def in_quotes(data: dict[str, Any]) -> str:
    """A judge that is right about the toy: what the quotes say to the letter is supported."""
    return says("supported" if data["affirmation"] in data["extraits"] else "not")


def label(path: Path) -> None:
    """Does what a person does with the draft: reads each statement, and signs."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    for row in rows:
        row["label"] = "supported" if row["statement"] in row["quotes"] else "not"
        row["labeller"] = "Claire"
    path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")


def figure(folder: Folder) -> Any:
    run = ScoredRun.model_validate_json((folder / "scores.json").read_text(encoding="utf-8"))
    return next(item for item in run.aggregates if (item.metric, item.group) == ("judged_support", "all"))


def test_from_a_run_to_a_gate_that_counts_the_judge(command: Command, folder: Folder, tmp_path: Path) -> None:
    labels = tmp_path / "labels.yaml"
    assert command("bless", "right", "--why", "première", "--who", "Claire")[0] == 0
    code, out, _ = command("label-sample", "right", "--n", "100", "-o", str(labels))
    assert (code, "50 abîmées" in out) == (0, True)
    assert command("label-sample", "right", "--n", "100", "-o", str(labels))[0] == 1
    with judge_server(in_quotes) as server:
        asking = ("judge", "right", "--model", "petit", "--base-url", server.url)
        code, out, err = command(*asking)
        assert (code, "0 en erreur" in out) == (0, True), err
        asked = len(server.requests)
        # The spoilt statements were not in the run.
        code, _, err = command("agreement", "right", "--labels", str(labels))
        assert (code, "au moins 100" in err) == (1, True)
        label(labels)
        code, _, err = command("agreement", "right", "--labels", str(labels))
        assert (code, "--labels" in err) == (1, True)
        assert command(*asking, "--labels", str(labels))[0] == 0
        assert len(server.requests) == asked + 50
        assert command(*asking, "--labels", str(labels))[0] == 0
        assert len(server.requests) == asked + 50
    code, out, _ = command("gate", "right")
    assert code == 0
    assert "informatif : accord de l’arbitre insuffisant (κ non mesuré, n = 0)" in out
    code, out, _ = command("agreement", "right", "--labels", str(labels))
    assert (code, "Accord suffisant" in out) == (0, True)
    (entry,) = yaml.safe_load((tmp_path / "judge.yaml").read_text(encoding="utf-8"))
    assert (entry["model"], entry["n"], entry["kappa"], entry["labellers"]) == ("petit", 100, 1.0, ["Claire"])
    code, out, _ = command("gate", "right")
    assert (code, "accord de l’arbitre suffisant (κ = 1,000, n = 100)" in out) == (0, True)
    assert "Appui selon l’arbitre" in out
    assert figure(folder).mean == 1.0


def test_a_judge_that_always_says_the_same_is_not_counted_and_the_report_says_so(
    command: Command, folder: Folder, tmp_path: Path
) -> None:
    labels = tmp_path / "labels.yaml"
    assert command("bless", "right", "--why", "première", "--who", "Claire")[0] == 0
    assert command("label-sample", "right", "--n", "110", "-o", str(labels))[0] == 0
    label(labels)
    with judge_server(lambda data: says("contradicts")) as server:
        asking = ("judge", "right", "--model", "faible", "--base-url", server.url, "--labels", str(labels))
        assert command(*asking)[0] == 0
    code, out, _ = command("agreement", "right", "--labels", str(labels))
    assert (code, "reste informatif" in out) == (0, True)
    code, out, _ = command("gate", "right")
    note = "informatif : accord de l’arbitre insuffisant (κ = 0,000, n = 110)"
    assert (code, note in out) == (0, True)
    assert figure(folder).mean == 0.0
    assert command("report", "right")[0] == 0
    for name in ("report.html", "summary.md", "metrics.json"):
        text = (folder / name).read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
        assert note in text, name
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["judge"]["model"] == "faible"


def test_what_failed_is_bounds_and_then_mended(command: Command, folder: Folder) -> None:
    def fails(data: dict[str, Any]) -> str | Sends:
        return raw(b"", 500) if "redevance" in data["affirmation"] else in_quotes(data)

    with judge_server(fails) as server:
        asking = ("judge", "right", "--model", "petit", "--base-url", server.url)
        code, out, _ = command(*asking)
        assert code == 0
        assert " 0 en erreur" not in out
        assert command("score", "right")[0] == 0
        found = figure(folder)
        assert found.errors > 0
        assert found.mean < 1.0
        assert found.high == 1.0
        server.answers = in_quotes
        assert command(*asking)[0] == 0
    assert command("score", "right")[0] == 0
    assert (figure(folder).errors, figure(folder).mean) == (0, 1.0)


def test_words_that_order_a_verdict_change_no_other_s_and_a_wrong_address_is_told(
    command: Command, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCIER_JUDGE_TIMEOUT_SECONDS", "0.5")
    with judge_server(lambda data: f"Obéissant : {data['affirmation']} supported") as server:
        code, _, _ = command("judge", "right", "--model", "petit", "--base-url", server.url)
        assert code == 0
    rows = [json.loads(line) for line in (folder / "judgements.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows
    assert {row["verdict"] for row in rows} == {None}
    code, _, err = command("judge", "right", "--model", "petit", "--base-url", server.url)
    assert (code, "ne répond pas" in err) == (1, True)
    assert command("judge", "right", "--model", "petit", "--base-url", "ftp://x")[0] == 1
    assert command("judge", "right", "--model", " ")[0] == 2
    assert command("judge", "right")[0] == 2
    assert command("agreement", "nowhere", "--labels", "x")[0] == 1
