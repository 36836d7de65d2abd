"""A real disk that fills up: what was indexed stays, and the next run completes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ADD = """
import json, sys
sys.path.insert(0, 'tests/vectorstore')
import ingest.storing, vectorstore.index_writer
ingest.storing.BATCH_PASSAGES, vectorstore.index_writer._PUBLISH_PASSAGES = 40, 40
from fast_embedder import FastEmbedder
from ingest.add import add
from ingest.walk import find_files
from pathlib import Path
from small_index import held
from vectorstore.errors import StorageFull
from vectorstore.index import Index
from vectorstore.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]))
full, told = False, []
try:
    for each in add(Index.create(settings, FastEmbedder()), find_files([Path(sys.argv[2])]), settings):
        told.append([each.outcome.value, each.document_id])
except StorageFull as error:
    assert 'libérez de la place' in str(error), error
    full = True
if sys.argv[3] == 'look':
    documents, passages, terms = held(Index.create(settings, FastEmbedder()))
    assert terms == len(passages)
    assert {id_ for outcome, id_ in told} <= documents, 'told, and not there'
    told = sorted(documents)
print(json.dumps([full, told]))
"""

_FILES = 100

Mount = Callable[[str], None]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Mount]]:
    """A folder on a disk of its own, and what changes its size."""
    path = tmp_path / "disk"
    path.mkdir()

    def mount(options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(path)], check=True, capture_output=True)

    try:
        mount("size=3m")
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a small disk cannot be mounted here ({error}): it takes the rights of root")
    try:
        yield path, mount
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def test_a_disk_of_few_megabytes(disk: tuple[Path, Mount], tmp_path: Path, root: Path) -> None:
    path, mount = disk
    sources = tmp_path / "sources"
    sources.mkdir()
    for number in range(_FILES):
        sentences = " ".join(
            f"Le service {number} ouvre le guichet {part} à toutes les familles." for part in range(40)
        )
        (sources / f"{number:03}.txt").write_text(f"Note {number}\n\n{sentences}\n", encoding="utf-8")

    def run(what: str) -> Any:
        ran = subprocess.run(
            [sys.executable, "-c", ADD, str(path / "data"), str(sources), what],
            cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr[-3000:]
        return json.loads(ran.stdout)

    full, told = run("add")
    assert full, "the disk was to fill up"
    before = {id_ for outcome, id_ in told if outcome == "created"}
    mount("remount,size=200m")
    full, documents = run("look")
    assert not full
    assert len(documents) == _FILES
    assert before <= set(documents)
    full, told = run("add")
    assert [outcome for outcome, _ in told] == ["unchanged"] * _FILES
