"""French dates in running text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.dates import find_dates, read_date

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
days = st.dates(date(1500, 1, 1), date(2199, 12, 31))


def written(day: date, form: int) -> str:
    return (
        f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year:04}",
        f"{day.day:02}/{day.month:02}/{day.year:04}",
        day.isoformat(),
        f"{day.day}\u00a0{MONTHS[day.month - 1].upper()} {day.year:04}",
        f"{day.day:02}.{day.month:02}.{day.year:04}",
    )[form]


@given(st.lists(st.tuples(days, st.integers(0, 4)), max_size=5))
def test_every_written_date_is_found_where_it_stands(items: list[tuple[date, int]]) -> None:
    shown = [written(day, form) for day, form in items]
    text = "Décret du " + " ; puis le ".join(shown) + ", fin."
    found = find_dates(text)
    assert [f.date for f in found] == [day for day, _ in items]
    assert [text[f.start : f.end] for f in found] == shown


@given(st.text())
def test_any_text_gives_spans_in_order(text: str) -> None:
    end = 0
    for found in find_dates(text, year=2023):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@pytest.mark.parametrize(
    "text",
    [
        "31 février 2023", "décret n° 2022-1434", "article L. 1111-8", "le 7 mars", "32/01/2023",
        "2023-13-01", "06 08 77 61 02", "n° 2023-1181585", "mai 2023", "12 marsouins 2023",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_hours_and_missing_years() -> None:
    text = "Publié le 25 octobre 2019 à 17h34"
    (found,) = find_dates(text)
    assert text[found.start : found.end] == "25 octobre 2019"
    assert [f.date for f in find_dates("le 7 mars", year=2023)] == [date(2023, 3, 7)]


def test_metadata_values() -> None:
    assert read_date("2024-03-12T09:30:00+01:00") == date(2024, 3, 12)
    assert read_date("1er avril 2023") == date(2023, 4, 1)
    assert read_date(date(2020, 1, 2)) == date(2020, 1, 2)
    assert read_date(None) is None
    assert read_date(20230101) is None
