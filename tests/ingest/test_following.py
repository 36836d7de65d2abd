"""What an ingestion shows while it lasts, on a terminal and in a log."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ingest.following import expected_documents, following
from ingest.outcomes import Added, Outcome, Summary


def shown(*, terminal: bool, files: list[Path]) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=160, color_system=None)
    summary = Summary()
    with following(console, files, summary) as follow:
        for added in (Added("a", Outcome.CREATED), Added("b", Outcome.FAILED, reason="« b » est [vide].")):
            summary.passages.embedded += 40
            summary.record(added)
            follow.tell(added)
            follow.progress.refresh()
    return out.getvalue()


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    text = shown(terminal=True, files=[tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"])
    assert "2/3 documents" in text
    assert re.search(r"80 passages, \d+ passages/s", text)
    assert re.search(r"\d+:\d\d:\d\d|-:--:--", text), "the time left"
    assert "✗ « b » est [vide]." in text


def test_plain_lines_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(terminal=False, files=[tmp_path / "a.txt"]) == "✗ « b » est [vide].\n"
    monkeypatch.setattr("ingest.following._LINE_SECONDS", 0.0)
    first, failed, second = shown(terminal=False, files=[]).splitlines()
    assert first.startswith("Ingestion : 1 documents, 40 passages, ")
    assert failed.startswith("✗")
    assert second.startswith("Ingestion : 2 documents, 80 passages, ")
    assert "\x1b" not in first


def test_how_many_documents_to_expect(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": "a"}) + "\n" for _ in range(7)).encode()
    plain, packed = tmp_path / "rows.jsonl", tmp_path / "rows.jsonl.gz"
    plain.write_bytes(rows)
    packed.write_bytes(gzip.compress(rows))
    assert expected_documents(plain) == expected_documents(packed) == 7
    packed.write_bytes(gzip.compress(rows)[:20])
    assert expected_documents(packed) >= 1
    assert expected_documents(tmp_path / "absent.jsonl") == 1
    assert expected_documents(tmp_path / "a.html") == 1


def test_the_summary_counts_passages_and_duplicates(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    release = (
        "Le ministère annonce l’ouverture du programme de financement à l’équipement des établissements de santé. "
        "Les éditeurs disposent de six mois pour déposer leur candidature auprès de l’agence, qui publiera la liste "
        "des solutions référencées avant la fin de l’année.\n"
    )
    for name in ("site-a", "site-b"):
        (tmp_path / f"{name}.txt").write_text(release, encoding="utf-8")
    ran = sourcier("ingest", "add", str(tmp_path / "site-a.txt"), str(tmp_path / "site-b.txt"), "--json", home=home)
    summary = json.loads(ran.out)
    assert (summary["created"], summary["duplicates"]) == (2, 1)
    assert summary["passages_embedded"] + summary["passages_reused"] == 2
    rows = json.loads(sourcier("ingest", "list", "--json", home=home).out)
    first, second = sorted(rows, key=lambda row: str(row["source"]))
    assert (first["duplicate_of"], second["duplicate_of"]) == (None, first["id"])
    again = json.loads(sourcier("ingest", "add", str(tmp_path / "site-a.txt"), "--json", home=home).out)
    assert (again["unchanged"], again["passages_embedded"], again["passages_reused"]) == (1, 0, 0)
    (tmp_path / "site-a.txt").write_text(release + "\nUn paragraphe de plus.\n", encoding="utf-8")
    ran = sourcier("ingest", "add", str(tmp_path / "site-a.txt"), home=home)
    assert "1 mis à jour" in ran.out
    assert "Passages : " in ran.out
