"""``sourcier evals lint``, ``ls`` and ``import-feedback`` as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.suite.case import Severity
from evals.suite.case_files import CASES, read_cases
from evals.suite.scores import Manifest

Sourcier = Callable[..., Any]


@pytest.fixture
def waivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of waivers in place of the project's, which end some day."""
    path = tmp_path / "waivers.yaml"
    monkeypatch.setattr("evals.suite.gate_config.WAIVERS", path)
    return path


def test_lint_is_silent_on_the_packaged_cases(sourcier: Sourcier, waivers: Path, tmp_path: Path) -> None:
    ran = sourcier("evals", "lint", home=tmp_path)
    assert ran.code == 0
    assert ran.out == "481 cas, 401 familles\u00a0: rien à redire.\n"


def test_lint_tells_of_waivers_that_ended_or_serve_nothing(sourcier: Sourcier, waivers: Path, tmp_path: Path) -> None:
    critical = next(case.id for case in read_cases() if case.severity is Severity.CRITICAL)
    rows = [
        f"- {{case: {name}, who: a, why: b, until: {until}}}\n"
        for name, until in ((critical, "2020-01-31"), ("nowhere", date.today()))
    ]
    waivers.write_text("".join(rows), encoding="utf-8")
    ran = sourcier("evals", "lint", home=tmp_path)
    assert ran.code == 1
    out = ran.out.replace("\u00a0", " ")
    assert f"« waivers.yaml » : « {critical} » : sa dérogation est échue depuis le 31/01/2020." in out
    assert "« nowhere » : sa dérogation ne sert à rien : il n’existe pas." in out
    assert out.endswith(": 2 défauts.\n")


def test_lint_names_file_line_and_rule(sourcier: Sourcier, tmp_path: Path) -> None:
    text = (
        (CASES / "clean.yaml").read_text(encoding="utf-8").replace("Trois examens restent", "Trois examens resteraient")
    )
    (tmp_path / "clean.yaml").write_text(text, encoding="utf-8")
    ran = sourcier("evals", "lint", "--cases", str(tmp_path / "clean.yaml"), home=tmp_path)
    assert ran.code == 1
    first = ran.out.splitlines()[0].replace("\u00a0", " ")
    assert first.startswith("« clean.yaml », ligne 3 [quote] « dmp-clean-examens-apres-six-ans »")
    assert ran.out.endswith("30 cas, 30 familles\u00a0: 1 défaut.\n")


def test_lint_of_a_malformed_file_is_an_error(sourcier: Sourcier, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("- id: x\n", encoding="utf-8")
    ran = sourcier("evals", "lint", "--cases", str(tmp_path / "x.yaml"), home=tmp_path)
    assert ran.code == 1
    assert "ligne 1" in ran.err


def test_ls_counts_or_lists(sourcier: Sourcier, tmp_path: Path) -> None:
    counts = sourcier("evals", "ls", home=tmp_path)
    assert counts.code == 0
    assert "injection" in counts.out
    assert "481" in counts.out
    listed = sourcier("evals", "ls", "--kind", "injection", "--tag", "in_history", "--split", "gate", home=tmp_path)
    rows = listed.out.splitlines()
    assert rows[-1] == f"{len(rows) - 1} cas"
    assert len(rows) > 2
    assert all("\tgate\t" in row and "-injection-" in row for row in rows[:-1])


def test_ls_shows_runs_the_latest_first(sourcier: Sourcier, tmp_path: Path) -> None:
    manifest = Manifest(
        run_id="a", started="2026-11-20T10:00:00", git_revision="0123456789abcdef", dirty=True, corpus_hash="c",
        index_hash="i", cases_hash="q", prompts_hash="p", mode="extractive", model=None, embedder="e", reader="r",
        target="in-process", filters={"split": "gate"}, versions={},
    )  # fmt: skip
    for name, started in (("a", "2026-11-20T10:00:00"), ("b", "2026-11-21T10:00:00")):
        folder = tmp_path / "evals" / "runs" / name
        folder.mkdir(parents=True)
        told = manifest.model_copy(update={"run_id": name, "started": started})
        (folder / "manifest.json").write_text(told.model_dump_json(), encoding="utf-8")
    (tmp_path / "evals" / "runs" / "a" / "predictions.jsonl").write_text("{}\n{}\n", encoding="utf-8")
    (tmp_path / "evals" / "runs" / "broken").mkdir()
    (tmp_path / "evals" / "runs" / "broken" / "manifest.json").write_text("{", encoding="utf-8")
    out = sourcier("evals", "ls", "--runs", home=tmp_path).out
    assert out.index("2026-11-21") < out.index("2026-11-20") < out.index("illisible")
    assert "0123456789ab*" in out
    assert "split=gate" in out


def test_import_feedback_writes_drafts_once(sourcier: Sourcier, tmp_path: Path) -> None:
    file = tmp_path / "retours.jsonl"
    row = {"question": "Quelle est la couleur du logo Alpha ?", "answer_id": "r1", "reason": "faux"}
    file.write_text(json.dumps(row) + "\n{\n", encoding="utf-8")
    ran = sourcier("evals", "import-feedback", str(file), home=tmp_path)
    assert ran.code == 1  # one line is bad, the other is there
    assert "ligne 2" in ran.out
    assert "feedback-r1" in (tmp_path / "retours.yaml").read_text(encoding="utf-8")
    again = sourcier("evals", "import-feedback", str(file), home=tmp_path)
    assert again.code == 1
    assert "existe déjà" in again.err
    assert sourcier("evals", "lint", "--cases", str(tmp_path / "retours.yaml"), home=tmp_path).code == 1
