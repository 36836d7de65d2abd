"""Structure guessed from the shapes of lines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import assemble
from ingest.document import build_document
from ingest.plain_text import read_plain_text
from ingest.split import split
from vectorstore.types import BlockKind as B

PROSE = "La feuille de route fixe les orientations de la politique du numérique en santé pour cinq ans."


def shapes(text: str) -> list[tuple[B, str]]:
    clean, spans = assemble(read_plain_text(text))
    return [(span.kind, clean[span.start : span.end]) for span in spans]


def test_headings_stand_above_prose() -> None:
    assert shapes(f"Un manque de formation\n\n{PROSE}\n\nLES MOYENS\n{PROSE}")[::2] == [
        (B.HEADING, "Un manque de formation"),
        (B.HEADING, "LES MOYENS"),
    ]


def test_bullets_of_all_sorts_are_items() -> None:
    got = shapes("Elle veille à :\n• un\n- deux\n– trois\n* quatre\n1. cinq\n2) six\n3° sept\na) huit")
    assert [kind for kind, _ in got] == [B.STEM] + [B.ITEM] * 8
    assert [text for _, text in got[1:]] == [
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
    ]


def test_a_list_without_markers_is_read_below_its_stem() -> None:
    got = shapes(f"Compétences souhaitées :\nEnvie et optimisme\nSens des priorités\n{PROSE}")
    assert [kind for kind, _ in got] == [B.STEM, B.ITEM, B.ITEM, B.PARAGRAPH]


def test_bare_lines_below_a_numbered_stem_are_nested() -> None:
    blocks = read_plain_text(
        "La directrice :\n1. Prépare le travail ;\n2. Construit le cadre :\n"
        "Elle travaille avec les ordres.\nElle anime le groupe.\n3. Partage les actions."
    )
    assert [(b.level, b.marker) for b in blocks[1:]] == [
        (0, "1. "), (0, "2. "), (1, "- "), (1, "- "), (0, "3. "),
    ]  # fmt: skip


def test_a_label_takes_the_value_below_it() -> None:
    got = shapes("-\nEmployeur :\nDélégation du numérique\nSiège - Localisation : Paris 7e")
    assert got == [
        (B.FIELD, "Employeur : Délégation du numérique"),
        (B.PARAGRAPH, "Siège"),
        (B.FIELD, "Localisation : Paris 7e"),
    ]


def test_prose_with_a_colon_is_no_field() -> None:
    for line in (
        "Elle dispose de fonctions transversales: secrétariat général et vie d'équipe.",
        "Selon le ministre : « nous irons plus loin »",
        "Pierre Traineau a pointé : “les aspects formation font défaut”",
    ):
        assert shapes(line) == [(B.PARAGRAPH, line)]


def test_wrapped_lines_are_joined() -> None:
    wrapped = (
        "La délégation au numérique en santé définit\nla politique du numérique en santé et en\n"
        "garantit la cohérence au travers de ses\narbitrages."
    )
    assert shapes(wrapped) == [(B.PARAGRAPH, wrapped.replace("\n", " "))]


def test_markup_leaves_its_words() -> None:
    text = "Voir **le décret**, *vraiment*, et [la page](https://a.fr/x_(y)) : 2*3*4, PRS_NAT_REF."
    assert shapes(text) == [(B.PARAGRAPH, "Voir le décret, vraiment, et la page : 2*3*4, PRS_NAT_REF.")]


def test_contact_lines_are_no_headings() -> None:
    got = shapes("Contacts presse\n\nSecrétariat général\n01 42 75 64 58\npresse@pm.gouv.fr")
    assert [kind for kind, _ in got] == [B.HEADING, B.PARAGRAPH, B.PARAGRAPH, B.PARAGRAPH]


@given(st.text(alphabet="aéB .:-•*_[]()\n1IV°\u00a0", max_size=200))
def test_no_word_is_lost(text: str) -> None:
    clean, _ = assemble(read_plain_text(text))
    letters = [c for c in text if c in "aéB"]
    assert [c for c in clean if c in "aéB"] == letters or "](" in text


@pytest.mark.parametrize(
    "text",
    [
        "mot\n" * 20_000, "x" * 300_000, "**a " * 10_000, "_a " * 20_000, "[a](" * 20_000, "." * 100_000,
        "Label :\nvaleur\n" * 5_000, "ministère " + "de la " * 20_000, "a" + " " * 100_000 + "b",
    ],
)  # fmt: skip
def test_hostile_texts_are_read_in_time(text: str) -> None:
    start = time.process_time()  # the machine may be busy with something else
    document = build_document(read_plain_text(text + "\nfin"), source="/a", name="a", scraped=True)
    split(document, lambda texts: [len(t) // 4 + 2 for t in texts])
    assert time.process_time() - start < 2
