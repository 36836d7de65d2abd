"""What a question's words ask for, and what a text's form could answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions import Expected, expected, is_english, looks_like

P, D, N, L, C, R = (
    Expected.PERSON, Expected.DATE, Expected.NUMBER, Expected.PLACE, Expected.CONTACT, Expected.REASON,
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Qui pilote le numérique en santé ?", {P}),
        ("Par qui est-il nommé ?", {P}),
        ("À qui s’adresser ?", {P}),
        ("Quand le décret a-t-il été publié ?", {D}),
        ("En quelle année ?", {D}),
        ("QUELLE DATE ?", {D}),
        ("Combien coûte une consultation ?", {N}),
        ("Quelle est la durée du contrat ?", {N}),
        ("Quel est l’effectif de la DNS ?", {N}),
        ("Quels sont les délais ?", {N}),
        ("Où se trouve la DNS ?", {L}),
        ("Dans quelle ville ?", {L}),
        ("Comment contacter la DNS ?", {C}),
        ("Pourquoi la DNS a-t-elle été créée ?", {R}),
        ("Qui a été nommé, et quand ?", {P, D}),
        ("Que dit la loi ?", set()),
        ("Quelle équipe ?", set()),
        ("Les quittances et le coup d’essai", set()),
        ("", set()),
    ],
)
def test_expected(question: str, kinds: set[Expected]) -> None:
    assert expected(question) == kinds


@pytest.mark.parametrize(
    ("text", "kind", "fits"),
    [
        ("Hela Ghariani a été nommée.", P, True),
        ("Mme Laura Létourneau", P, True),
        ("la délégation est nommée", P, False),
        ("publié le 7\u00a0juin 2023", D, True),
        ("le 1er avril", D, True),
        ("en mai 2023", D, True),
        ("le 12/03/2024", D, True),
        ("depuis 2019", D, True),
        ("le mois de mai", D, False),
        ("article 1234", D, False),
        ("une soixantaine de collaborateurs", N, True),
        ("3 agents", N, True),
        ("des agents", N, False),
        ("la centrale", N, False),
        ("à Paris", L, True),
        ("14 avenue Duquesne", L, True),
        ("à partir de demain", L, False),
        ("écrire à a.b-c@sante.gouv.fr", C, True),
        ("01 40 56 60 00", C, True),
        ("https://sante.gouv.fr", C, True),
        ("écrire au ministère", C, False),
        ("afin de réduire les délais", R, True),
        ("parce qu’il le faut", R, True),
        ("Le décret est publié.", R, False),
    ],
)
def test_looks_like(text: str, kind: Expected, fits: bool) -> None:
    assert looks_like(text, kind) is fits


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    assert expected(text) <= set(Expected)
    assert expected(text + "\nCombien ?") >= {Expected.NUMBER}


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("Which years does the programme cover?", True),
        ("What is the budget for training?", True),
        ("Qui dirige la DNS ?", False),
        ("Que dit « The Lancet » of course ?", False),
        ("", False),
    ],
)
def test_english_is_told_by_its_small_words(question: str, english: bool) -> None:
    assert is_english(question) is english
