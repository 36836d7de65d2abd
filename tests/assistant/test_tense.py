"""Imperfects put in the present."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tense import in_present


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("Combien de personnes comptait la DNS ?", "Combien de personnes compte la DNS ?"),
        ("Combien d’agents comptait-elle ?", "Combien d’agents compte-t-elle ?"),
        ("De combien d’agents était-elle formée ?", "De combien d’agents est-elle formée ?"),
        ("Quels étaient les délais ?", "Quels sont les délais ?"),
        ("Qui dirigeait l’agence ?", "Qui dirige l’agence ?"),
        ("Qui finançait le projet ?", "Qui finance le projet ?"),
        ("De quoi les agents disposaient-ils ?", "De quoi les agents disposent-ils ?"),
        ("Que fallait-il ?", "Que faut-il ?"),
        ("Combien en employait-on ?", "Combien en emploie-t-on ?"),
        ("Qui réunissait le comité ?", "Qui réunit le comité ?"),
    ],
)
def test_as_it_would_have_been_asked_then(asked: str, then: str) -> None:
    assert in_present(asked) == then


@pytest.mark.parametrize(
    "question",
    [
        "Le lait est-il bon ?",
        "Qui signe l’extrait ?",
        "Quand a lieu le retrait ?",
        "Qui serait nommé ?",
        "Qui dirige ?",
    ],
)
def test_what_is_no_imperfect_stays(question: str) -> None:
    assert in_present(question) == question


@given(st.text(max_size=80))
def test_any_text_is_read_and_is_then_in_the_present(text: str) -> None:
    once = in_present(text)
    assert isinstance(once, str)
    if "ait" not in text and "aient" not in text:
        assert once == text
