"""Phrases, numbers and dates are found however they are written, and never inside others."""

from __future__ import annotations

from datetime import date

import pytest

from evals.suite.case import Nugget
from evals.suite.french_numbers import numbers_in
from evals.suite.text_match import nugget_said, said, says, says_date, says_number


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Les ARS pilotent.", "ars"),
        ("l’agence régionale", "AGENCE REGIONALE"),
        ("Mon-Psy\u00a0santé", "mon psy sante"),
        ("un hébergeur « agréé » ensuite", "hébergeur agréé"),
        ("l'article L. 1111-8, oui", "L. 1111-8"),
        ("gardée 30\u202fans.", "30 ans"),
        ("Œuvre d'utilité", "œuvre d’utilité"),
        ("aujourd’hui", "aujourd'hui"),
    ],
)
def test_a_phrase_is_found_however_it_is_typed(text: str, phrase: str) -> None:
    assert says(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("en mars", "ARS"),
        ("l’article L. 1111-8-1", "L. 1111-8"),
        ("l’article L. 1111-14", "L. 1111-1"),
        ("en 2012", "12"),
        ("130 ans", "30 ans"),
        ("1\u00a0200 euros", "200 euros"),
        ("1,5 million", "5 million"),
        ("au 1\u00a0200", "1"),
        ("les consentements", "consentement"),
        ("rien", "’"),
        ("", "DMP"),
    ],
)
def test_a_phrase_is_not_found_inside_other_words(text: str, phrase: str) -> None:
    assert not says(text, phrase)


def test_said_keeps_the_order_asked() -> None:
    assert said("La CNIL et la Cada", ["Cada", "CNAM", "cnil"]) == ["Cada", "cnil"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("650 M€", 650),
        ("650\u00a0millions d’euros", 650),
        ("650 millions d’euros", 650_000_000),
        ("6,3 Md€", 6.3),
        ("650M€", 650e6),
        ("une soixantaine de personnes", 60),
        ("soixante agents", 60),
        ("soixante et onze", 71),
        ("Quatre-vingt-dix-huit", 98),
        ("deux cent-vingt", 220),
        ("mille deux cents", 1200),
        ("trois cent mille", 300_000),
        ("un million", 1_000_000),
        ("1\u202f200", 1200),
        ("1.200", 1200),
        ("1,200", 1200),
        ("1200", 1200),
        ("1 200,50 euros", 1200.5),
        ("1,5", 1.5),
        ("de 12-16 ans", 16),
        ("entre douze et seize ans", 12),
        ("le 7 juin 2023", 2023),
        ("20 %", 20),
        ("en 24h", 24),
    ],
)
def test_a_number_is_found_however_it_is_written(text: str, number: float) -> None:
    assert says_number(text, number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("le 7 juin 2023", 7),
        ("le 07/06/2023", 6),
        ("le 7 juin", 7),
        ("article L. 1111-14", 14),
        ("article R. 161-33-7", 33),
        ("décret n° 2022-1434", 2022),
        ("règlement 2016/679", 679),
        ("une année", 1),
        ("1\u00a0200", 200),
        ("vingt-deux", 20),
        ("vingt-deux", 2),
        ("deux cents", 2),
        ("1,5", 5),
        ("dixième", 10),
        ("rien", 0),
    ],
)
def test_a_number_is_not_found_in_what_is_none(text: str, number: float) -> None:
    assert not says_number(text, number)


def test_every_number_below_ten_thousand_is_read_from_its_words() -> None:
    """Against a speller of our own, written the other way round."""
    small = [
        *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
        *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
    ]
    tens = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"]

    def spelt(number: int) -> str:
        if number >= 1000:
            head = "" if number < 2000 else spelt(number // 1000) + " "
            return f"{head}mille {spelt(number % 1000) if number % 1000 else ''}".strip()
        if number >= 100:
            head = "" if number < 200 else small[number // 100] + " "
            plural = "s" if number >= 200 and number % 100 == 0 else ""
            return f"{head}cent{plural} {spelt(number % 100) if number % 100 else ''}".strip()
        if number < 20:
            return small[number]
        ten, unit = divmod(number, 10)
        if ten in (7, 9):
            unit += 10
        if unit == 0:
            return tens[ten] + ("s" if ten == 8 else "")
        return f"{tens[ten]}{' et ' if unit in (1, 11) and ten < 8 else '-'}{small[unit]}"

    assert spelt(1993) == "mille neuf cent quatre-vingt-treize"
    assert all(numbers_in(f"Ils sont {spelt(number)} en tout.") == {number} for number in range(2, 10_000))


@pytest.mark.parametrize(
    "text",
    [
        "le 7 juin 2023",
        "du 07/06/2023",
        "2023-06-07",
        "les 7 juin et 9 juillet 2023",
        "du 7 au 9 juin 2023",
        "le 7\u00a0juin\u00a02023.",
    ],
)
def test_a_date_is_found_however_it_is_written(text: str) -> None:
    assert says_date(text, date(2023, 6, 7))


@pytest.mark.parametrize(
    "text", ["le 1er avril 2023", "le premier avril 2023", "1er\u00a0avril\u00a02023", "01.04.2023"]
)
def test_the_first_of_a_month(text: str) -> None:
    assert says_date(text, date(2023, 4, 1))


@pytest.mark.parametrize(
    "text", ["le 7 mars 2023", "le 7 juin 2022", "le 7 juin. Le 9 juillet 2023", "juin 2023", "17 juin 2023"]
)
def test_another_date_is_not_it(text: str) -> None:
    assert not says_date(text, date(2023, 6, 7))


def test_a_nugget_asks_any_phrase_and_all_numbers_and_dates() -> None:
    nugget = Nugget(text="x", any_of=["budget", "crédits"], numbers=[650], dates=[date(2023, 6, 7)])
    assert nugget_said(nugget, "Le 7 juin 2023, des crédits de 650 M€.")
    assert not nugget_said(nugget, "Le 7 juin 2023, 650 M€.")
    assert not nugget_said(nugget, "Le 7 juin 2023, des crédits de 65 M€.")
    assert not nugget_said(nugget, "Des crédits de 650 M€.")


def test_a_nugget_without_matchers_is_never_said() -> None:
    assert not nugget_said(Nugget(text="x"), "x")
