"""What is put in is what comes out, and both engines mean the same by a filter."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from vectorstore import database
from vectorstore.chroma import ChromaStore, ChromaUnusable
from vectorstore.chroma_clauses import where
from vectorstore.database import HEAD, open_database
from vectorstore.document_row import document_row
from vectorstore.document_store import DocumentStore, StoredDocument
from vectorstore.index_state import IndexState
from vectorstore.lexical import LexicalIndex
from vectorstore.passage_store import PassageStore, keyed
from vectorstore.tables import Base
from vectorstore.types import (
    Block,
    BlockKind,
    Document,
    Filters,
    Hit,
    Kind,
    Passage,
    PassageRow,
    Provenance,
    passage_row,
)

DAYS = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 2), date(2021, 6, 1), date(9999, 12, 31)]
PUBLISHERS = ["ANS", "Légifrance", "CNIL d’ici", 'l\'"autre"']

# the documents

STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
MAYBE_DAY = st.none() | st.dates()
DOCUMENTS = st.builds(
    Document,
    id=st.text("abc-9", min_size=1, max_size=20),
    source=STRINGS,
    text=STRINGS,
    title=STRINGS,
    kind=st.sampled_from(Kind),
    blocks=st.lists(
        st.builds(Block, st.sampled_from(BlockKind), st.integers(0, 99), st.integers(0, 99), st.integers(0, 6)),
        max_size=4,
    ).map(tuple),
    publisher=st.none() | STRINGS,
    reference=st.none() | STRINGS,
    published_on=MAYBE_DAY,
    valid_from=MAYBE_DAY,
    valid_to=MAYBE_DAY,
    language=st.sampled_from(["fr", "en"]),
    url=st.none() | STRINGS,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    section=st.lists(STRINGS, max_size=3).map(tuple),
    pages=st.lists(st.tuples(st.integers(0, 99), st.integers(1, 9)), max_size=3).map(tuple),
    provenance=st.dictionaries(st.sampled_from(["title", "kind", "published_on"]), st.sampled_from(Provenance)),
)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> DocumentStore:
    return DocumentStore(open_database(tmp_path_factory.mktemp("documents") / "x.sqlite3"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOCUMENTS, st.integers(0, 10_000))
def test_a_document_comes_back_whole(documents: DocumentStore, document: Document, passages: int) -> None:
    documents.put([StoredDocument(document, passages)])
    assert documents.get([document.id]) == {document.id: document}
    assert documents.digests() == {document.id: document.sha256}
    assert documents.passage_counts([document.id, "inconnu"]) == {document.id: passages}
    (listed,) = documents.all()
    assert listed.passages == passages
    assert document_row(listed) == document_row(StoredDocument(document, passages))
    documents.remove([document.id, "inconnu"])
    assert documents.count() == 0


def test_putting_replaces(documents: DocumentStore) -> None:
    first = Document("a", "/a", "un", "Un", Kind.NEWS, publisher="X", provenance={"kind": Provenance.FOUND})
    second = Document("a", "/a", "deux", "Deux", Kind.GUIDE)
    documents.put([StoredDocument(first, 1), StoredDocument(Document("b", "/b", "b", "B", Kind.OTHER), 1)])
    documents.put([StoredDocument(second, 2)])
    assert documents.get(["a"]) == {"a": second}
    assert [stored.document.id for stored in documents.all()] == ["a", "b"]
    documents.remove(["a", "b"])
    assert documents.get(["a"]) == {}


def test_a_failing_write_writes_nothing(documents: DocumentStore) -> None:
    good, bad = Document("a", "/s", "x", "X", Kind.OTHER), Document("b", "/s", "y", "Y", Kind.OTHER)
    with pytest.raises(Exception, match="UNIQUE"):
        documents.put([StoredDocument(good, 1), StoredDocument(bad, 1)])
    assert documents.count() == 0


def test_the_public_row() -> None:
    document = Document(
        "a", "/a", "texte", "Titre", Kind.NEWS, published_on=date(2023, 6, 8), provenance={"title": Provenance.DECLARED}
    )
    assert document_row(StoredDocument(document, 3)) == {
        "id": "a", "source": "/a", "title": "Titre", "kind": "news", "publisher": None, "reference": None,
        "published_on": "2023-06-08", "valid_from": None, "valid_to": None, "language": "fr", "url": None,
        "passages": 3, "sha256": "", "provenance": {"title": "declared"}, "flags": [], "duplicate_of": None,
    }  # fmt: skip


# the database


def test_a_new_database_has_the_tables_of_the_models(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "deep" / "x.sqlite3")
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    assert found == []


def test_opening_again_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.sqlite3"
    document = Document("a", "/a", "texte", "Titre", Kind.NEWS)
    DocumentStore(open_database(path)).put([StoredDocument(document, 1)])
    monkeypatch.setattr(database, "_migrate", lambda engine: pytest.fail("migrated again"))
    assert DocumentStore(open_database(path)).get(["a"]) == {"a": document}


def test_an_empty_file_is_migrated(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").touch()
    assert inspect(open_database(tmp_path / "x.sqlite3")).has_table("documents")


def test_documents_of_the_first_version_have_no_pages(tmp_path: Path) -> None:
    """A database that was made before there were page maps is brought up to date, nothing lost."""
    from alembic import command
    from alembic.config import Config

    path = tmp_path / "x.sqlite3"
    engine = open_database(path)
    DocumentStore(engine).put([StoredDocument(Document("a", "/a", "texte", "Titre", Kind.NEWS), 2)])
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    assert "pages" not in {column["name"] for column in inspect(engine).get_columns("documents")}
    engine.dispose()
    found = DocumentStore(open_database(path)).get(["a"])["a"]
    assert (found.text, found.pages) == ("texte", ())


def test_the_last_migration_is_the_one_the_code_expects() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


# the passages

ROWS: list[PassageRow] = [
    passage_row(
        Passage(f"p{number}", f"d{number}", number, number + 7, "dossier", ("Une", "Deux") if number % 2 else ()),
        Document(f"d{number}", "s", "dossier", "Titre", kind, publisher=publisher, **days),
    )
    for number, (kind, publisher, days) in enumerate(
        (kind, publisher, {"published_on": published, "valid_from": since, "valid_to": until})
        for kind, publisher in [
            (Kind.NEWS, None),
            (Kind.GUIDE, "ANS"),
            (Kind.NEWS, "Légifrance"),
            (Kind.OTHER, 'l\'"autre"'),
        ]
        for published, since, until in [
            (None, None, None),
            (DAYS[0], None, None),
            (DAYS[1], DAYS[1], None),
            (DAYS[2], DAYS[0], DAYS[2]),
            (None, DAYS[1], DAYS[3]),
            (DAYS[3], DAYS[4], None),
            (DAYS[1], DAYS[1], DAYS[4]),
        ]
    )
]
KEYS = [row.passage.id for row in ROWS]
MAYBE = st.none() | st.sampled_from(DAYS)
FILTERS = st.builds(
    Filters,
    kinds=st.lists(st.sampled_from(Kind), max_size=2, unique=True).map(tuple),
    publishers=st.lists(st.sampled_from(PUBLISHERS), max_size=2, unique=True).map(tuple),
    published_after=MAYBE,
    published_before=MAYBE,
    as_of=MAYBE,
)


def passes(row: PassageRow, wanted: Filters) -> bool:
    """What the words of ``Filters`` say, in plain Python."""
    if wanted.kinds and row.kind not in wanted.kinds:
        return False
    if wanted.publishers and row.publisher not in wanted.publishers:
        return False
    if wanted.published_after and not (row.published_on and row.published_on >= wanted.published_after):
        return False
    if wanted.published_before and not (row.published_on and row.published_on <= wanted.published_before):
        return False
    if wanted.as_of is None:
        return True
    published = row.published_on is None or row.published_on <= wanted.as_of
    since = row.valid_from is None or row.valid_from <= wanted.as_of
    return published and since and (row.valid_to is None or wanted.as_of < row.valid_to)


def vectors(count: int) -> Any:
    angles = np.linspace(0, np.pi / 2, count)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.fixture(scope="module", params=[4000, 10], ids=["one-shard", "three-shards"])
def engines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ChromaStore, LexicalIndex]:
    folder = tmp_path_factory.mktemp("engines")
    chroma = ChromaStore(folder / "chroma")
    assert chroma.open() is None
    chroma.create("modèle")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vectorstore.chroma._SHARD", request.param)
        chroma.add(KEYS, ROWS, vectors(len(ROWS)))
    assert len(chroma.shards) == (1 if request.param > len(ROWS) else 3)
    lexical = LexicalIndex.open(folder / "lexical")
    lexical.add(ROWS)
    lexical.commit(1)
    return chroma, lexical


@settings(max_examples=120, deadline=None)
@given(FILTERS)
@example(Filters())
@example(Filters(as_of=DAYS[1]))
@example(Filters(published_before=DAYS[1]))
@example(Filters(as_of=DAYS[4], published_after=DAYS[0], kinds=(Kind.NEWS,), publishers=("Légifrance",)))
def test_both_engines_keep_what_a_filter_says(engines: tuple[ChromaStore, LexicalIndex], wanted: Filters) -> None:
    chroma, lexical = engines
    kept = {row.passage.id for row in ROWS if passes(row, wanted)}
    dense = chroma.query(np.array([1.0, 0.0], np.float32), len(ROWS), wanted)
    assert {key for key, _ in dense} == kept
    assert {id_ for id_, _ in lexical.search("dossier", len(ROWS), wanted)} == kept


def test_a_filter_that_restricts_nothing_is_no_clause() -> None:
    assert where(Filters()) is None
    assert where(Filters(kinds=(Kind.NEWS,))) == {"kind": {"$in": ["news"]}}


def test_the_nearest_come_first(engines: tuple[ChromaStore, LexicalIndex]) -> None:
    chroma, _ = engines
    found = chroma.query(np.array([1.0, 0.0], np.float32), 5, Filters())
    assert [key for key, _ in found] == KEYS[:5]
    angles = np.linspace(0, np.pi / 2, len(ROWS))[:5]
    assert [similarity for _, similarity in found] == pytest.approx(np.cos(angles), abs=1e-5)


def opened(path: Path) -> ChromaStore:
    chroma = ChromaStore(path / "chroma")
    if chroma.open() is None:
        chroma.create("modèle")
    return chroma


def test_equal_passages_are_ordered_by_key(tmp_path: Path) -> None:
    chroma = opened(tmp_path)
    chroma.add(KEYS[::-1], ROWS[::-1], np.tile(np.array([[0.0, 1.0]], np.float32), (len(ROWS), 1)))
    found = [key for key, _ in chroma.query(np.array([0.0, 1.0], np.float32), len(ROWS), Filters())]
    assert found == sorted(KEYS)


def test_keys_are_told_page_by_page(engines: tuple[ChromaStore, LexicalIndex], monkeypatch: pytest.MonkeyPatch) -> None:
    chroma, lexical = engines
    monkeypatch.setattr("vectorstore.chroma._PAGE", 5)  # 28 rows: whole pages and a rest
    assert sorted(chroma.keys()) == sorted(lexical.ids()) == sorted(KEYS)
    assert chroma.count() == lexical.count() == len(KEYS)


def test_replacing_and_deleting(tmp_path: Path) -> None:
    chroma = opened(tmp_path)
    chroma.add(KEYS, ROWS, vectors(len(ROWS)))
    chroma.add(KEYS[:2], ROWS[:2], vectors(2))
    assert chroma.count() == len(ROWS)
    chroma.delete([])
    chroma.delete([KEYS[0], KEYS[1], "inconnu"])
    assert sorted(chroma.keys()) == sorted(KEYS[2:])
    chroma.clear("autre modèle")
    assert (chroma.count(), chroma.generation) == (0, 0)


def test_shards_are_filled_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.chroma._SHARD", 10)
    chroma = opened(tmp_path)
    for at in range(0, 28, 7):
        chroma.add(KEYS[at : at + 7], ROWS[at : at + 7], vectors(28)[at : at + 7])
    assert [shard.count() for shard in chroma.shards] == [10, 10, 8]
    chroma.delete(KEYS[4:12])
    assert [shard.count() for shard in chroma.shards] == [4, 8, 8]
    chroma.add(KEYS[4:12], ROWS[4:12], vectors(28)[4:12])
    assert [shard.count() for shard in chroma.shards] == [10, 10, 8], "room is used again"
    again = opened(tmp_path)
    assert [shard.count() for shard in again.shards] == [10, 10, 8]
    assert next(key for key, _ in again.query(vectors(28)[15], 28, Filters())) == KEYS[15]
    again.clear("modèle")
    assert (len(again.shards), again.count()) == (1, 0)


def test_shards_of_a_large_index_are_larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.chroma._SHARD", 2)
    monkeypatch.setattr("vectorstore.chroma._SHARDS", 3)
    chroma = opened(tmp_path)
    for at in range(28):
        chroma.add(KEYS[at : at + 1], ROWS[at : at + 1], vectors(28)[at : at + 1])
    sizes = [shard.count() for shard in chroma.shards]
    assert sum(sizes) == 28
    assert len(sizes) < 28 / 2
    assert max(sizes) > 4


def test_another_process_may_write_and_open_in_turn(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    first.add(KEYS[:3], ROWS[:3], vectors(3))
    second.open()
    assert sorted(second.keys()) == sorted(KEYS[:3])
    second.add(KEYS[3:5], ROWS[3:5], vectors(2))
    first.open()
    assert sorted(first.keys()) == sorted(KEYS[:5])


def test_a_write_cut_short_while_files_are_saved_is_noticed(tmp_path: Path) -> None:
    chroma = opened(tmp_path)
    chroma.add(KEYS, ROWS, vectors(len(ROWS)))
    assert not chroma.in_doubt
    marker = tmp_path / "chroma.writing"
    marker.touch()
    later = marker.stat().st_mtime_ns + 10**9
    os.utime(marker, ns=(later, later))
    assert not chroma.in_doubt, "nothing was saved since: the log makes it good"
    graph = tmp_path / "chroma" / "segment" / "data_level0.bin"
    graph.parent.mkdir()
    graph.write_bytes(b"")
    os.utime(graph, ns=(later, later))
    assert chroma.in_doubt
    with pytest.raises(ChromaUnusable, match="interrompue"):
        chroma.open()
    chroma.clear("modèle")
    assert not chroma.in_doubt
    assert chroma.count() == 0


# the passages in the database


def test_passages_come_back_with_their_documents(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "x.sqlite3")
    documents, passages = DocumentStore(engine), PassageStore(engine)
    known = {
        "title": "Titre", "kind": Kind.GUIDE, "publisher": "ANS", "published_on": DAYS[1], "valid_to": DAYS[3],
    }  # fmt: skip
    document = Document(id="d", source="/d", text="un deux", **known)
    rows = [passage_row(Passage(f"d:{at}", "d", at, at + 2, "un", ("A", "B")), document) for at in (3, 0)]
    kept = [keyed(row, f"Titre. {row.passage.start}") for row in rows]
    documents.put([StoredDocument(document, 2)], kept, generation=4)
    assert list(passages.rows()) == kept[::-1]
    assert list(passages.rows([kept[0].key, "inconnu"])) == kept[:1]
    assert passages.get([each.key for each in kept]) == {each.key: each.row.passage for each in kept}
    assert set(passages.keys()) == passages.keys_of(["d", "e"]) == {each.key for each in kept}
    assert IndexState(engine).read().generation == 4
    hits = [Hit(rows[0].passage, 1.0), Hit(Passage("d:9", "d", 9, 11, "un"), 0.5)]
    settled, described = documents.settled(hits)
    assert settled == hits[:1], "a passage that is not its document's any more is dropped"
    assert described["d"].title == "Titre"
    documents.remove(["d"], generation=5)
    assert passages.count() == 0
    assert documents.settled(hits) == ([], {})


def test_a_key_tells_every_change() -> None:
    row = ROWS[3]
    keys = {keyed(row, "texte").key}
    changes: list[dict[str, Any]] = [
        {"title": "Autre"}, {"kind": Kind.OTHER}, {"publisher": "X"}, {"published_on": DAYS[4]},
        {"valid_from": None}, {"valid_to": None}, {"passage": replace(row.passage, text="autre")},
        {"passage": replace(row.passage, heading=("Autre",))},
    ]  # fmt: skip
    keys |= {keyed(replace(row, **change), "texte").key for change in changes}
    keys.add(keyed(row, "autre texte").key)
    assert len(keys) == len(changes) + 2
    assert keyed(row, "texte") == keyed(row, "texte")


def test_vectors_are_kept_by_what_was_embedded(tmp_path: Path) -> None:
    passages = PassageStore(open_database(tmp_path / "x.sqlite3"))
    made = vectors(3)
    passages.keep_vectors(["a", "b"], made[:2])
    passages.keep_vectors(["b", "c"], made[1:])
    found = passages.vectors(["a", "b", "c", "d"])
    assert np.array_equal(np.stack([found[name] for name in "abc"]), made)
    assert "d" not in found
    passages.forget_vectors()
    assert passages.vectors("abc") == {}, "no passage uses them"


def test_the_collection_remembers_its_model_and_generation(tmp_path: Path) -> None:
    chroma = opened(tmp_path)
    assert chroma.generation == 0
    chroma.set_generation(7)
    again = ChromaStore(tmp_path / "chroma")
    assert again.open() == {"embedding_model": "modèle", "generation": 7}
    assert again.generation == 7
