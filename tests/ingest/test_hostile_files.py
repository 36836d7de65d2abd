"""A hundred hostile files in one folder, through the command that people use and a real index."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hostile_files import HOSTILE as FIRST
from hostile_files import SECRET, Hostile
from hostile_more import MORE

from ingest.files import legible_name, legible_source
from vectorstore.index import Index
from vectorstore.search import Engine, Searcher
from vectorstore.settings import Settings
from vectorstore.types import Document

# Of processor, not of clock, so that a busy machine changes nothing; a reader that hangs goes beyond.
_SECONDS = 120
_MEGABYTES = 1_500
HOSTILE = (*FIRST, *MORE)
_GOOD = ("aaa-bon.txt", "zzz-bon.txt")


@dataclass(frozen=True)
class Ingested:
    """What one run of ``sourcier ingest add`` over the folder left."""

    folder: Path
    index: Index
    code: int
    err: str
    megabytes: float
    reasons: dict[str, list[str]]
    rows: dict[str, dict[str, Any]]
    texts: dict[str, Document]


# The command, within bounds that the system enforces, and how much memory it took at most.
_PROGRAM = f"""
import atexit, os, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}))
# Of this program alone: what getrusage gives begins at the size of the process that started it.
peak = lambda: int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1000
atexit.register(lambda: open(os.environ["PEAK"], "w").write(str(peak())))
from assistant.cli import main
main()
"""


def sourcier(base: Path, *arguments: str) -> tuple[int, str, str]:
    """Runs the command over ``base/data`` in a process of its own; leaves its peak megabytes in ``base/peak``."""
    process = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        capture_output=True,
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "SOURCIER_DATA_DIR": str(base / "data"), "COLUMNS": "200", "PEAK": str(base / "peak")},
        check=False,
    )
    return process.returncode, process.stdout.decode("utf-8"), process.stderr.decode("utf-8")


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, make_home: Any) -> Ingested:
    base = tmp_path_factory.mktemp("hostile")
    folder = base / "sources"
    folder.mkdir()
    for hostile in HOSTILE:
        hostile.make(folder / hostile.name)
    for name in _GOOD:
        (folder / name).write_text(f"Le témoin {name} dit ceci : tout va bien.", encoding="utf-8")
    home = make_home(base / "data")
    code, out, err = sourcier(base, "ingest", "add", str(folder), "--json")
    megabytes = float((base / "peak").read_text(encoding="utf-8"))
    reasons: dict[str, list[str]] = {}
    for failure in json.loads(out)["failures"]:
        reasons.setdefault(failure["source"].partition("#")[0], []).append(failure["reason"])
    rows = {row["source"]: row for row in json.loads(sourcier(base, "ingest", "list", "--json")[1])}
    index = Index.open(Settings(data_dir=home))
    texts = index.documents.get(row["id"] for row in rows.values())
    by_source = {document.source: document for document in texts.values()}
    return Ingested(folder, index, code, err, megabytes, reasons, rows, by_source)


def source(ingested: Ingested, hostile: Hostile) -> str:
    path = legible_source((ingested.folder / hostile.name).as_posix())
    return f"{path}/dedans.txt" if hostile.name == "dossier.txt" else path


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 100
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("hostile", HOSTILE, ids=[legible_name(hostile.name)[:40] for hostile in HOSTILE])
def test_each_is_refused_by_name_or_read_cleanly(ingested: Ingested, hostile: Hostile) -> None:
    here = source(ingested, hostile)
    reasons = ingested.reasons.get(here, [])
    if hostile.reason:
        (reason,) = reasons
        assert hostile.reason in reason
        shown = legible_name(hostile.name)
        assert f"« {shown} »" in reason or f"« {shown.rpartition('.')[0]} »" in reason
        assert reason.endswith(".")
        assert not any(path.partition("#")[0] == here for path in ingested.rows)
        return
    assert len(reasons) == hostile.bad_rows
    names = {f"{here}#{row}" for row in hostile.rows} or {here}
    assert {path for path in ingested.rows if path.partition("#")[0] == here} == names
    for name in names:
        document = ingested.texts[name]
        assert hostile.holds in document.text
        assert not [word for word in hostile.without if word in document.text]
        assert ingested.rows[name]["flags"] == list(hostile.flags)


def test_none_stops_the_rest(ingested: Ingested) -> None:
    assert ingested.code == 1, "some failed"
    assert {f"{ingested.folder.as_posix()}/{name}" for name in _GOOD} <= set(ingested.rows)
    assert not [name for name in ("Traceback", "Error", "\x1b", "\u202e") if name in ingested.err]
    assert sum(map(len, ingested.reasons.values())) == ingested.err.count("✗ ")
    asked = {source(ingested, hostile) for hostile in HOSTILE if hostile.reason or hostile.bad_rows}
    assert set(ingested.reasons) == asked, "nothing fails that should not"


def test_memory_is_bounded(ingested: Ingested) -> None:
    assert ingested.megabytes < _MEGABYTES


def test_the_index_is_whole(ingested: Ingested) -> None:
    index = ingested.index
    passages = sum(row["passages"] for row in ingested.rows.values())
    assert index.chroma.count() == index.lexical.count() == passages > 0
    assert len(ingested.rows) == index.documents.count()


def test_no_invisible_character_reaches_text_or_title(ingested: Ingested) -> None:
    for document in ingested.texts.values():
        for text in (document.text, document.title, document.publisher or ""):
            found = {char for char in text if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs")}
            assert not found, document.source
        for block in document.blocks:
            assert document.text[block.start : block.end].strip()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("dossier médical partagé ouvert à tous", "zero-largeur.txt"),
        ("remboursement des séances", "bidi.txt"),
        ("téléconsultation gratuite", "remplissage.html"),
    ],
)
def test_hidden_words_are_found(ingested: Ingested, query: str, name: str) -> None:
    hits = Searcher(ingested.index).search(query, engine=Engine.LEXICAL)
    found = ingested.index.documents.get([hits[0].passage.document_id])
    assert next(iter(found.values())).source.endswith(name)


def test_nothing_was_followed_run_or_written(ingested: Ingested) -> None:
    assert not any(SECRET in document.text for document in ingested.texts.values())
    assert "root:" not in "".join(document.text for document in ingested.texts.values())
    names = {path.name for path in ingested.folder.parent.iterdir()}
    assert names == {"sources", "data", "dehors.txt", "peak"}
    assert not list(ingested.folder.rglob("*evil*"))
    assert not Path("/tmp/evil.txt").exists()
    assert not Path("evil").exists()
