"""French sentences as spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "M. Dupont et Mme Martin ont signé le décret n° 2022-1434.",
        "Voir l'art. 5 et les articles L. 1111-8 et R. 1111-8-8 du code de la santé publique.",
        "Il date du Ier siècle av. J.-C. environ.",
        "Le montant est de 3.5 ou 3,5 millions d'euros (cf. Annexe 2).",
        "« Est-ce utile ? » demande-t-elle.",
        "Les professionnels (médecins, infirmiers, etc.) sont formés.",
        "Écrivez à a.b@sante.gouv.fr ou voyez www.sante.gouv.fr/page.html pour la suite.",
        "Le Pr D. Pon et le Dr A. Martin y étaient.",
        "C'est… peut-être vrai.",
        "Quoi ?! dit-il.",
        "1. Donner une formation à tous.",
        "II. – Le directeur général est nommé par arrêté.",
        "IV bis. - Le refus est motivé.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert cut(sentence) == [sentence]
    assert cut(f"{sentence} Suite du texte.") == [sentence, "Suite du texte."]


@pytest.mark.parametrize(
    "parts",
    [
        ["Il est parti le 8 juin 2023.", "Le décret suit."],
        ["Est-ce tout ?", "Oui !", "Vraiment…", "Non."],
        ["« Nous voulons ce conseil très ouvert. »", "Il l'est."],
        ["Il a dit “vouloir agir”.", "En septembre, il agit."],
        ["Selon l'article L. 1111-8.", "Il en va de même."],
        ["Voir (cf. supra).", "Et plus loin."],
        ["La DNS compte 60 agents.", "60 autres viendront."],
        ["Fin du propos.", "« Un autre » commence."],
    ],
)
def test_sentences_are_told_apart(parts: list[str]) -> None:
    assert cut(" ".join(parts)) == parts


def test_line_breaks_end_sentences() -> None:
    assert cut("Un titre\nUne phrase. Deux.\n\n- item\n") == [
        "Un titre",
        "Une phrase.",
        "Deux.",
        "- item",
    ]


@given(st.text(alphabet="aB.!?… «»\"')n°1\n\u00a0M", max_size=80))
def test_spans_cover_all_but_blanks(text: str) -> None:
    spans = sentences(text)
    end = 0
    for start, stop in spans:
        assert not text[end:start].strip()
        assert text[start:stop] == text[start:stop].strip() != ""
        end = stop
    assert not text[end:].strip()
