"""The command that prints everything: what it needs, what it writes, what it says when something is missing."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals import report
from evals.intervals import Estimate
from evals.judging import Verdict
from evals.report import Measured, find_inputs, measured, write_report
from evals.tables import LABELS, figure_values, figures_table, kinds_table
from vectorstore.errors import NotFound


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    benchmarks, corpus = tmp_path / "benchmarks", tmp_path / "corpus"
    for folder in (benchmarks / "piaf", corpus / "policy", corpus / "legislation"):
        folder.mkdir(parents=True)
    for name in ("corpus.jsonl", "queries.jsonl", "answers.jsonl", "qrels.tsv"):
        (benchmarks / "piaf" / name).touch()
    (corpus / "legislation" / "legi_csp_numerique.jsonl").touch()
    return benchmarks, corpus


def test_the_first_missing_thing_is_named(folders: tuple[Path, Path]) -> None:
    benchmarks, corpus = folders
    inputs = find_inputs(benchmarks, corpus)
    assert [collection.name for collection in inputs.collections] == [
        "policy", "policy_2", "legislation", "legislation_2",
    ]  # fmt: skip
    (benchmarks / "piaf" / "answers.jsonl").unlink()
    with pytest.raises(NotFound, match=r"answers\.jsonl"):
        find_inputs(benchmarks, corpus)
    with pytest.raises(NotFound, match="--corpus"):
        find_inputs(benchmarks, corpus / "absent")
    with pytest.raises(NotFound, match="--benchmarks"):
        find_inputs(benchmarks / "absent", corpus)


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    from assistant.cli import main

    monkeypatch.setattr(sys, "argv", ["sourcier", "evals", "reader", *map(str, arguments)])
    monkeypatch.setenv("COLUMNS", "200")
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0), capsys.readouterr()
    return 0, capsys.readouterr()


def test_a_missing_folder_is_one_sentence_and_exit_code_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    benchmarks, corpus = folders
    for arguments in (
        ("--benchmarks", tmp_path / "absent", "--corpus", corpus),
        ("--benchmarks", benchmarks, "--corpus", tmp_path / "absent"),
        ("--benchmarks", benchmarks, "--corpus", corpus, "--json", tmp_path / "absent" / "x.json"),
        ("--benchmarks", benchmarks, "--corpus", corpus, "--json", tmp_path),
    ):
        code, said = run(monkeypatch, capsys, *arguments)
        assert (code, said.out) == (1, "")
        assert said.err.startswith("Erreur : ")
        assert "Traceback" not in said.err


def test_all_parts_are_printed_and_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    figures = {"f1": Estimate(0.61234, 0.58, 0.64, 743), "wrong_of_shown": None}
    parts = [
        Measured(name, [figures_table(name.upper(), figures)], {"figures": figure_values(figures)})
        for name in ("piaf", "policy")
    ]
    monkeypatch.setattr(report, "measured", lambda *_: iter(parts))
    benchmarks, corpus = folders
    file = tmp_path / "figures.json"
    code, said = run(monkeypatch, capsys, "--benchmarks", benchmarks, "--corpus", corpus, "--limit", 5, "--json", file)
    assert code == 0
    for word in ("PIAF", "POLICY", "0,612", "0,580 à 0,640", "743", LABELS["f1"]):
        assert word in said.out
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["limit"] == 5
    assert written["policy"]["figures"]["f1"] == {"value": 0.61234, "low": 0.58, "high": 0.64, "n": 743}
    assert written["piaf"]["figures"]["wrong_of_shown"] is None


def test_a_collection_is_asked_in_two_ways(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    opened: list[str] = []

    def open_assistant(data_dir: Path) -> Any:
        opened.append(data_dir.name)
        return None

    monkeypatch.setattr(report, "_piaf", lambda *_: Measured("piaf", [], {}))
    monkeypatch.setattr(report, "ingest", lambda *_: None)
    monkeypatch.setattr(report, "open_assistant", open_assistant)
    monkeypatch.setattr(report, "ask_each", lambda *_: [])
    parts = list(measured(find_inputs(*folders), tmp_path, 3))
    assert [part.name for part in parts] == ["piaf", "policy", "policy_2", "legislation", "legislation_2"]
    assert opened == ["policy", "policy", "legislation", "legislation"]
    assert parts[1].values["questions"] == 3
    write_report(tmp_path / "x.json", parts, limit=3, details=True)
    assert set(json.loads((tmp_path / "x.json").read_text())) == {
        "limit", "piaf", "policy", "policy_2", "legislation", "legislation_2",
    }  # fmt: skip


def test_a_kind_has_one_line() -> None:
    assert kinds_table("T", {"fact": Counter({Verdict.RIGHT: 2})}).row_count == 1
