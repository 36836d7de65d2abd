"""Writers and readers of one index: in turn, at once, in other processes, and cut short."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder
from small_index import FISHING, HOSTING, RECORD, entry, environment, found, held, opened, write

from vectorstore.errors import IndexBusy
from vectorstore.index import Index
from vectorstore.lexical import LexicalIndex
from vectorstore.search import Engine, Searcher
from vectorstore.settings import Settings


def test_a_second_writer_is_refused_in_words(index: Index, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.index._LOCK_WAIT_SECONDS", 0)
    other = opened(home)

    def second() -> None:
        with pytest.raises(IndexBusy, match="réessayez"):
            write(other, entry("b", FISHING))

    with index.writing() as writer:
        writer.put([entry("a", HOSTING)])
        thread = ThreadPoolExecutor(1)
        thread.submit(second).result()
    thread.submit(lambda: write(other, entry("b", FISHING))).result()
    assert held(opened(home)) == ({"a", "b"}, {"a:0", "b:0"}, 2)


def test_writers_in_turn_never_share_a_generation(index: Index, home: Path) -> None:
    """A writer that was open while another wrote must not count from its own last number."""
    other, reader = opened(home), opened(home)
    write(index, entry("a", HOSTING))
    assert reader.refresh()
    write(other, entry("b", FISHING))
    assert other.generation == 2
    assert reader.refresh(), "a second change is a second generation"
    assert not reader.refresh()
    assert held(reader) == ({"a", "b"}, {"a:0", "b:0"}, 2)
    assert found(reader, "thon rouge", Engine.LEXICAL) == ["b:0"]


@pytest.mark.parametrize(
    "where", ["chroma.ChromaStore.add", "lexical.LexicalIndex.add", "document_store.DocumentStore.put"]
)
def test_a_write_cut_short_is_made_good(index: Index, home: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    write(index, entry("a", HOSTING))

    def fail(*_: object, **__: object) -> None:
        raise OSError("disque plein")

    with monkeypatch.context() as patch:
        patch.setattr(f"vectorstore.{where}", fail)
        with pytest.raises(OSError, match="disque plein"):
            write(index, entry("b", FISHING))
    LexicalIndex.open(home / "lexical").clear()  # refused while another writer holds the lock
    digest = entry("b", FISHING)[0].sha256
    assert index.documents.digests().get("b") != digest, "not taken for done"
    write(index, entry("b", FISHING))
    for each in (index, opened(home)):
        assert held(each) == ({"a", "b"}, {"a:0", "b:0"}, 2)
        assert found(each, "thon rouge", Engine.LEXICAL) == ["b:0"]
        assert each.generation == each.lexical.generation


DEATHS = [
    # what dies, whether the write was done by then, whether the engines then need repair
    ("os._exit(9)", False, False),
    ("writer._index.chroma.add = lambda *_: os._exit(9)", False, None),
    ("writer._index.lexical.commit = lambda *_, **__: os._exit(9)", False, True),
    ("writer._index.chroma.set_generation = lambda *_: os._exit(9)", False, True),
    ("writer._index.documents.put = lambda *_, **__: os._exit(9)", False, True),
    ("writer._index.chroma.delete = lambda *_: os._exit(9)", True, True),
    ("writer._index.lexical.delete = lambda *_: os._exit(9)", True, True),
    ("pass", True, True),
]


@pytest.mark.parametrize(("patch", "done", "repaired"), DEATHS)
def test_a_process_that_dies_while_writing(
    index: Index, home: Path, root: Path, patch: str, done: bool, repaired: bool | None
) -> None:
    write(index, entry("a", HOSTING))
    script = (
        "import os, sys\n"
        "sys.path.insert(0, 'tests/vectorstore')\n"
        "from small_index import entry\n"
        "from vectorstore.index import Index\n"
        "from vectorstore.settings import load_settings\n"
        "with Index.open(load_settings()).writing() as writer:\n"
        f"    writer.put([entry('a', {RECORD!r}), entry('b', {FISHING!r})])\n"
        f"    {patch}\n"
        "    writer.publish()\n"
        "    os._exit(9)\n"
    )
    died = subprocess.run([sys.executable, "-c", script], cwd=root, env=environment(home), check=False)
    assert died.returncode == 9
    again = opened(home)
    assert repaired is None or bool(again.repairs) == repaired
    if done:
        assert held(again) == ({"a", "b"}, {"a:0", "b:0"}, 2)
    else:
        assert held(again) == ({"a"}, {"a:0"}, 1)
        assert found(again, "certificat de conformité", Engine.LEXICAL) == ["a:0"]
    write(again, entry("a", RECORD), entry("b", FISHING))
    for each in (again, opened(home)):
        assert held(each) == ({"a", "b"}, {"a:0", "b:0"}, 2)
        assert found(each, "thon rouge", Engine.LEXICAL) == ["b:0"]
        assert found(each, "dossier médical", Engine.LEXICAL) == ["a:0"]


def test_another_process_finds_the_same(demo_home: Path, root: Path) -> None:
    query = "Qui contrôle les hébergeurs de données de santé ?"
    mine = [(hit.passage.id, hit.score) for hit in Searcher(opened(demo_home)).search(query, 20)]
    script = (
        "import json, sys\n"
        "from vectorstore.index import Index\n"
        "from vectorstore.search import Searcher\n"
        "from vectorstore.settings import load_settings\n"
        "hits = Searcher(Index.open(load_settings())).search(sys.argv[1], 20)\n"
        "print(json.dumps([(hit.passage.id, hit.score) for hit in hits]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, query],
        cwd=root, env=environment(demo_home), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [tuple(hit) for hit in json.loads(ran.stdout)] == mine
    assert len(mine) == 20


MANY = """
import json, sys
sys.path.insert(0, "tests/vectorstore")
from fast_embedder import FastEmbedder
from vectorstore.index import Index
from vectorstore.search import Engine, Searcher
from vectorstore.settings import load_settings
index = Index.create(load_settings(), FastEmbedder())
searcher = Searcher(index)
queries = [(f"dossier numéro {n} sur {n % 7}", engine) for n in range(0, 2400, 240) for engine in Engine]
found = [
    [(hit.passage.id, hit.score) for hit in searcher.search(query, 20, engine=engine)] for query, engine in queries
]
print(json.dumps([index.passages.count(), index.chroma.count(), found]))
"""


def test_more_than_two_thousand_passages_reopened(tmp_path: Path, root: Path) -> None:
    """The graph of neighbours is saved every thousand changes: a new process must find all, saved or not."""
    home = tmp_path / "data"
    index = Index.create(Settings(data_dir=home), FastEmbedder())
    for start in range(0, 2400, 800):
        write(index, *(entry(f"d{n}", f"Le dossier numéro {n} sur {n % 7}.") for n in range(start, start + 800)))
    with index.writing() as writer:
        writer.remove([f"d{n}" for n in range(0, 2400, 48)])
    queries = [(f"dossier numéro {n} sur {n % 7}", engine) for n in range(0, 2400, 240) for engine in Engine]
    mine = [
        [[hit.passage.id, hit.score] for hit in Searcher(index).search(query, 20, engine=engine)]
        for query, engine in queries
    ]
    ran = subprocess.run(
        [sys.executable, "-c", MANY], cwd=root, env=environment(home), capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout) == [2350, 2350, mine]
    assert all(len(found) == 20 for found in mine)


def test_a_reader_sees_what_another_process_ingests(index: Index, home: Path, tmp_path: Path, root: Path) -> None:
    write(index, entry("a", HOSTING))
    reader = opened(home)
    assert found(reader, "thon rouge", Engine.LEXICAL) == []
    path = tmp_path / "peche.txt"
    path.write_text(f"Pêche\n\n{FISHING}\n", encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "assistant", "ingest", "add", str(path)], cwd=root, env=environment(home), check=True
    )
    assert reader.refresh()
    assert not reader.refresh()
    documents, passages, terms = held(reader)
    assert len(documents) == 2
    assert len(passages) == terms
    for engine in Engine:
        assert found(reader, "thon rouge", engine)[0].startswith("peche")


def test_readers_search_on_while_a_writer_writes(index: Index, home: Path) -> None:
    write(index, entry("a", HOSTING))
    reader = opened(home)
    stop = threading.Event()
    seen: list[int] = []

    def read() -> None:
        while not stop.is_set():
            reader.refresh()
            hits = Searcher(reader).search("certificat de l’hébergeur", 50)
            assert "a:0" in {hit.passage.id for hit in hits}
            seen.append(len(hits))

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        try:
            for number in range(6):
                write(index, entry(f"n{number}", f"Un certificat de plus, le numéro {number}."))
        finally:
            stop.set()
        reading.result()
    assert seen
    reader.refresh()
    assert held(reader) == held(index)
    assert len(held(reader)[0]) == 7
