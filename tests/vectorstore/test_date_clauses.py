"""Date clauses that nothing can fail are left out, and no other."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.service import Assistant
from vectorstore.chroma_clauses import where
from vectorstore.days import DayBounds
from vectorstore.types import Filters

TODAY = Filters(as_of=date(2022, 6, 1))


@pytest.mark.parametrize(
    ("bounds", "kept"),
    [
        (DayBounds(), None),
        (DayBounds(20220601, 20220601, 20220602), None),
        (DayBounds(last_published=20220602), {"published_on": {"$lte": 20220601}}),
        (DayBounds(last_valid_from=20220602), {"valid_from": {"$lte": 20220601}}),
        (DayBounds(first_valid_to=20220601), {"valid_to": {"$gt": 20220601}}),
    ],
)
def test_only_what_can_exclude_something_is_asked(bounds: DayBounds, kept: dict[str, object] | None) -> None:
    assert where(TODAY, bounds) == kept


def test_without_bounds_every_clause_is_asked() -> None:
    clauses = where(TODAY)
    assert clauses is not None
    assert len(clauses["$and"]) == 3


def test_what_is_known_and_what_is_in_force_are_two_days() -> None:
    then, now = date(2012, 6, 1), date(2022, 6, 1)
    both = where(Filters(as_of=then, known_on=now))
    assert both == {
        "$and": [
            {"published_on": {"$lte": 20220601}},
            {"valid_from": {"$lte": 20120601}},
            {"valid_to": {"$gt": 20120601}},
        ]
    }
    known = where(Filters(known_on=now))
    assert known == {"$and": [{"published_on": {"$lte": 20220601}}, {"valid_from": {"$lte": 20220601}}]}
    assert where(Filters(known_on=now), DayBounds()) is None


def test_superseded_texts_stay_out_of_the_dense_half(demo: Assistant) -> None:
    vector = demo.index.embedder.encode_query(["Le dossier médical partagé"])[0]
    filters = Filters(as_of=date(2022, 6, 1))
    quick = demo.index.chroma.query(vector, 30, filters, demo.index.day_bounds())
    assert quick == demo.index.chroma.query(vector, 30, filters)
