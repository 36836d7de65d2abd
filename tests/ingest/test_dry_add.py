"""What adding would do, and what is said of documents that were read all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROSE = "La mission d’appui accompagne les maternités dans leurs échanges avec la ville, et en rend compte."
TWICE = f"Un titre\n\nLa réunion se tient le mardi 8 juin 2023 à Lille.\n\n{PROSE}\n"


def test_nothing_is_written_until_it_is_asked_for(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "deux.txt").write_text(TWICE, encoding="utf-8")
    (folder / "vide.txt").write_bytes(b"")
    before = sorted(path.name for path in home.iterdir())
    ran = sourcier("ingest", "add", str(folder), "--dry-run", home=home)
    assert ran.code == 1, "one would fail"
    assert "1 ajoutés" in ran.out
    assert "Simulation : rien n’a été écrit." in ran.out
    assert "« Un titre »" in ran.err
    assert "dates contradictoires, jour de la semaine" in ran.err
    assert sorted(path.name for path in home.iterdir()) == before

    ran = sourcier("ingest", "add", str(folder), "--json", home=home)
    summary = json.loads(ran.out)
    assert (summary["created"], summary["failed"], summary["dry_run"]) == (1, 1, False)
    assert summary["seconds"] >= 0
    (note,) = summary["notes"]
    assert note["source"].endswith("deux.txt")
    assert note["note"].startswith("dates contradictoires")
    listed = sourcier("ingest", "list", home=home)
    assert "dates contradictoires, jour de la semaine (mardi au lieu de jeudi)" in listed.out
    (row,) = json.loads(sourcier("ingest", "list", "--json", home=home).out)
    assert row["flags"] == ["contradictory_dates"]

    (folder / "deux.txt").write_text(TWICE.replace("mardi", "jeudi"), encoding="utf-8")
    (folder / "trois.txt").write_text(f"Trois\n\n{PROSE}", encoding="utf-8")
    (folder / "vide.txt").unlink()
    ran = sourcier("ingest", "add", str(folder), "--dry-run", "--json", home=home)
    summary = json.loads(ran.out)
    assert (ran.code, summary["created"], summary["updated"], summary["dry_run"]) == (0, 1, 1, True)
    assert summary["notes"] == []
    (row,) = json.loads(sourcier("ingest", "list", "--json", home=home).out)
    assert row["flags"] == ["contradictory_dates"], "nothing changed"


def test_a_synchronisation_says_it_too(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    (tmp_path / "deux.txt").write_text(TWICE, encoding="utf-8")
    manifest = tmp_path / "sources.yaml"
    manifest.write_text("sources:\n  - file: deux.txt\n", encoding="utf-8")
    for options in (("--dry-run",), ()):
        ran = sourcier("ingest", "sync", str(manifest), "--json", *options, home=home)
        assert ran.code == 0, ran.err
        assert [note["note"].split(",")[0] for note in json.loads(ran.out)["notes"]] == ["dates contradictoires"]
        assert "dates contradictoires" in ran.err
