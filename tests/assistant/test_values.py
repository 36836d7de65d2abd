"""Values of texts, and whether they can be one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.values import Value, ValueKind, comparable, same, values_in
from vectorstore.dating import long_date


def only(text: str) -> Value:
    found = values_in(text)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("dotée de 650M€, provenant", 650e6, "euro"),
        ("une enveloppe de 650 millions d’euros", 650e6, "euro"),
        ("1,5 milliard d’euros", 1.5e9, "euro"),
        ("La délégation compte 35 agents.", 35, "personne"),
        ("trente-cinq personnes y travaillent", 35, "personne"),
        ("au taux de 12,5 %", 12.5, "%"),
        ("90 pour cent", 90, "%"),
        ("sous trente jours", 30, "jour"),
        ("un contrat de trois ans", 1095, "jour"),
        ("plus de 2 100 établissements", 2100, "etablissement"),
        ("vingt-quatre heures", 24, "heure"),
    ],
)
def test_quantities(text: str, amount: float, unit: str) -> None:
    value = only(text)
    assert value.kind is ValueKind.QUANTITY
    assert value.key[0] == pytest.approx(amount)
    assert value.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "l’article L. 1111-14 du code de la santé publique",
        "75007 Paris",
        "version 2.1 de la fiche 15",
        "au titre de l’article 9",
        "une réunion du conseil",
        "la 3e édition",
        "",
    ],
)
def test_what_measures_nothing_is_no_value(text: str) -> None:
    assert values_in(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("650 M€", "650 millions d’euros"),
        ("publié le 7 juin 2023", "publié le 07/06/2023"),
        ("publié en juin 2023", "publié le 7 juin 2023"),
        ("un délai de deux mois", "un délai de 60 jours"),
        ("une soixantaine de personnes", "58 agents"),
        ("plus de 60 agents", "65 agents"),
        ("Mme Hela Ghariani", "nommé Hela Ghariani déléguée"),
        ("trente-cinq agents", "35 personnes"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert comparable(only(one), only(other))
    assert same(only(one), only(other))
    assert same(only(other), only(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("publié le 7 juin 2023", "publié le 7 mars 2023"),
        ("35 agents", "une soixantaine d’agents"),
        ("650 M€", "65 M€"),
        ("un délai de deux mois", "un délai de trois mois"),
        ("nommé Hela Ghariani déléguée", "nommé Dominique Pon délégué"),
        ("en 2022", "le 3 mai 2023"),
    ],
)
def test_different_values(one: str, other: str) -> None:
    assert comparable(only(one), only(other))
    assert not same(only(one), only(other))


def test_different_things_are_not_compared() -> None:
    assert not comparable(only("35 agents"), only("35 euros"))
    assert not comparable(only("35 agents"), only("le 3 mai 2023"))


@given(st.text(max_size=300))
def test_any_text_has_values_within_it_that_do_not_overlap(text: str) -> None:
    end = 0
    for value in values_in(text):
        assert end <= value.start < value.end <= len(text)
        assert text[value.start : value.end] == value.text
        end = value.end


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_any_day_in_words_is_the_day_in_figures(day: date) -> None:
    words, figures = only(f"publié le {long_date(day)}."), only(f"publié le {day:%d/%m/%Y}.")
    assert same(words, figures)
    assert words.key == (day.year, day.month, day.day)


@given(st.integers(2, 999_999))
def test_any_number_is_the_same_with_and_without_spaces(number: int) -> None:
    spaced = f"{number:,}".replace(",", "\u202f")
    assert same(only(f"{spaced} euros"), only(f"{number} euros"))
