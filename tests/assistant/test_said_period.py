"""The days for which a stretch says itself that it holds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.said_period import SaidPeriod, said_period
from vectorstore.dating import long_date

Ends = tuple[date | None, date | None]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Du 3 mars 2014 au 5 mai 2017, le délai est d’un mois.", (date(2014, 3, 3), date(2017, 5, 5))),
        ("Entre 2014 et 2017, le délai est d’un mois.", (date(2014, 1, 1), date(2017, 12, 31))),
        ("De mars 2014 à mai 2017, le délai est d’un mois.", (date(2014, 3, 1), date(2017, 5, 31))),
        ("Jusqu’au 5 mai 2017, le délai est d’un mois.", (None, date(2017, 5, 5))),
        ("Jusqu’en 2017, le délai est d’un mois.", (None, date(2017, 12, 31))),
        ("Avant le 5 mai 2017, le délai était d’un mois.", (None, date(2017, 5, 4))),
        ("Depuis le 1er\u00a0mars\u00a02014, le délai est d’un mois.", (date(2014, 3, 1), None)),
        ("À compter du 1er mars 2014, le délai est d’un mois.", (date(2014, 3, 1), None)),
        ("Dès 2014, le délai est d’un mois.", (date(2014, 1, 1), None)),
        ("Après le 1er mars 2014, le délai est d’un mois.", (date(2014, 3, 2), None)),
        ("Toutefois, depuis mars 2014, le délai est d’un mois.", (date(2014, 3, 1), None)),
        ("En mars 2014, le délai a changé.", (date(2014, 3, 1), None)),
        ("Le 1er mars 2014, le délai a changé.", (date(2014, 3, 1), None)),
        ("2. depuis le 1er mars 2014, le délai ;", (date(2014, 3, 1), None)),
    ],
)
def test_opening_words(text: str, ends: Ends) -> None:
    assert said_period(text) == SaidPeriod(*ends)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Le délai est d’un mois.",
        "Le délai est d’un mois depuis le 1er mars 2014.",
        "La version du 1er mars 2014 ne dit rien du délai.",
        "Le décret n° 2014-137 du 1er mars 2014 fixe le délai.",
        "De la loi du 6 janvier 1978 vient le délai.",
        "Du 5 mai 2017 au 3 mars 2014, le délai court à l’envers.",
        "Auparavant, le délai était d’un mois.",  # of a text of which nothing tells when it begins
    ],
)
def test_what_says_nothing_of_when(text: str) -> None:
    assert said_period(text) is None


def test_before_the_text_itself() -> None:
    before = SaidPeriod(None, date(2014, 2, 28))
    assert said_period("Auparavant, il était de deux mois.", begins=date(2014, 3, 1)) == before
    assert said_period("Avant cette date, il était de deux mois.", begins=date(2014, 3, 1)) == before


def test_a_heading_of_years() -> None:
    heading = "L’essai de 2014 à 2017"
    assert said_period("Il dure un mois.", heading) == SaidPeriod(date(2014, 1, 1), date(2017, 12, 31))
    assert said_period("En 2015, il dure un mois.", heading) == SaidPeriod(date(2015, 1, 1), None)
    assert said_period("Il dure un mois.", "La réforme de 2014") is None


@pytest.mark.parametrize(
    ("ends", "over", "not_yet"),
    [
        ((None, date(2018, 12, 31)), True, False),
        ((None, date(2019, 1, 1)), False, False),
        ((date(2019, 12, 31), None), False, False),
        ((date(2020, 1, 1), None), False, True),
        ((None, None), False, False),
    ],
)
def test_a_period_against_a_year(ends: Ends, over: bool, not_yet: bool) -> None:
    period, days = SaidPeriod(*ends), (date(2019, 1, 1), date(2019, 12, 31))
    assert (period.over(days), period.not_yet(days), period.fits(days)) == (over, not_yet, not (over or not_yet))


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 3000))
def test_written_days_are_read_back(first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    text = f"Du {long_date(first)} au {long_date(last)}, le délai est d’un mois."
    assert said_period(text) == SaidPeriod(first, last)


@given(st.text(max_size=80), st.text(max_size=40), st.none() | st.dates())
def test_any_text_is_read(text: str, heading: str, begins: date | None) -> None:
    period = said_period(text, heading, begins)
    assert period is None or period.first is None or period.last is None or period.first <= period.last
