"""A question that says « elle » is asked by the name that the one before it gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.naming import asked_of, named
from assistant.two_things import two_questions


@pytest.mark.parametrize(
    ("before", "piece", "asked"),
    [
        ("Quand l’étude sur les soins a-t-elle commencé ?", "quand a-t-elle été close ?",
         "quand l’étude sur les soins a-t-elle été close ?"),
        ("Qui dirige la DNS ?", "où siège-t-elle ?", "où la DNS siège-t-elle ?"),
        ("Qui dirige la DNS ?", "quel est son budget ?", "quel est le budget de la DNS ?"),
        ("Qui dirige le service ?", "quelles sont ses missions ?", "quelles sont les missions du service ?"),
        ("Qui dirige la DNS ?", "qui la finance ?", "qui finance la DNS ?"),
        ("À quelle date MRS est-il né ?", "qui l’a incubé ?", "qui a incubé MRS ?"),
        ("Un pharmacien peut-il soigner ?", "comment est-il payé ?", "comment un pharmacien est-il payé ?"),
        ("Qui finance le comité en 2019 ?", "combien a-t-il reçu ?", "combien le comité a-t-il reçu ?"),
        ("Qui dirige la DNS ?", "où siège-t-il ?", None),
        ("Qui préside le comité de l’agence ?", "où siège-t-elle ?", None),
        ("Combien de gens siègent au comité ?", "qui les désigne ?", None),
        ("Un mineur peut-il s’y opposer ?", "faut-il un accord ?", None),
        ("Un mineur peut-il s’y opposer ?", "y a-t-il un délai ?", None),
        ("La DNS est-elle neuve ?", "l’ANS est-elle vieille ?", None),
        ("Combien ça coûte ?", "qui paie ?", None),
    ],
)  # fmt: skip
def test_named(before: str, piece: str, asked: str | None) -> None:
    assert named(piece, before) == asked


@pytest.mark.parametrize(
    ("before", "piece", "asked"),
    [
        ("Qui dirige la DNS ?", "depuis quand ?", "depuis quand Ada Pic dirige la DNS ?"),
        ("Qui dirige la DNS ?", "et pourquoi ?", "pourquoi Ada Pic dirige la DNS ?"),
        ("Où siège la DNS ?", "depuis quand ?", None),
        ("Qui dirige la DNS ?", "depuis quand siège-t-elle ?", None),
    ],
)
def test_asked_of_whom_the_first_found(before: str, piece: str, asked: str | None) -> None:
    assert asked_of(piece, before, "Ada Pic") == asked


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_are_read(before: str, piece: str) -> None:
    found = named(piece, before)
    assert found is None or found.strip()


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Compare la durée de garde d’un bail et celle d’un prêt.",
         ("Quelle est la durée de garde d’un bail ?", "Quelle est la durée de garde d’un prêt ?")),
        ("Quel est le délai de la Cnam et celui de la CNIL ?",
         ("Quel est le délai de la Cnam ?", "Quel est le délai de la CNIL ?")),
        ("À quelles dates la DNS a-t-elle d’abord été annoncée, puis élevée au rang de direction ?",
         ("Quand la DNS a-t-elle été annoncée ?", "Quand la DNS a-t-elle été élevée au rang de direction ?")),
        ("Quand le fonds a-t-il été créé puis dissous ?",
         ("Quand le fonds a-t-il été créé ?", "Quand le fonds a-t-il été dissous ?")),
        ("Compare le DMP et le dossier pharmaceutique.", ("Compare le DMP et le dossier pharmaceutique.",)),
        ("Quel est le rôle de la Cnam et de la CNIL ?", ("Quel est le rôle de la Cnam et de la CNIL ?",)),
        ("Quel est le délai et celui de la CNIL ?", ("Quel est le délai et celui de la CNIL ?",)),
    ],
)  # fmt: skip
def test_two_things_are_asked_of_each(question: str, asked: tuple[str, ...]) -> None:
    assert two_questions(question) == asked


@given(st.text(max_size=120))
def test_any_text_gives_one_or_two(question: str) -> None:
    assert 1 <= len(two_questions(question)) <= 2
