"""Rank fusion and dates as numbers: laws that hold for all inputs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.days import OPEN_END, UNKNOWN, day, from_day
from vectorstore.fusion import fuse

IDS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)
RANKINGS = st.dictionaries(st.sampled_from(["dense", "lexical", "third"]), IDS)


def test_the_formula() -> None:
    found = dict(fuse({"dense": ["a", "b"], "lexical": ["b"]}, {"dense": 1.0, "lexical": 2.0}, constant=10))
    assert found == pytest.approx({"a": 1 / 11, "b": 1 / 12 + 2 / 11})


@given(RANKINGS)
def test_every_id_once_best_first(rankings: dict[str, list[str]]) -> None:
    found = fuse(rankings, {})
    assert sorted(id_ for id_, _ in found) == sorted({id_ for ids in rankings.values() for id_ in ids})
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    assert all(score > 0 for _, score in found)


@given(RANKINGS, st.randoms())
def test_the_order_of_engines_does_not_matter(rankings: dict[str, list[str]], random: object) -> None:
    turned = dict(reversed(list(rankings.items())))
    mine, theirs = fuse(rankings, {}), fuse(turned, {})
    assert dict(mine) == pytest.approx(dict(theirs))


@given(IDS)
def test_one_ranking_keeps_its_order(ids: list[str]) -> None:
    assert [id_ for id_, _ in fuse({"dense": ids}, {})] == ids


@given(RANKINGS, st.permutations("abcdefgh"))
def test_names_do_not_matter(rankings: dict[str, list[str]], names: list[str]) -> None:
    renamed = dict(zip("abcdefgh", names, strict=True))
    other = {engine: [renamed[id_] for id_ in ids] for engine, ids in rankings.items()}
    assert dict(fuse(other, {})) == pytest.approx({renamed[id_]: score for id_, score in fuse(rankings, {})})


@given(IDS, IDS)
def test_a_heavy_engine_decides(first: list[str], second: list[str]) -> None:
    found = [id_ for id_, _ in fuse({"dense": first, "lexical": second}, {"dense": 1000.0, "lexical": 1e-9})]
    assert found[: len(first)] == first


def test_ties_are_ordered_by_id() -> None:
    assert [id_ for id_, _ in fuse({"dense": ["b", "a"], "lexical": ["a", "b"]}, {})] == ["a", "b"]
    assert fuse({}, {}) == []


@given(st.dates())
def test_days_round_trip(value: date) -> None:
    assert from_day(day(value)) == value
    assert UNKNOWN < day(value) < OPEN_END


@given(st.dates(max_value=date(9999, 12, 30)), st.integers(1, 5000))
def test_days_keep_order(value: date, later: int) -> None:
    try:
        after = value + timedelta(days=later)
    except OverflowError:
        return
    assert day(value) < day(after)


def test_unknown_days() -> None:
    assert (day(None), from_day(UNKNOWN)) == (UNKNOWN, None)
    assert (day(None, OPEN_END), from_day(OPEN_END, OPEN_END)) == (OPEN_END, None)
    assert day(date(2023, 6, 8)) == 20230608
