"""Several questions in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parts import split_question
from assistant.questions import asks_for_several


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Qui dirige la DNS ?", ("Qui dirige la DNS ?",)),
        ("Qui dirige la DNS et l’ANS ?", ("Qui dirige la DNS et l’ANS ?",)),
        (
            "Qui dirige la DNS et combien de personnes y travaillent ?",
            ("Qui dirige la DNS ?", "Qui dirige la DNS ? combien de personnes y travaillent ?"),
        ),
        (
            "Quand et où siège le conseil du numérique ?",
            ("Quand siège le conseil du numérique ?", "où siège le conseil du numérique ?"),
        ),
        (
            "Qui préside le comité ? Combien de membres compte le comité éthique ?",
            ("Qui préside le comité ?", "Combien de membres compte le comité éthique ?"),
        ),
        ("Qui est Anne ? Quel est le budget de la DNS ?", ("Qui est Anne ?", "Quel est le budget de la DNS ?")),
        ("Qui est Anne et quel est son budget ?", ("Qui est Anne ?", "quel est le budget d’Anne ?")),
        ("Le décret dit qui décide.", ("Le décret dit qui décide.",)),
        ("What is the DMP and who can open the record?", ("What is the DMP ?", "who can open the record?")),
        ("Quand ? Où ? Qui ? Quoi ?", ("Quand ? Où ? Qui ? Quoi ?",)),
    ],
)
def test_split(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(question) == parts


def test_a_part_that_says_little_is_asked_with_the_first() -> None:
    first, second = split_question("Qui dirige la délégation et depuis quand ?")
    assert first == "Qui dirige la délégation ?"
    assert "délégation" in second
    assert "depuis quand" in second


@given(st.text(max_size=120))
def test_any_text_gives_one_to_three_questions(text: str) -> None:
    found = split_question(text)
    assert 1 <= len(found) <= 3


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Quelles sont les missions ?", True),
        ("Quels documents fournir ?", True),
        ("Liste les missions", True),
        ("What are the tasks?", True),
        ("Quelle est la mission ?", False),
        ("Qui décide ?", False),
    ],
)
def test_asks_for_several(question: str, several: bool) -> None:
    assert asks_for_several(question) is several
