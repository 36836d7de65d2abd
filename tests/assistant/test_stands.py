"""By what a stretch answers, and whether two are about one thing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.candidate import Scored
from assistant.evidence import Evidence, Form
from assistant.stands import Stand, asked_kinds, differ, likeness, may_answer, measured_alike, says_both, stand_of
from assistant.steps.understand import question_of
from assistant.values import ValueKind, names_in, values_in
from tests.assistant.made_candidates import candidate
from tests.assistant.made_pairs import pairs

STAFF = question_of("Combien d’agents travaillent à la mission Numérilune ?")
OPENED = question_of("Quand le portail Numérilune a-t-il été ouvert ?")


def stand(text: str, kind: ValueKind, last_sentence: bool = False, alone: float = 0.0, **reads: Any) -> Stand:
    """A stand quoting ``text``, or only its last sentence."""
    made = candidate(text, title="Une page", **reads)
    if last_sentence:
        start = text.rindex(". ") + 2
        made = replace(made, evidence=Evidence("d", Form.SENTENCE, ((start, len(text)),), text[start:], (), 0))
    found = stand_of(frozenset({kind}), Scored(made, 0.5, 0.5, alone))
    assert found is not None
    return found


def staff(text: str, last_sentence: bool = False) -> Stand:
    return stand(text, ValueKind.QUANTITY, last_sentence)


def opened(text: str) -> Stand:
    return stand(text, ValueKind.DAY)


def test_a_pronoun_stands_for_what_the_sentence_before_names() -> None:
    first = staff("La mission Numérilune fait travailler 47 agents.")
    named = staff("La mission Numérilune s’installe à Lille. Elle compte 42 agents.", last_sentence=True)
    another = staff("La mission Numérilune s’installe à Lille. Le musée voisin compte 42 agents.", last_sentence=True)
    assert likeness(STAFF, first, named) > 0
    assert likeness(STAFF, first, another) == 0


def test_the_second_of_several_is_another_thing() -> None:
    first = opened("Le portail Numérilune a été ouvert le 17 mai 2021.")
    assert likeness(OPENED, first, opened("Le portail Numérilune a été ouvert au public le 3 juin 2021.")) > 0
    assert likeness(OPENED, first, opened("Le deuxième portail Numérilune a été ouvert le 16 mai 2022.")) == 0


def test_a_rank_in_another_clause_tells_nothing() -> None:
    first = opened("Le portail Numérilune a été ouvert le 17 mai 2021 ; c’était une première étape.")
    assert likeness(OPENED, first, opened("Le portail Numérilune a été ouvert le 3 juin 2021.")) > 0


def test_another_complement_is_another_thing() -> None:
    asked = question_of("Combien d’agents compte le service des achats de l’agence ?")
    first = staff("Le service des achats de l’agence compte 12 agents.")
    assert likeness(asked, first, staff("Le service de la communication de l’agence compte 9 agents.")) == 0
    assert likeness(asked, first, staff("Le service des achats de l’agence compte 9 agents.")) > 0


def test_the_reader_alone_may_say_that_it_answers() -> None:
    doubted = stand("La mission compte 42 agents.", ValueKind.QUANTITY, begins=1.0, answers=2.0)
    assert may_answer(doubted, 0.3, 0.4)
    refused = stand("La mission compte 42 agents.", ValueKind.QUANTITY, begins=-3.0, answers=2.0)
    assert not may_answer(refused, 1.0, 0.4)
    unsure = stand("La mission compte 42 agents.", ValueKind.QUANTITY, begins=-0.5, answers=0.5)
    assert may_answer(unsure, 0.6, 0.4)
    assert not may_answer(unsure, 0.3, 0.4)
    likely = stand("La mission compte 42 agents.", ValueKind.QUANTITY, alone=0.5, begins=-3.0, answers=-3.0)
    assert may_answer(likely, 0.3, 0.4)


def test_what_tells_both_values_is_told() -> None:
    one = opened("Le décret a été publié le 1er mars 2023.")
    both = candidate("Le décret, signé le 10 février 2023, a été publié le 1er mars 2023.")
    signed = Stand(Scored(both, 0.5), (values_in(both.evidence.text)[0],), None)
    assert differ(one, signed)
    assert says_both(one, signed)
    assert not says_both(one, opened("Le décret a été publié le 2 mars 2023."))


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        ("Quel préavis faut-il respecter ?", "trois mois", ValueKind.QUANTITY),
        ("En quel mois la mission a-t-elle commencé ?", "mai 2023", ValueKind.DAY),
        ("Quel comité rend l’avis ?", "le COREVAL", ValueKind.NAME),
        ("Qui dirige ?", "Claire Vautrin", ValueKind.PERSON),
        ("Pourquoi ce choix ?", "attente ancienne depuis 2019", None),
    ],
)
def test_what_kind_of_value_is_asked_for(question: str, text: str, kind: ValueKind | None) -> None:
    assert asked_kinds(question_of(question), candidate(text)) == (frozenset({kind}) if kind else frozenset())


def test_acronyms_are_names_and_words_are_not() -> None:
    assert [value.text for value in names_in("Le CEREES, puis l’ANS et la Cnam. Fin en 2021.")] == ["CEREES", "ANS"]


@given(st.text(max_size=60))
def test_a_name_stands_where_it_says(text: str) -> None:
    assert all(text[value.start : value.end] == value.text for value in names_in(text))


@pytest.mark.parametrize("pair", [pair for pair in pairs() if pair.tuning], ids=lambda pair: pair.question)
def test_the_values_of_the_pairs_are_read(pair: Any) -> None:
    read = [[*values_in(text.text), *names_in(text.text)] for text in pair.texts]
    if pair.verdict == "same":
        assert pair.values[0] in pair.texts[0].text + pair.texts[1].text
        return
    told = [
        [value for value in values if said.lower() in value.text.lower()]
        for values, said in zip(read, pair.values, strict=True)
    ]
    assert all(told), read
    first, other = (Stand(Scored(candidate("x"), 0.5), tuple(values), None) for values in told)
    assert measured_alike(first, other)
    assert differ(first, other)
