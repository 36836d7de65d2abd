"""What ``sourcier evals`` says of the folder of a run that was made, with its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from toy_cases import ToySystem, manifest, toy

from evals.suite.broken import broken
from evals.suite.case import Severity
from evals.suite.gate_config import read_waivers
from evals.suite.manifest import cases_hash
from evals.suite.prediction import Prediction
from evals.suite.proof import MEANT

TOY = toy()
SYSTEM = ToySystem(TOY)
RIGHT = [SYSTEM.predict(case) for case in TOY.cases]
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(sourcier: Callable[..., Any], tmp_path: Path) -> Command:
    """``command("gate", "right")`` gives the exit code and both outputs; options name files of the test's folder."""
    rows = [case.model_dump(mode="json") for case in TOY.cases]
    (tmp_path / "cases.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    made = tmp_path / "data" / "evals" / "runs"
    keep_run(made / "right", RIGHT)
    keep_run(made / "wrong", [broken("misquote", SYSTEM).predict(case) for case in TOY.cases])
    keep_run(made / "other", RIGHT, mode="model")

    def run(*arguments: str) -> tuple[int, str, str]:
        options = ["--cases", str(tmp_path / "cases.yaml")]
        if arguments[0] in ("compare", "gate", "bless"):
            options += ["--baseline", str(tmp_path / "baseline.json")]
        if arguments[0] in ("gate", "waive"):
            options += ["--waivers", str(tmp_path / "waivers.yaml")]
        ran = sourcier("evals", *arguments, *options, home=tmp_path / "data")
        return ran.code, ran.out, ran.err

    return run


def keep_run(folder: Path, predictions: Iterable[Prediction], **changed: object) -> None:
    folder.mkdir(parents=True)
    made = manifest(folder.name, cases_hash=cases_hash(TOY.cases), **changed)
    (folder / "manifest.json").write_text(made.model_dump_json(), encoding="utf-8")
    lines = "".join(f"{prediction.model_dump_json()}\n" for prediction in predictions)
    (folder / "predictions.jsonl").write_text(lines, encoding="utf-8")


def test_scoring_writes_the_same_file_again_and_times_apart(command: Command, tmp_path: Path) -> None:
    code, out, _ = command("score", "right")
    assert code == 0
    assert "Réponses justes" in out
    assert "Erreurs" in out
    folder = tmp_path / "data" / "evals" / "runs" / "right"
    first = (folder / "scores.json").read_bytes()
    assert command("score", "right")[0] == 0
    assert (folder / "scores.json").read_bytes() == first
    assert b"latency" not in first
    assert json.loads((folder / "timings.json").read_text(encoding="utf-8"))["p50_ms"] == 5.0


def test_the_gate_passes_blocks_or_cannot_judge(command: Command, tmp_path: Path) -> None:
    code, _, err = command("gate", "right")  # nothing was blessed
    assert (code, "bless" in err) == (1, True)
    assert command("bless", "right", "--why", "première", "--who", "Claire")[0] == 0
    baseline = json.loads((tmp_path / "baseline.json").read_text(encoding="utf-8"))
    assert baseline["blessing"]["who"] == "Claire"
    code, out, _ = command("gate", "right")
    assert (code, "passe" in out) == (0, True)
    code, out, _ = command("gate", "wrong")
    assert code == 100
    assert "BLOQUE" in out
    assert "inexacte" in out
    assert out.count("Citation inexacte") >= 8  # every flip is listed
    code, _, err = command("gate", "other")
    assert (code, "mode" in err) == (1, True)
    assert command("gate", "nowhere")[0] == 1
    assert command("gate", "right", "--today", "tomorrow")[0] == 2


def test_comparing_names_what_flipped(command: Command) -> None:
    code, out, _ = command("compare", "right", "wrong")
    assert code == 0
    assert "toy-factual-0" in out
    assert command("compare", "right", "other")[0] == 1


def test_blessing_needs_a_reason_and_a_sound_run(command: Command, tmp_path: Path) -> None:
    assert command("bless", "right")[0] == 2
    code, _, err = command("bless", "wrong", "--why", "x")
    assert (code, "inexact_quote" in err) == (1, True)
    assert not (tmp_path / "baseline.json").exists()


def test_waivers_are_drafted_for_what_a_run_fails_and_hold_until_their_day(command: Command, tmp_path: Path) -> None:
    assert command("bless", "right", "--why", "première", "--who", "Claire")[0] == 0
    until = date.today() + timedelta(days=30)
    given = ("waive", "wrong", "--until", until.isoformat(), "--why", "« dette »", "--who", "Claire")
    code, out, _ = command(*given)
    written = {waiver.case for waiver in read_waivers(tmp_path / "waivers.yaml")}
    critical = {case.id for case in TOY.cases if case.severity is Severity.CRITICAL and case.answerable}
    assert (code, f"{len(critical)} écrites, 0 retirées" in out) == (0, True)
    assert written == critical
    assert f"{len(critical)} avec dérogation" in command("gate", "wrong")[1]
    late = (until + timedelta(days=1)).isoformat()
    assert f"{len(critical)} dérogations échues" in command("gate", "wrong", "--today", late)[1]
    code, out, _ = command("waive", "right", *given[2:])
    assert (code, f"0 écrites, {len(critical)} retirées" in out) == (0, True)
    assert read_waivers(tmp_path / "waivers.yaml") == []


@pytest.mark.parametrize(
    "given",
    [
        ["--why", "x"],
        ["--until", "2020-01-01", "--why", "x"],
        ["--until", "2999-01-01", "--why", "x"],
        ["--until", date.today().isoformat()],
        ["--until", "demain", "--why", "x"],
    ],
)
def test_a_waiver_needs_a_reason_and_a_day_that_is_near(command: Command, tmp_path: Path, given: list[str]) -> None:
    assert command("waive", "wrong", *given)[0] == 2
    assert not (tmp_path / "waivers.yaml").exists()


def test_the_rules_are_proved_on_a_run_that_passes_them(command: Command) -> None:
    code, out, _ = command("prove", "right")
    assert (code, "preuves sont faites" in out) == (0, True)
    assert out.count("bloqué") == sum(map(len, MEANT.values()))
    # What the run itself does wrong proves nothing.
    code, out, _ = command("prove", "wrong")
    assert code == 1
    assert "NON PROUVÉ" in out


def test_cases_that_have_changed_are_refused(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows[0]["question"] += " ?"
    path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    code, _, err = command("score", "right")
    assert (code, "changé" in err) == (1, True)
