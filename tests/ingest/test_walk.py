"""Folders that are deep, that turn in circles, and that cannot be opened."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.manifest_file import load_manifest
from ingest.origins import Plan, plan_for
from ingest.walk import find_files, unopened
from ingest.web.fetch import Fetcher
from vectorstore.settings import Settings

PROSE = "La mission d’appui accompagne les maternités dans leurs échanges avec la ville, et en rend compte."


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    """A folder; removed by the system's own command, for deep ones are too much for Python's."""
    folder = tmp_path / "arbre"
    folder.mkdir()
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def sink(folder: Path, name: str, depth: int) -> None:
    """Makes folders in each other from ``folder`` on, and a note in the last: their path may be too long to name."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(depth):
            os.mkdir(name)
            os.chdir(name)
        with open("fond.txt", "w", encoding="utf-8") as file:
            file.write(PROSE)
    finally:
        os.chdir(here)


def test_depth_is_no_bound(tree: Path) -> None:
    sink(tree, "d", 1_500)
    (found,) = find_files([tree])
    assert found.name == "fond.txt"
    assert found.read_text(encoding="utf-8") == PROSE


def test_a_path_too_long_to_open_is_named(tree: Path) -> None:
    (tree / "note.txt").write_text(PROSE, encoding="utf-8")
    sink(tree, "e" * 40, 120)
    note, lost = find_files([tree])
    assert (note.name, unopened(note)) == ("note.txt", None)
    reason = unopened(lost)
    assert reason is not None
    assert "chemin trop long" in reason
    assert len(reason) < 250


def test_links_between_folders_turn_in_no_circle(tree: Path) -> None:
    (tree / "note.txt").write_text(PROSE, encoding="utf-8")
    (tree / "boucle").symlink_to(tree)
    (tree / "autre").mkdir()
    (tree / "autre" / "retour").symlink_to(tree / "autre")
    assert find_files([tree]) == [tree / "note.txt"]


def closed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Makes ``folder`` one that may not be opened, for whoever runs the tests may open any."""
    opened = os.scandir

    def scandir(path: Path) -> Any:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr("ingest.walk.os.scandir", scandir)


def test_a_folder_that_may_not_be_opened_is_a_failure(
    sourcier: Callable[..., Any], home: Path, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree / "note.txt").write_text(PROSE, encoding="utf-8")
    (tree / "interdit").mkdir()
    closed(monkeypatch, tree / "interdit")
    ran = sourcier("ingest", "add", str(tree), "--dry-run", home=home)
    assert ran.code == 1
    assert f"Le dossier « {tree / 'interdit'} » ne peut pas être ouvert" in ran.err
    assert "1 ajoutés" in ran.out


def test_what_it_gave_before_is_kept(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "note.txt").write_text(PROSE, encoding="utf-8")
    (tree / "interdit").mkdir()
    (tree / "interdit" / "b.txt").write_text(PROSE, encoding="utf-8")
    manifest = tree / "sources.yaml"
    manifest.write_text("sources:\n  - folder: .\n", encoding="utf-8")

    def plan() -> Plan:
        with Fetcher(Settings()) as fetcher:
            return plan_for(load_manifest(manifest), fetcher)

    whole = plan()
    assert (len(whole.origins), whole.unsure) == (2, set())
    closed(monkeypatch, tree / "interdit")
    partly = plan()
    assert [Path(origin.place).name for origin in partly.origins] == ["note.txt"]
    assert partly.unsure == {origin.entry for origin in partly.origins}, "nothing of this source is removed"
    (failure,) = partly.failures
    assert failure.reason.endswith("Ce qu’il a déjà donné est gardé.")
