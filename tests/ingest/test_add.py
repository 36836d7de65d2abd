"""Adding to the index: outcomes, what a second run does, and files that are no documents."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.add import add
from ingest.document import Overrides
from ingest.outcomes import Added, Outcome, Summary
from ingest.walk import find_files
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.settings import Settings
from vectorstore.types import Kind

NOTE = "Le service d’accès aux soins traite {} appels par an.\n\nIl est ouvert toute la journée.\n"


def added(home: Path, *paths: Path, overrides: Overrides | None = None) -> dict[str, Added]:
    """What became of each source, by file name."""
    settings = Settings(data_dir=home)
    index = Index.open(settings, create=True)
    outcomes = add(index, find_files(paths), settings, overrides or Overrides())
    return {Path(item.source).name: item for item in outcomes}


def test_find_files_walks_folders_in_order(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/c.md",
        "a/B.HTML",
        "x.jsonl.gz",
        ".caché/d.txt",
        ".e.txt",
        "f.png",
        "README.md",
        "a/ReadMe.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in find_files([tmp_path])]
    assert found == ["b.txt", "x.jsonl.gz", "a/B.HTML", "a/c.md"]
    named = [tmp_path / "f.png", tmp_path / "README.md", tmp_path / "b.txt"]
    assert find_files([*named, tmp_path / "b.txt"]) == named, "what is named is read, each once"
    assert find_files([]) == []


def test_what_does_not_exist_is_named_and_stops_nothing(home: Path, one_encoder: None, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text(NOTE.format("mille"), encoding="utf-8")
    outcomes = added(home, tmp_path / "absent.txt", path)
    assert outcomes["note.txt"].outcome is Outcome.CREATED
    assert outcomes["absent.txt"].outcome is Outcome.FAILED
    assert "absent.txt » n’existe pas" in outcomes["absent.txt"].reason


def test_created_unchanged_updated(home: Path, one_encoder: None, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text(NOTE.format("mille"), encoding="utf-8")
    first = added(home, path)["note.txt"]
    assert (first.outcome, first.reason) == (Outcome.CREATED, "")
    assert first.passages > 0
    index = Index.open(Settings(data_dir=home))
    before = index.generation

    assert added(home, path)["note.txt"].outcome is Outcome.UNCHANGED
    assert Index.open(Settings(data_dir=home)).generation == before, "nothing was written"

    path.write_text(NOTE.format("vingt"), encoding="utf-8")
    assert added(home, path)["note.txt"].outcome is Outcome.UPDATED
    index = Index.open(Settings(data_dir=home))
    assert index.generation > before
    assert index.documents.count() == 1
    texts = [hit.passage.text for hit in Searcher(index).search("Combien d’appels par an ?")]
    assert any("vingt" in text for text in texts)
    assert not any("mille" in text for text in texts)


def test_a_changed_option_is_a_change(home: Path, one_encoder: None, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text(NOTE.format("mille"), encoding="utf-8")
    added(home, path)
    given = Overrides(kind=Kind.GUIDE, published_on=date(2024, 5, 2), publisher="Une agence")
    assert added(home, path, overrides=given)["note.txt"].outcome is Outcome.UPDATED
    (stored,) = Index.open(Settings(data_dir=home)).documents.all()
    assert (stored.document.kind, stored.document.published_on) == (Kind.GUIDE, date(2024, 5, 2))
    assert stored.document.publisher == "Une agence"


def test_more_passages_than_a_batch(
    home: Path, one_encoder: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.storing.BATCH_PASSAGES", 3)
    rows = [{"id": f"r{n}", "title": f"Fiche {n}", "text": f"La fiche {n} dit ceci."} for n in range(8)]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [*rows[:4], "mauvaise", *rows[4:]]), encoding="utf-8")
    outcomes = added(home, path)
    assert [name for name, item in outcomes.items() if item.outcome is Outcome.CREATED] == [
        f"rows.jsonl#r{n}" for n in range(8)
    ]
    assert outcomes["rows.jsonl#L5"].outcome is Outcome.FAILED
    index = Index.open(Settings(data_dir=home))
    assert index.documents.count() == 8
    assert index.chroma.count() == index.lexical.count() == sum(s.passages for s in index.documents.all())


def test_a_document_whose_write_failed_is_not_taken_for_done(
    home: Path, one_encoder: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "note.txt"
    path.write_text(NOTE.format("mille"), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("vectorstore.chroma.ChromaStore.add", _fail)
        with pytest.raises(OSError, match="disque plein"):
            added(home, path)
    assert added(home, path)["note.txt"].outcome is Outcome.CREATED
    index = Index.open(Settings(data_dir=home))
    assert Searcher(index).search("appels par an")[0].passage.text.startswith("Le service")


def _fail(*_: object) -> None:
    raise OSError("disque plein")


def test_summary_counts() -> None:
    summary = Summary()
    failure = Added("b", Outcome.FAILED, reason="illisible")
    for item in (Added("a", Outcome.CREATED), failure, Added("c", Outcome.CREATED)):
        summary.record(item)
    assert summary.counts == {
        Outcome.CREATED: 2, Outcome.UPDATED: 0, Outcome.UNCHANGED: 0, Outcome.REMOVED: 0, Outcome.FAILED: 1,
    }  # fmt: skip
    assert summary.failures == [failure]


def make_bad_files(folder: Path) -> dict[str, str]:
    """Files that are no documents, with a word of the reason that each must be given."""
    folder.mkdir()
    (folder / "dossier.txt").mkdir()
    (folder / "lien.txt").symlink_to(folder / "nulle-part")
    (folder / "vide.txt").write_bytes(b"")
    (folder / "blanc.txt").write_text(" \n\t\n", encoding="utf-8")
    (folder / "binaire.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "image.md").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(2000))
    (folder / "page.html").write_bytes(b"<html><head><script>1</script></head><body></body></html>")
    with (folder / "enorme.txt").open("wb") as file:
        file.truncate(200_000_000)
    (folder / "rows.jsonl").write_bytes(b'{"id": "ok", "text": "Une ligne lisible."}\n{"id": "non"}\nrien\n')
    (folder / "cassé.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00abc")
    return {
        "lien.txt": "",
        "vide.txt": "vide",
        "blanc.txt": "",
        "binaire.txt": "",
        "image.md": "",
        "page.html": "",
        "enorme.txt": "200 Mo",
        "cassé.jsonl.gz": "abîmé",
    }


def test_one_bad_file_never_stops_the_others(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mélange"
    bad = make_bad_files(folder)
    (folder / "a-lisible.txt").write_text(NOTE.format("mille"), encoding="utf-8")
    (folder / "z-latin.txt").write_bytes(
        "Médecine scolaire : l’élève reçu à l’infirmerie.".replace("’", "'").encode("latin-1")
    )
    ran = sourcier("ingest", "add", str(folder), home=home)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    for name, word in bad.items():
        (line,) = (line for line in ran.err.splitlines() if f"« {name} »" in line or f"« {Path(name).stem} »" in line)
        assert word in line
        assert line.startswith("✗ ")
        assert line.endswith(".")
    assert "ligne 2" in ran.err
    assert "ligne 3" in ran.err
    assert "3 ajoutés" in ran.out
    assert f"{len(bad) + 2} en échec" in ran.out
    rows = json.loads(sourcier("ingest", "list", "--json", home=home).out)
    assert {Path(row["source"]).name for row in rows} == {"a-lisible.txt", "z-latin.txt", "rows.jsonl#ok"}
    (latin,) = (
        Index.open(Settings(data_dir=home))
        .documents.get(row["id"] for row in rows if row["source"].endswith("latin.txt"))
        .values()
    )
    assert "l'élève reçu à l'infirmerie" in latin.text


def test_bad_files_alone_leave_an_index_that_says_so(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    path = tmp_path / "vide.txt"
    path.write_bytes(b"")
    ran = sourcier("ingest", "add", str(path), "--json", home=home)
    assert ran.code == 1
    summary = json.loads(ran.out)
    assert (summary["failed"], summary["created"]) == (1, 0)
    assert summary["failures"][0]["source"] == path.as_posix()
    assert "vide" in summary["failures"][0]["reason"]


@pytest.mark.parametrize("name", ["absent.txt", "vide"])
def test_nothing_to_read(sourcier: Callable[..., Any], home: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "vide").mkdir()
    ran = sourcier("ingest", "add", str(tmp_path / name), home=home)
    assert ran.code == 1
    assert ran.err.startswith("Erreur : ")
    assert not (home / "chroma").exists(), "a wrong path makes no index"


def test_remove(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    for name in ("un", "deux"):
        (tmp_path / f"{name}.txt").write_text(f"Le document {name} parle du dossier {name}.", encoding="utf-8")
    assert sourcier("ingest", "add", str(tmp_path / "un.txt"), str(tmp_path / "deux.txt"), home=home).code == 0
    rows = json.loads(sourcier("ingest", "list", "--json", home=home).out)
    (gone,) = (row["id"] for row in rows if row["source"].endswith("un.txt"))
    assert sourcier("ingest", "remove", gone, home=home).code == 0
    left = json.loads(sourcier("ingest", "list", "--json", home=home).out)
    assert [row["id"] for row in left] == [row["id"] for row in rows if row["id"] != gone]
    again = sourcier("ingest", "remove", gone, home=home)
    assert again.code == 1
    assert gone in again.err
    results = json.loads(sourcier("search", "document un", "--json", home=home).out)["results"]
    assert {result["document_id"] for result in results} == {left[0]["id"]}


def test_list_shows_a_table(sourcier: Callable[..., Any], demo_home: Path) -> None:
    ran = sourcier("ingest", "list", home=demo_home)
    assert ran.code == 0
    assert "Identifiant" in ran.out
    assert "press_release" in ran.out
