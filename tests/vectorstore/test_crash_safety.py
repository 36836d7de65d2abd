"""What is seen while a write is under way, when one fails, and who is named meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fast_embedder import FastEmbedder
from small_index import FISHING, HOSTING, RECORD, entry, environment, found, held, opened, write

import vectorstore.context
from vectorstore.embedding.e5_weights import Floats
from vectorstore.errors import EmbeddingFailed, EmbeddingModelMismatch, IndexBusy, StorageFull
from vectorstore.index import Index
from vectorstore.search import Engine, Searcher
from vectorstore.settings import Settings
from vectorstore.write_lock import WriteLock

# half a document is never seen


def test_what_is_put_is_seen_only_once_published(index: Index, home: Path) -> None:
    write(index, entry("a", HOSTING))
    reader = opened(home)
    with index.writing() as writer:
        writer.put([entry("a", RECORD), entry("b", FISHING)])
        assert writer.pending == 2
        for each in (index, reader):
            assert found(each, "thon rouge") == found(each, "certificat") == ["a:0"]
            assert found(each, "opposition", Engine.LEXICAL) == []
        writer.publish()
        assert writer.pending == 0
        for each in (index, reader):
            for engine in Engine:
                hits = Searcher(each).search("opposition au dossier médical", 5, engine=engine)
                assert hits[0].passage.text == RECORD
                assert HOSTING not in {hit.passage.text for hit in hits}


def test_an_index_opens_beside_a_writer_at_work(index: Index, home: Path) -> None:
    write(index, entry("a", HOSTING))
    with index.writing() as writer:
        writer.put([entry("b", FISHING)])
        writer.publish()
        began = time.monotonic()
        beside = opened(home)
        assert time.monotonic() - began < 4, "it does not wait for the writer"
        assert found(beside, "thon rouge", Engine.LEXICAL) == ["b:0"]
        writer.put([entry("b", RECORD)])
        assert found(beside, "thon rouge", Engine.LEXICAL) == ["b:0"]
    assert found(beside, "thon rouge", Engine.LEXICAL) == []
    assert held(beside) == held(index)


@pytest.mark.parametrize("stop", ["chroma.ChromaStore.set_generation", "document_store.DocumentStore.put"])
def test_engines_ahead_of_the_documents_show_nothing(
    index: Index, home: Path, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    """Between the engines' commits and the database's, a reader sees what was, in every engine."""
    write(index, entry("a", HOSTING))
    reader = opened(home)

    def look(*_: object, **__: object) -> None:
        for each in (index, reader):
            each.lexical.reload()
            for engine in Engine:
                assert [hit.passage.text for hit in Searcher(each).search("certificat", 5, engine=engine)] == [HOSTING]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"vectorstore.{stop}", look)
        with pytest.raises(KeyboardInterrupt):
            write(index, entry("a", "Un certificat de pêche."), entry("b", "Un autre certificat."))
    assert held(opened(home)) == ({"a"}, {"a:0"}, 1)


def test_a_document_is_its_old_passages_or_its_new_ones(index: Index, home: Path) -> None:
    """A reader searches all the while a document goes from one text to another."""
    first = ["La pêche au thon.", "La pêche à la sardine.", "La pêche au homard."]
    second = ["La chasse au cerf.", "La chasse au lièvre."]
    write(index, entry("a", *first))
    reader = opened(home)
    stop = threading.Event()
    seen: list[frozenset[str]] = []

    def read() -> None:
        while not stop.is_set():
            for engine in (Engine.DENSE, Engine.FUSED):
                hits, documents = reader.documents.settled(
                    Searcher(reader).search("la pêche et la chasse", 9, engine=engine)
                )
                seen.append(frozenset(hit.passage.text for hit in hits))
                assert set(documents) <= {"a"}

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for turn in range(8):
            write(index, entry("a", *(first if turn % 2 else second)))
    finally:
        stop.set()
        thread.join()
    # A search that meets a replacement at each of its three attempts may find nothing, never a mixture.
    assert set(seen) - {frozenset()} <= {frozenset(first), frozenset(second)}
    assert len(seen) > 4


# what fails leaves the last good state


class _Failing:
    """The real embedder, until it has read so many texts."""

    def __init__(self, real: Any, texts: int) -> None:
        self._real, self._left = real, texts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def encode_document(self, texts: Sequence[str]) -> Floats:
        self._left -= len(texts)
        if self._left < 0:
            raise RuntimeError("plus de mémoire")
        made: Floats = self._real.encode_document(texts)
        return made


def _write_one_by_one(index: Index) -> None:
    with index.writing() as writer:
        for name, text in (("a", HOSTING), ("b", RECORD), ("c", FISHING)):
            writer.put([entry(name, text)])


def test_an_embedder_that_fails_midway(index: Index, home: Path) -> None:
    real = index.embedder
    index.embedder = _Failing(real, 2)
    with pytest.raises(EmbeddingFailed, match="relancez"):
        _write_one_by_one(index)
    index.embedder = real
    assert held(opened(home)) == ({"a", "b"}, {"a:0", "b:0"}, 2), "what preceded is there"
    with index.writing() as writer:
        writer.put([entry(name, text) for name, text in (("a", HOSTING), ("b", RECORD), ("c", FISHING))])
        assert (writer.embedded, writer.reused) == (1, 2)
    assert held(opened(home))[2] == 3


def test_vectors_that_are_no_numbers_are_refused(index: Index, home: Path) -> None:
    real = index.embedder
    index.embedder = _Failing(real, 10)
    index.embedder.encode_document = lambda texts: np.full((len(texts), real.dimension), np.nan, np.float32)  # type: ignore[method-assign]
    with pytest.raises(EmbeddingFailed):
        write(index, entry("a", HOSTING))
    assert held(opened(home)) == (set(), set(), 0)


FULL = """
import resource, sys
sys.path.insert(0, 'tests/vectorstore')
from fast_embedder import FastEmbedder
from small_index import entry
from vectorstore.errors import StorageFull
from vectorstore.index import Index
from vectorstore.settings import load_settings
index = Index.create(load_settings(), FastEmbedder())
size = max(file.stat().st_size for file in index.home.rglob('*') if file.is_file())
resource.setrlimit(resource.RLIMIT_FSIZE, (size + int(sys.argv[1]), resource.RLIM_INFINITY))
try:
    with index.writing() as writer:
        for number in range(400):
            writer.put([entry(f'n{number}', *(f'Le numéro {number}, partie {part}. ' * 60 for part in range(20)))])
            writer.publish()
except StorageFull as error:
    print(error)
    sys.exit(3)
"""


@pytest.mark.parametrize("room", [0, 100_000, 900_000])
def test_a_full_disk(tmp_path: Path, root: Path, room: int) -> None:
    """Files may grow by so many bytes, as on a disk with no more room."""
    settings = Settings(data_dir=tmp_path / "data")

    def reopened() -> Index:
        return Index.create(settings, FastEmbedder())

    write(reopened(), entry("a", HOSTING))
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(room)],
        cwd=root, env=environment(settings.home), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 3, ran.stderr
    assert "libérez de la place" in ran.stdout
    again = reopened()
    documents, passages, _ = held(again)
    assert "a" in documents
    assert len(passages) == 1 + 20 * (len(documents) - 1), "whole documents only"
    assert found(again, "certificat de conformité", Engine.LEXICAL) == ["a:0"]
    new = [f"n{len(documents)}", f"n{len(documents) + 1}"]
    write(again, *(entry(name, f"Le document {name}.") for name in new))
    assert set(new) <= held(reopened())[0]


# engines lost or damaged


def _break_graph(home: Path) -> None:
    (home / "chroma.writing").touch()
    os.utime(home / "chroma.writing", ns=(0, 0))


def _drop_chroma(home: Path) -> None:
    shutil.rmtree(home / "chroma")


def _garble_chroma(home: Path) -> None:
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"x" * 5000)


def _drop_both(home: Path) -> None:
    _drop_chroma(home)
    shutil.rmtree(home / "lexical")


@pytest.mark.parametrize("damage", [_break_graph, _drop_chroma, _garble_chroma, _drop_both])
def test_vectors_lost_or_in_doubt_are_made_anew_without_the_model(
    index: Index, home: Path, damage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(index, entry("a", HOSTING, RECORD), entry("b", FISHING))
    before = [Searcher(index).search(query, 5) for query in ("thon", "certificat")]
    whole = held(index)
    damage(home)
    monkeypatch.setattr(index.embedder.__class__, "encode_document", lambda *_: pytest.fail("embedded again"))
    again = opened(home)
    assert ("chroma" in again.repairs.rebuilt) == (damage is not _break_graph or _saved(home))
    assert held(again) == whole
    assert [Searcher(again).search(query, 5) for query in ("thon", "certificat")] == [
        [type(hit)(hit.passage, pytest.approx(hit.score, abs=1e-6)) for hit in hits] for hits in before
    ]


def _saved(home: Path) -> bool:
    return any((home / "chroma").glob("*/*"))


def test_rebuilding_by_command(index: Index, home: Path, sourcier: Any) -> None:
    write(index, entry("a", HOSTING, RECORD), entry("b", FISHING))
    whole = held(index)
    for options in (["--lexical"], ["--chroma"], ["--vectors"], []):
        before = opened(home).generation
        ran = sourcier("ingest", "rebuild", *options, home=home)
        assert (ran.code, "3 passages" in ran.out) == (0, True), ran.err
        again = opened(home)
        assert again.generation > before, "other processes reopen"
        assert held(again) == whole
        assert found(again, "thon rouge") == ["b:0", *found(again, "thon rouge")[1:]]


def test_orphans_are_found_and_repaired(index: Index, home: Path) -> None:
    """Whatever one store has and another lacks."""
    write(index, entry("a", HOSTING, RECORD), entry("b", FISHING))
    whole = held(index)
    keys = sorted(index.passages.keys())
    index.chroma.add(
        ["x:0#1"], [next(iter(index.passages.rows())).row], np.ones((1, index.embedder.dimension), np.float32)
    )
    index.chroma.delete(keys[:1])
    index.lexical.delete(keys[1:2])
    index.lexical.add([next(iter(index.passages.rows())).row], ["y:0#2"])
    index.lexical.commit(index.generation)
    index.state.set(writing=True)
    again = opened(home)
    assert (again.repairs.orphans, again.repairs.missing, again.repairs.rebuilt) == (2, 2, ())
    assert held(again) == whole
    assert not opened(home).repairs, "once"


def test_a_passage_held_twice_is_noticed(index: Index, home: Path) -> None:
    write(index, entry("a", HOSTING), entry("b", FISHING))
    (key, _) = sorted(index.passages.keys())
    index.lexical.add([next(iter(index.passages.rows())).row], [key])
    index.lexical.commit(index.generation)
    again = opened(home)
    assert again.repairs.rebuilt == ("lexical",)
    assert held(again) == ({"a", "b"}, {"a:0", "b:0"}, 2)


# the lock

HOLDER = """
import sys, time
from pathlib import Path
from vectorstore.write_lock import WriteLock
with WriteLock(Path(sys.argv[1])).held(0):
    print('held', flush=True)
    time.sleep(60)
"""


def test_the_lock_names_its_owner_and_goes_with_it(tmp_path: Path, root: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexBusy) as refusal, WriteLock(tmp_path).held(0):
            pytest.fail("two writers")
        owner = json.loads((tmp_path / "write.lock.owner").read_text(encoding="utf-8"))
        for word in (f"processus {holder.pid} ", owner["host"], owner["command"], "depuis le", "réessayez"):
            assert word in str(refusal.value)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert (tmp_path / "write.lock.owner").exists(), "a dead owner's name stays"
    with WriteLock(tmp_path).held(0), WriteLock(tmp_path / "other").held(0):
        assert json.loads((tmp_path / "write.lock.owner").read_text(encoding="utf-8"))["pid"] == os.getpid()
    assert not (tmp_path / "write.lock.owner").exists()


@pytest.mark.parametrize("written", ["", "{", "[]", '{"pid": 1}', "\0\0", '{"pid": "x", "since": "hier"}'])
def test_an_unreadable_owner_is_no_error(tmp_path: Path, root: Path, written: str) -> None:
    held_elsewhere = threading.Event()
    done = threading.Event()

    def hold() -> None:
        with WriteLock(tmp_path).held(0):
            (tmp_path / "write.lock.owner").write_text(written, encoding="utf-8")
            held_elsewhere.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held_elsewhere.wait()
    try:
        with pytest.raises(IndexBusy, match=r"sur cet index : attendez"), WriteLock(tmp_path).held(0):
            pytest.fail("two writers")
    finally:
        done.set()
        thread.join()


# nothing is embedded twice


def test_only_passages_whose_embedded_text_changed_are_embedded(index: Index) -> None:
    def put(*entries: Any) -> tuple[int, int]:
        with index.writing() as writer:
            writer.put(entries)
        return writer.embedded, writer.reused

    assert put(entry("a", HOSTING, RECORD)) == (2, 0)
    assert put(entry("a", HOSTING, RECORD)) == (0, 2)
    assert put(entry("a", FISHING, HOSTING, RECORD)) == (1, 2), "those after it only moved"
    assert put(entry("a", FISHING, HOSTING, RECORD, publisher="ANS")) == (0, 3), "a publisher is not embedded"
    assert put(entry("a", FISHING, HOSTING, RECORD, title="Autre titre")) == (3, 0), "a title is"
    assert held(index)[2] == 3
    assert Searcher(index).search("thon rouge")[0].passage.text == FISHING


def test_a_store_that_is_full_is_named(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vectorstore.chroma.ChromaStore.add", fail)
    with pytest.raises(StorageFull, match="Ce qui était indexé le reste"):
        write(index, entry("a", HOSTING))


# vectors of another way or another model


class _Counting:
    """Counts the texts that an embedder reads; ``model_id`` may be another's."""

    def __init__(self, real: Any, model_id: str = "") -> None:
        self._real, self.model_id, self.texts = real, model_id or real.model_id, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def encode_document(self, texts: Sequence[str]) -> Floats:
        self.texts += len(texts)
        made: Floats = self._real.encode_document(texts)
        return made


def test_passages_in_an_older_context_are_embedded_again(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    write(index, entry("a", HOSTING, RECORD), entry("b", FISHING, title="", published_on=None))
    assert not index.outdated
    whole = held(index)
    keys = set(index.passages.keys())
    index.embedder = _Counting(index.embedder)
    contextual = vectorstore.context._contextual
    monkeypatch.setattr(
        "vectorstore.context._contextual", lambda row: contextual(row).replace("Titre de a", "Titre de A")
    )
    vectorstore.context.context_version.cache_clear()
    assert not index.outdated, "what is written for the passages that it looks at is the same"
    monkeypatch.setattr("vectorstore.context._contextual", lambda row: contextual(row).replace("Titre", "TITRE"))
    vectorstore.context.context_version.cache_clear()
    try:
        assert index.outdated
        index.renew()
        assert index.embedder.texts == 2, "those without a title read the same"
        assert not index.outdated
        assert held(index) == whole
        assert len(keys & set(index.passages.keys())) == 1
        index.renew()
        assert index.embedder.texts == 2
    finally:
        vectorstore.context.context_version.cache_clear()


def test_another_model_takes_over_by_command(index: Index, home: Path) -> None:
    write(index, entry("a", HOSTING, RECORD), entry("b", FISHING))
    whole = held(index)
    other = index.embedder = _Counting(index.embedder, "un autre modèle")
    assert index.rebuild(vectors=True) == 3
    assert other.texts == 3
    assert held(index) == whole
    with pytest.raises(EmbeddingModelMismatch, match="rebuild --vectors"):
        opened(home)
    again = Index.open(Settings(data_dir=home), any_model=True)
    assert again.rebuild(vectors=True) == 3
    assert held(opened(home)) == whole
    assert found(opened(home), "thon rouge")[0] == "b:0"


def test_a_model_that_reads_less_is_refused(index: Index) -> None:
    write(index, entry("a", HOSTING))
    vectors = index.passages.vectors(each.embedded for each in index.passages.rows())
    small = index.embedder = _Counting(index.embedder, "petit")
    small.max_tokens = 3  # type: ignore[attr-defined]
    with pytest.raises(EmbeddingModelMismatch, match="1 passages sont plus longs"):
        index.rebuild(vectors=True)
    assert (small.texts, list(index.passages.vectors(vectors))) == (0, list(vectors))


def test_chroma_of_another_index_is_not_believed(index: Index, home: Path) -> None:
    write(index, entry("a", HOSTING))
    index.chroma.collection.modify(metadata={**index.chroma.collection.metadata, "embedding_model": "autre"})
    again = opened(home)
    assert again.repairs.rebuilt == ("chroma",)
    assert held(again)[2] == 1
