"""The date beside the question: French and ISO days, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.as_of import NotADay, read_day, written_day
from vectorstore.dating import long_date

DAYS = st.dates(date(1500, 1, 1), date(2199, 12, 31))
MARCH = date(2019, 3, 1)


@pytest.mark.parametrize(
    "written",
    ["01/03/2019", "1/3/2019", "01.03.2019", "01-03-2019", "2019-03-01", "1er mars 2019", "1 mars 2019",
     "1er\u00a0mars\u00a02019", "1ER MARS 2019", " le 1er mars 2019 ", "au 01/03/2019", "01/03/19", "2019/03/01",
     "٠١/٠٣/٢٠١٩"],
)  # fmt: skip
def test_a_day(written: str) -> None:
    assert read_day(written) == MARCH


@pytest.mark.parametrize("written", [None, "", "  ", "\u00a0", "aujourd’hui", "Aujourd'hui"])
def test_today(written: str | None) -> None:
    assert read_day(written) is None


@pytest.mark.parametrize(
    "written",
    ["31/02/2019", "03/25/2019", "2019", "mars 2019", "1er mars", "01/03", "bientôt", "01/03/2019 ou 02/03/2019",
     "01/03/2019 x", "article 1er", "0", "-", "9" * 40, "1er mars 2019" + " " * 60 + "x", "1er mars 2019" + "x" * 90],
)  # fmt: skip
def test_no_day(written: str) -> None:
    with pytest.raises(NotADay, match="jj/mm/aaaa") as error:
        read_day(written)
    assert written[:4].strip() in str(error.value)
    assert len(str(error.value)) < 250


@given(DAYS)
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    for written in (written_day(day), day.isoformat(), long_date(day)):
        assert read_day(written) == day


@given(st.text(max_size=60))
def test_anything_is_a_day_or_refused_in_words(written: str) -> None:
    try:
        day = read_day(written)
    except NotADay:
        return
    assert read_day(written_day(day)) == day
