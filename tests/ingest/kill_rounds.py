"""Kills an ingesting process at random instants, and compares the index with its sources after each.

A program, run by ``test_kills.py`` in a process of its own: it forks one that
ingests, kills it, then forks another that opens the index, looks, completes the
work and looks again. Forking spares each of them the seconds of importing. With
``--by sync``, what ingests is a synchronisation with a manifest, which must then own
every document, at every instant.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import chromadb.api.rust  # noqa: F401  before any fork: Chroma would import it in each
import numpy as np
from fast_embedder import FastEmbedder

import ingest.storing
import ingest.sync
import vectorstore.chroma
import vectorstore.index
import vectorstore.index_writer
from ingest.add import add
from ingest.manifest_file import load_manifest
from ingest.origins import plan_for
from ingest.outcomes import Outcome
from ingest.read import read
from ingest.source_memory import SourceMemory
from ingest.split import split
from ingest.sync import synchronise
from ingest.sync_target import IndexTarget
from ingest.walk import find_files
from ingest.web.fetch import Fetcher
from vectorstore.context import contextual_texts
from vectorstore.index import Index
from vectorstore.settings import Settings
from vectorstore.types import Document, passage_row
from vectorstore.write_lock import WriteLock

WORDS = ("santé", "numérique", "données", "hébergeur", "dossier", "agence", "certificat", "interopérable", "pêche")
_PAUSE = 0.002

Ingest = Callable[[Settings, Path], None]


class Unequal(AssertionError):
    """The index and its sources tell different stories."""


def check(condition: bool, *says: object) -> None:
    if not condition:
        raise Unequal(" ".join(map(str, says)))


def write_sources(folder: Path, chance: random.Random) -> None:
    """Adds, changes and removes some of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = sorted(folder.iterdir())
    for path in chance.sample(paths, len(paths) // 5):
        path.unlink()
    for path in chance.sample(sorted(folder.iterdir()), len(list(folder.iterdir())) // 4):
        path.write_text(path.read_text(encoding="utf-8") + paragraph(chance), encoding="utf-8")
    while len(list(folder.iterdir())) < 16:
        path = folder / f"note-{chance.randrange(10**6)}.txt"
        path.write_text("".join(paragraph(chance) for _ in range(chance.randint(1, 6))), encoding="utf-8")


def paragraph(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(8, 40))).capitalize() + ".\n\n"


def documents_of(folder: Path) -> dict[str, Document]:
    """What the sources hold, by id."""
    found = [item for path in find_files([folder]) for item in read(path)]
    assert all(isinstance(item, Document) for item in found)
    return {item.id: item for item in found if isinstance(item, Document)}


def ingest_by_hand(settings: Settings, folder: Path) -> None:
    """Makes the index equal to the folder, as ``ingest add`` and ``ingest remove`` do."""
    index = Index.open(settings, create=True)
    gone = set(index.documents.digests()).difference(documents_of(folder))
    if gone:
        with index.writing() as writer:
            writer.remove(sorted(gone))
    for _ in add(index, find_files([folder]), settings):
        pass


def ingest_by_sync(settings: Settings, folder: Path) -> None:
    """Makes the index equal to the folder, as ``ingest sync`` does."""
    loaded = load_manifest(manifest_of(folder))
    index = Index.open(settings, create=True)
    with Fetcher(settings) as fetcher, WriteLock(settings.home, "sync.lock", "synchronisation").held(0):
        for event in synchronise(
            IndexTarget(index, settings), loaded.name, plan_for(loaded, fetcher), fetcher, settings
        ):
            check(getattr(event, "outcome", None) is not Outcome.FAILED, event)


def manifest_of(folder: Path) -> Path:
    """A manifest that names the folder."""
    path = folder.with_name("sources.yaml")
    if not path.exists():
        path.write_text(f"version: 1\nname: essai\nsources:\n  - folder: {folder.name}\n", encoding="utf-8")
    return path


def check_owners(index: Index) -> None:
    """Every document is the manifest's: one that is nobody's would never be removed."""
    nobodys = set(index.documents.digests()).difference(SourceMemory(index.database).owned("essai"))
    check(not nobodys, "documents that no manifest owns:", nobodys)


def compare(index: Index, settings: Settings, *versions: dict[str, Document]) -> None:
    """Every document is wholly one of its versions, the same in all three stores, and nothing else is there.

    With one version, all its documents are there.
    """
    ids = set(index.documents.digests())
    stored = index.documents.get(ids)
    possible = {id_ for version in versions for id_ in version}
    check(ids <= possible, "documents that no source has:", ids - possible)
    if len(versions) == 1:
        check(ids == possible, "lost documents:", possible - ids)
    expected: dict[str, np.ndarray[Any, Any]] = {}
    held = {each.key: each for each in index.passages.rows()}
    by_document: dict[str, list[Any]] = {id_: [] for id_ in ids}
    for each in held.values():
        check(each.row.passage.document_id in ids, "a passage without document:", each.key)
        by_document[each.row.passage.document_id].append(each)
    for id_, document in stored.items():
        check(any(version.get(id_) == document for version in versions), "neither version:", id_)
        passages = split(
            document, index.embedder.count_tokens, min(settings.passage_tokens, index.embedder.max_tokens - 8)
        )
        rows = [passage_row(passage, document) for passage in passages]
        kept = by_document[id_]
        check([each.row for each in kept] == rows, "other passages than its text gives:", id_)
        texts = contextual_texts(rows, index.embedder.count_tokens, index.embedder.max_tokens)
        expected.update(zip((each.key for each in kept), index.embedder.encode_document(texts), strict=True))
    keys = sorted(held)
    check(sorted(index.chroma.keys()) == keys, "Chroma holds other passages")
    check(sorted(index.lexical.ids()) == keys, "the lexical index holds other passages")
    if keys:
        for shard in index.chroma.shards:
            got = shard.get(ids=keys, include=["embeddings"])
            for key, vector in zip(got["ids"], got["embeddings"], strict=True):  # type: ignore[arg-type]
                check(float(np.dot(vector, expected[key])) > 0.999, "the vector of another text:", key)
        # The graph itself finds what it holds: a torn one would not.
        for key in keys[:: max(1, len(keys) // 5)]:
            near = index.chroma.query(expected[key], 1, vectorstore.types.Filters())
            check(bool(near) and near[0][1] > 0.999, "not found by its own vector:", key)


def forked(work: Callable[[], object]) -> int:
    """The id of a process that does the work, and ends with 0 if nothing was raised."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(code)


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def one_round(settings: Settings, folder: Path, chance: random.Random, longest: float, work: Ingest) -> bool:
    """Changes the sources, kills their ingestion, and compares; false if it had ended by then."""
    before = documents_of(folder) if folder.is_dir() else {}
    write_sources(folder, chance)
    after = documents_of(folder)
    pid = forked(lambda: work(settings, folder))
    time.sleep(chance.random() * longest)
    os.kill(pid, signal.SIGKILL)
    killed = ended(pid) == -signal.SIGKILL

    def look() -> None:
        if (settings.home / "sourcier.sqlite3").exists():
            try:
                index = Index.open(settings)
            except vectorstore.errors.IndexMissing:
                check(not before, "an index was lost")
            else:
                with (settings.home / "repairs.jsonl").open("a") as file:
                    repairs = {"repaired": bool(index.repairs), "rebuilt": index.repairs.rebuilt}
                    print(json.dumps(repairs), file=file)
                compare(index, settings, before, after)
                if work is ingest_by_sync:
                    check_owners(index)
        work(settings, folder)
        index = Index.open(settings)
        compare(index, settings, after)
        if work is ingest_by_sync:
            check_owners(index)
            check(len(SourceMemory(index.database).owned("essai")) == len(after), "owners of what is gone")

    if ended(forked(look)):
        raise Unequal("see above")
    return killed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--by", choices=["hand", "sync"], default="hand")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--real", action="store_true", help="the default embedder, and Chroma's own thresholds")
    parser.add_argument("--beside", action="store_true", help="texts are analysed in a process beside, however few")
    parser.add_argument("--seconds", type=float, default=1e9, help="no further round begins after this")
    arguments = parser.parse_args()
    if not arguments.real:
        vectorstore.index.load_embedder = lambda *_: FastEmbedder(_PAUSE)
        # Chroma saves its graph often, and little is published at once: more instants at which to die.
        vectorstore.chroma._HNSW["hnsw"] |= {"batch_size": 4, "sync_threshold": 8}
        vectorstore.chroma._SHARD = 20
    ingest.storing.BATCH_PASSAGES = ingest.sync.BATCH_PASSAGES = 6
    work: Ingest = ingest_by_sync if arguments.by == "sync" else ingest_by_hand
    vectorstore.index_writer._PUBLISH_PASSAGES = 14
    if arguments.beside:
        vectorstore.index_writer._WORTH_A_PROCESS = 1
    settings = Settings(data_dir=arguments.home)
    folder = arguments.home / "sources"
    chance = random.Random(arguments.seed)
    write_sources(folder, chance)
    began = time.monotonic()
    if ended(forked(lambda: work(settings, folder))):
        raise Unequal("the first ingestion failed")
    longest = time.monotonic() - began
    began = time.monotonic()
    kills = rounds = 0
    while kills < arguments.kills and (kills < 2 or time.monotonic() - began < arguments.seconds):
        killed = one_round(settings, folder, chance, longest, work)
        longest *= 1.05 if killed else 0.8  # about as long as an ingestion takes, however busy the machine
        rounds += 1
        kills += killed
    lines = (arguments.home / "repairs.jsonl").read_text().splitlines() if rounds else []
    looks = [json.loads(line) for line in lines]
    result = {
        "by": arguments.by,
        "kills": kills,
        "rounds": rounds,
        "repaired": sum(look["repaired"] for look in looks),
        "rebuilt": {name: sum(name in look["rebuilt"] for look in looks) for name in ("chroma", "lexical")},
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
