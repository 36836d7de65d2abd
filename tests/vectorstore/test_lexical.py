"""The lexical index: what it keeps, what it finds, what it filters, how it fails."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.errors import IndexBusy, SourcierError
from vectorstore.lexical import LexicalIndex, LexicalIndexUnusable, PassageRow
from vectorstore.types import Filters, Kind, Passage

NO_FILTER = Filters()


def _row(
    identifier: str,
    text: str,
    *,
    document: str | None = None,
    title: str = "",
    heading: tuple[str, ...] = (),
    kind: Kind = Kind.OTHER,
    publisher: str | None = None,
    published_on: date | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> PassageRow:
    passage = Passage(identifier, document or identifier, 0, len(text), text, heading)
    return PassageRow(passage, title, kind, publisher, published_on, valid_from, valid_to)


def _index(folder: Path, rows: Iterable[PassageRow], generation: int = 1) -> LexicalIndex:
    index = LexicalIndex.open(folder)
    index.add(rows)
    index.commit(generation)
    return index


def _ids(index: LexicalIndex, query: str, filters: Filters = NO_FILTER, k: int = 10) -> list[str]:
    return [identifier for identifier, _ in index.search(query, k, filters)]


def test_a_new_index_is_empty(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path / "new" / "lexical")
    assert (index.generation, index.count()) == (0, 0)
    assert index.search("hébergeur", 5, NO_FILTER) == []


@pytest.mark.parametrize("query", ["", "   ", "Qui est-ce ?", "de la", "?!", "l'"])
def test_a_query_without_terms_finds_nothing(tmp_path: Path, query: str) -> None:
    assert _ids(_index(tmp_path, [_row("a", "qui est de la maison")]), query) == []


def test_no_place_no_hit(tmp_path: Path) -> None:
    assert _ids(_index(tmp_path, [_row("a", "hébergeur")]), "hébergeur", k=0) == []


def test_changes_show_after_commit_and_last(tmp_path: Path) -> None:
    index = LexicalIndex.open(tmp_path)
    index.add([_row("a", "hébergeur")])
    assert _ids(index, "hébergeur") == []
    assert index.generation == 0
    index.commit(7)
    assert (_ids(index, "hébergeur"), index.generation, index.count()) == (["a"], 7, 1)
    again = LexicalIndex.open(tmp_path)
    assert (_ids(again, "hébergeur"), again.generation, again.count()) == (["a"], 7, 1)


def test_rollback_forgets(tmp_path: Path) -> None:
    index = _index(tmp_path, [_row("a", "hébergeur")])
    index.delete_document("a")
    index.rollback()
    index.rollback()
    index.commit(2)
    assert _ids(index, "hébergeur") == ["a"]


def test_deletion_takes_all_passages_of_one_document(tmp_path: Path) -> None:
    rows = [_row(f"{d}-{n}", "hébergeur", document=d) for d in ("d1", "d10") for n in range(3)]
    index = _index(tmp_path, rows)
    index.delete_document("d1")
    index.delete_document("absent")
    index.commit(2)
    assert _ids(index, "hébergeur") == ["d10-0", "d10-1", "d10-2"]
    assert index.count() == 3


def test_replacing_in_one_commit(tmp_path: Path) -> None:
    index = _index(tmp_path, [_row("a", "ancien texte", document="d")])
    index.delete_document("d")
    index.add([_row("a", "nouveau texte", document="d")])
    index.commit(2)
    assert (_ids(index, "ancien"), _ids(index, "nouveau"), index.count()) == ([], ["a"], 1)


def test_clear(tmp_path: Path) -> None:
    index = _index(tmp_path, [_row("a", "hébergeur")])
    index.clear()
    index.add([_row("b", "hébergeur")])
    index.commit(2)
    assert _ids(index, "hébergeur") == ["b"]


def test_the_writer_lock(tmp_path: Path) -> None:
    writing = LexicalIndex.open(tmp_path)
    writing.add([_row("a", "hébergeur")])
    other = LexicalIndex.open(tmp_path)
    assert other.search("hébergeur", 5, NO_FILTER) == []
    with pytest.raises(IndexBusy):
        other.add([_row("b", "hébergeur")])
    writing.commit(1)
    other.add([_row("b", "hébergeur")])
    other.commit(2)
    assert _ids(other, "hébergeur") == ["a", "b"]


def test_a_reader_sees_what_another_instance_wrote(tmp_path: Path) -> None:
    reader = LexicalIndex.open(tmp_path)
    _index(tmp_path, [_row("a", "hébergeur")], generation=5)
    reader.reload()
    assert (_ids(reader, "hébergeur"), reader.generation) == (["a"], 5)


def test_title_and_headings_are_searched(tmp_path: Path) -> None:
    index = _index(
        tmp_path,
        [_row("a", "le texte", title="Doctrine technique", heading=("Titre I", "Messagerie"))],
    )
    assert _ids(index, "doctrine") == _ids(index, "messageries") == ["a"]


def test_the_exact_word_ranks_before_its_kin(tmp_path: Path) -> None:
    rows = [_row("a", "elle héberge tout"), _row("b", "il faut héberger ici")]
    assert _ids(_index(tmp_path, rows), "héberger") == ["b", "a"]


def test_capitals_rank_the_agency_before_the_years(tmp_path: Path) -> None:
    rows = [_row("a", "pendant 3 ans"), _row("b", "avec 1 ANS")]
    index = _index(tmp_path, rows)
    assert _ids(index, "l'ANS") == ["b", "a"]
    assert sorted(_ids(index, "ans")) == ["a", "b"]


def test_neighbouring_words_rank_before_scattered_ones(tmp_path: Path) -> None:
    rows = [
        _row("a", "espace vert, puis jardin de santé"),
        _row("b", "jardin vert, puis espace de santé"),
    ]
    assert _ids(_index(tmp_path, rows), "Mon espace santé") == ["b", "a"]


def test_equal_scores_come_by_id_and_the_cut_is_stable(tmp_path: Path) -> None:
    names = [f"p{n:03}" for n in range(200)]
    first = _index(tmp_path / "1", [_row(name, "hébergeur agréé") for name in names])
    second = LexicalIndex.open(tmp_path / "2")
    for at, name in enumerate(reversed(names)):
        second.add([_row(name, "hébergeur agréé")])
        if at % 40 == 0:
            second.commit(at)
    second.commit(999)
    assert _ids(first, "hébergeur", k=7) == names[:7]
    assert _ids(second, "hébergeur", k=7) == names[:7]
    assert _ids(second, "hébergeur", k=500) == names


def test_scores_are_positive_and_descend(tmp_path: Path) -> None:
    rows = [_row(f"p{n}", "hébergeur " * n + "données " * 5) for n in range(1, 9)]
    scores = [score for _, score in _index(tmp_path, rows).search("hébergeur", 8, NO_FILTER)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_filters_do_not_change_scores(tmp_path: Path) -> None:
    index = _index(tmp_path, [_row("a", "hébergeur", kind=Kind.NEWS, published_on=date(2020, 1, 1))])
    filters = Filters(kinds=(Kind.NEWS,), as_of=date(2021, 1, 1))
    assert index.search("hébergeur", 1, filters) == index.search("hébergeur", 1, NO_FILTER)


def test_very_long_query_and_words(tmp_path: Path) -> None:
    index = _index(tmp_path, [_row("a", "x" * 100_000 + " hébergeur " + "9." * 50_000)])
    query = "hébergeur " + " ".join(f"mot{n}" for n in range(5_000))
    assert _ids(index, query) == ["a"]


def test_many_threads_may_search(tmp_path: Path) -> None:
    index = _index(tmp_path, [_row(f"p{n}", "hébergeur") for n in range(20)])
    with ThreadPoolExecutor(8) as pool:
        results = set(pool.map(lambda _: tuple(_ids(index, "hébergeur", k=3)), range(200)))
    assert results == {("p0", "p1", "p10")}


# Damage -----------------------------------------------------------------------


def _spoil_meta(folder: Path) -> None:
    (folder / "meta.json").write_text("{", encoding="utf-8")


def _empty_segments(folder: Path) -> None:
    for file in folder.iterdir():
        if file.suffix in {".idx", ".term", ".store", ".fast"}:
            file.write_bytes(b"")


def _lose_segments(folder: Path) -> None:
    for file in folder.iterdir():
        if file.suffix in {".idx", ".term", ".store", ".fast"}:
            file.unlink()


def _lose_meta(folder: Path) -> None:
    (folder / "meta.json").unlink()


def _spoil_state(folder: Path) -> None:
    (folder / "generation.json").write_text("[1", encoding="utf-8")


def _other_format(folder: Path) -> None:
    (folder / "generation.json").write_text(json.dumps({"format": 0, "generation": 3}))


def _odd_state(folder: Path) -> None:
    (folder / "generation.json").write_text("[1, 2]", encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        _spoil_meta,
        _empty_segments,
        _lose_segments,
        _lose_meta,
        _spoil_state,
        _other_format,
        _odd_state,
    ],
)
def test_damage_is_told_and_mended(tmp_path: Path, spoil: object) -> None:
    _index(tmp_path, [_row("a", "hébergeur")])
    assert callable(spoil)
    spoil(tmp_path)
    with pytest.raises(LexicalIndexUnusable, match="reconstruit") as caught:
        LexicalIndex.open(tmp_path)
    assert isinstance(caught.value, SourcierError)
    fresh = LexicalIndex.reset(tmp_path)
    assert (fresh.generation, fresh.count()) == (0, 0)
    fresh.add([_row("b", "hébergeur")])
    fresh.commit(1)
    assert _ids(fresh, "hébergeur") == ["b"]


def test_a_lost_generation_only_means_catching_up(tmp_path: Path) -> None:
    _index(tmp_path, [_row("a", "hébergeur")], generation=4)
    (tmp_path / "generation.json").unlink()
    assert LexicalIndex.open(tmp_path).generation == 0


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(LexicalIndexUnusable):
        LexicalIndex.open(file)


# Filters ----------------------------------------------------------------------

_DAYS = [
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 6, 15),
    date(2021, 1, 1),
    date(9999, 12, 31),
]
_KINDS = [Kind.NEWS, Kind.GUIDE, Kind.OFFICIAL_TEXT]
_PUBLISHERS = ["ANS", "Ministère de la santé", "ministère de la santé"]


def _every_row() -> list[PassageRow]:
    days = [None, *_DAYS]
    rows = []
    for n in range(400):
        rows.append(
            _row(
                f"p{n}",
                "hébergeur",
                kind=_KINDS[n % 3],
                publisher=[None, *_PUBLISHERS][n % 4],
                published_on=days[n % 6],
                valid_from=days[(n // 6) % 6],
                valid_to=days[(n // 36) % 6],
            )
        )
    return rows


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return _index(tmp_path_factory.mktemp("filters"), _every_row())


def _passes(row: PassageRow, filters: Filters) -> bool:
    """The filters' meaning, said in plain Python."""
    if filters.kinds and row.kind not in filters.kinds:
        return False
    if filters.publishers and row.publisher not in filters.publishers:
        return False
    if filters.published_after and not (row.published_on and row.published_on >= filters.published_after):
        return False
    if filters.published_before and not (row.published_on and row.published_on <= filters.published_before):
        return False
    if filters.as_of:
        if row.published_on and row.published_on > filters.as_of:
            return False
        if row.valid_from and row.valid_from > filters.as_of:
            return False
        if row.valid_to and row.valid_to <= filters.as_of:
            return False
    return True


_MAYBE_DAY = st.none() | st.sampled_from(_DAYS) | st.dates()


@given(
    filters=st.builds(
        Filters,
        kinds=st.lists(st.sampled_from([*_KINDS, Kind.OTHER]), max_size=2).map(tuple),
        publishers=st.lists(st.sampled_from([*_PUBLISHERS, "autre"]), max_size=2).map(tuple),
        published_after=_MAYBE_DAY,
        published_before=_MAYBE_DAY,
        as_of=_MAYBE_DAY,
    )
)
@settings(deadline=None)
def test_filters_equal_brute_force(filtered: LexicalIndex, filters: Filters) -> None:
    expected = {row.passage.id for row in _every_row() if _passes(row, filters)}
    assert set(_ids(filtered, "hébergeur", filters, k=1000)) == expected
