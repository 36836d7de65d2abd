"""``sourcier evals run`` over a real small index."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.suite.demo_index import demo_index, index_stamp
from evals.suite.gate_config import read_gate
from evals.suite.manifest import cases_hash, git_state, prompts_hash
from evals.suite.prediction_file import read_predictions
from evals.suite.run_folder import read_manifest
from evals.suite.scores import ScoredCase, ScoredRun
from tests.evals.suite.conftest import CASES, FREE
from vectorstore.settings import Settings

Run = Callable[..., Any]


@pytest.fixture
def evals_run(sourcier: Run, suite_settings: Settings, doors: object, tmp_path: Path) -> Run:
    """Runs the command over the small corpus and the made cases."""
    (tmp_path / "cases").mkdir()
    rows = [case.model_dump(mode="json") for case in CASES]
    (tmp_path / "cases" / "all.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")

    def run(*arguments: str) -> Any:
        given = ("--cases", str(tmp_path / "cases"), *arguments)
        return sourcier("evals", "run", *given, home=suite_settings.home)

    return run


def folder_of(ran: Any) -> Path:
    assert ran.code == 0, ran.err
    return Path(ran.out.removeprefix("Prédictions : ").strip())


def test_a_run_is_kept_with_its_manifest_and_is_the_same_again(evals_run: Run) -> None:
    one, two = folder_of(evals_run()), folder_of(evals_run("--run-id", "encore"))
    assert two.name == "encore"
    first, second = read_manifest(one), read_manifest(two)
    drop = {"run_id", "started"}
    assert first.today == read_gate().asked_on
    assert first.model_dump(exclude=drop) == second.model_dump(exclude=drop)
    assert first.mode == "extractive"
    assert first.target == "in-process"
    assert first.embedder.startswith("multilingual-e5-small/")
    assert first.reader.startswith("sourcier-reader/")
    assert first.cases_hash == cases_hash(CASES)
    assert {"python", "sourcier", "onnxruntime"} <= first.versions.keys()
    assert len({first.corpus_hash, first.index_hash, first.cases_hash, first.prompts_hash}) == 4

    def kept(folder: Path) -> list[Any]:
        rows = [
            p.model_dump(mode="json", exclude={"latency_ms", "peak_memory"})
            for p in read_predictions(folder / "predictions.jsonl")
        ]
        for row in rows:
            for answer in filter(None, (row["answer"], row["standalone"])):
                for name in ("answer_id", "conversation_id", "timings_ms"):
                    del answer[name]
        return rows

    assert kept(one) == kept(two)
    assert len(kept(one)) == len(CASES)
    assert not any(row["error"] for row in kept(one))


def test_filters_are_written_down(evals_run: Run) -> None:
    folder = folder_of(evals_run("--kind", "factual", "--kind", "temporal", "--split", "gate", "--sample", "2"))
    assert read_manifest(folder).filters == {"kind": "factual,temporal", "split": "gate", "sample": "2"}
    assert len(read_predictions(folder / "predictions.jsonl")) == 2


def test_a_run_goes_on_where_it_stopped(evals_run: Run) -> None:
    folder = folder_of(evals_run("--kind", "factual", "--run-id", "reprise"))
    path = folder / "predictions.jsonl"
    whole = path.read_text(encoding="utf-8")
    first = whole.splitlines(keepends=True)[0]
    path.write_text(first + '{"case_id"', encoding="utf-8")
    assert folder_of(evals_run("--resume", "reprise")) == folder
    assert path.read_text(encoding="utf-8").startswith(first)
    assert [json.loads(line)["case_id"] for line in path.read_text(encoding="utf-8").splitlines()] == [
        json.loads(line)["case_id"] for line in whole.splitlines()
    ]
    assert read_manifest(folder).filters == {"kind": "factual"}


def test_a_run_of_another_day_goes_on_at_that_day(evals_run: Run) -> None:
    folder = folder_of(evals_run("--kind", "factual", "--run-id", "ancien", "--today", "2012-06-01"))
    assert read_manifest(folder).today == date(2012, 6, 1)
    (made,) = (p.answer for p in read_predictions(folder / "predictions.jsonl")[:1])
    assert made is not None
    assert made.as_of == date(2012, 6, 1)
    assert evals_run("--resume", "ancien").code == 0
    assert evals_run("--resume", "ancien", "--today", "2012-06-02").code == 2


def test_a_run_does_not_go_on_with_something_else(evals_run: Run, tmp_path: Path) -> None:
    folder_of(evals_run("--kind", "factual", "--run-id", "autre"))
    ran = evals_run("--resume", "autre", "--system", "always_refuse")
    assert ran.code == 1
    assert "le système" in ran.err
    path = tmp_path / "cases" / "all.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("variables", "valeurs"), encoding="utf-8")
    ran = evals_run("--resume", "autre")
    assert ran.code == 1
    assert "les cas" in ran.err
    assert evals_run("--resume", "autre", "--sample", "2").code == 2
    assert evals_run("--resume", "absent").code == 1


def test_failing_cases_of_a_scored_run(evals_run: Run) -> None:
    folder = folder_of(evals_run("--kind", "factual", "--run-id", "note"))
    ran = evals_run("--failing", "note")
    assert ran.code == 1
    assert "n’est pas notée" in ran.err
    scored = ScoredRun(
        manifest=read_manifest(folder),
        aggregates=[],
        cases=[
            ScoredCase(
                case_id=case.id, family=case.family, kind=case.kind, tags=[], split=case.split,
                severity=case.severity, passed=case is not FREE, funnel="", scores=[],
            )
            for case in CASES
        ],
    )  # fmt: skip
    (folder / "scores.json").write_text(scored.model_dump_json(), encoding="utf-8")
    again = folder_of(evals_run("--failing", "note", "--system", "oracle"))
    assert [p.case_id for p in read_predictions(again / "predictions.jsonl")] == [FREE.id]
    assert read_manifest(again).target == "oracle"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--kind", "multi_hop"], 1, "Aucun cas"),
        (["--kind", "autre"], 2, "autre"),
        (["--target", "ftp://x"], 1, "n’est ni"),
        (["--system", "autre"], 1, "Systèmes connus"),
        (["--run-id", "../x"], 1, "ne peut pas nommer"),
        (["--sample", "0"], 2, "Usage"),
    ],
)
def test_what_cannot_be_run_is_said(evals_run: Run, arguments: list[str], code: int, said: str) -> None:
    ran = evals_run(*arguments)
    assert ran.code == code
    assert said in ran.err


def test_a_changed_document_makes_another_index(
    suite_settings: Settings, doors: object, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = demo_index(suite_settings)
    made = (folder / "sourcier.sqlite3").stat().st_ino
    assert demo_index(suite_settings) == folder
    assert (folder / "sourcier.sqlite3").stat().st_ino == made
    stamp = index_stamp(suite_settings)
    assert index_stamp(suite_settings.model_copy(update={"passage_tokens": 100})) != stamp
    path = sorted(corpus.glob("*.md"))[0]
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text + "\nUne phrase de plus.\n", encoding="utf-8")
        assert index_stamp(suite_settings) != stamp
    finally:
        path.write_text(text, encoding="utf-8")
    assert index_stamp(suite_settings) == stamp


def test_the_cases_hash_is_blind_to_order_and_notes_only() -> None:
    assert cases_hash(CASES) == cases_hash(CASES[::-1])
    assert cases_hash([c.model_copy(update={"note": "autre"}) for c in CASES]) == cases_hash(CASES)
    assert cases_hash([CASES[0].model_copy(update={"question": "Autre ?"}), *CASES[1:]]) != cases_hash(CASES)
    assert cases_hash(CASES[1:]) != cases_hash(CASES)


def test_prompts_and_revision(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x", encoding="utf-8")
    one = prompts_hash(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x", encoding="utf-8")
    assert prompts_hash(tmp_path) == one
    (tmp_path / "a.py").write_text("y", encoding="utf-8")
    assert prompts_hash(tmp_path) != one
    assert git_state(tmp_path) == ("unknown", False)
