"""Articles of codes and laws."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ingest.blocks import assemble
from ingest.legislation import (
    article_number,
    article_title,
    read_article,
    read_provisions,
)
from ingest.rows import BadRow, Row, read_rows
from vectorstore.types import BlockKind as B
from vectorstore.types import Kind

CODE = "Code de la santé publique"


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ("L1111-8", "L. 1111-8"), ("D1110-3-1", "D. 1110-3-1"), ("R1111-8-8", "R. 1111-8-8"),
        ("R*6123-1", "R.* 6123-1"), ("LO111-3", "L.O. 111-3"), ("13", "13"),
        ("Annexe 11-1", "Annexe 11-1"), ("29-1 (abrogé)", "29-1 (abrogé)"),
    ],
)  # fmt: skip
def test_numbers(article: str, shown: str) -> None:
    assert article_number(article) == shown


@pytest.mark.parametrize(
    ("article", "code", "title"),
    [
        ("L1111-8", CODE, "Article L. 1111-8 du code de la santé publique"),
        ("13", "Loi n° 2002-303 du 4 mars 2002", "Article 13 de la loi n° 2002-303 du 4 mars 2002"),
        ("1", "LOI n°2019-774  du 24 juillet 2019", "Article 1er de la loi n° 2019-774 du 24 juillet 2019"),
        ("2", "Ordonnance n°2017-27 du 12 janvier 2017", "Article 2 de l'ordonnance n° 2017-27 du 12 janvier 2017"),
        ("3", "Décret n° 2022-1434 du 15 novembre 2022", "Article 3 du décret n° 2022-1434 du 15 novembre 2022"),
        ("Annexe 11-1", CODE, "Annexe 11-1 du code de la santé publique"),
    ],
)  # fmt: skip
def test_titles(article: str, code: str, title: str) -> None:
    assert article_title(article, code) == title


def test_enumerations_are_nested_lists() -> None:
    blocks = read_provisions(
        "I.-Peuvent être :\n\n1° Les personnes :\n\na) physiques ;\n\nb) morales ;\n\n"
        "1° bis Les autres ;\n\nII. - La peine est due.\n\nUn décret fixe les conditions."
    )
    assert [(b.marker, b.level, b.text) for b in blocks] == [
        ("I.-", 0, "Peuvent être :"),
        ("1°", 1, "Les personnes :"),
        ("a)", 2, "physiques ;"),
        ("b)", 2, "morales ;"),
        ("1° bis", 1, "Les autres ;"),
        ("II. -", 0, "La peine est due."),
        ("", 0, "Un décret fixe les conditions."),
    ]
    text, spans = assemble(blocks)
    assert [s.kind for s in spans[:2]] == [B.STEM, B.STEM]
    assert text.startswith("I.- Peuvent être :\n1° Les personnes :\na) physiques ;")


def test_an_article_row() -> None:
    _, declared = read_article(
        {
            "code": CODE, "article": "L1111-8", "text": "Toute personne…", "nota": "Voir le décret.",
            "date_start": "2018-04-01", "date_end": None, "section_path": ["Partie législative", "Livre Ier"],
            "url": "https://www.legifrance.gouv.fr/x",
        }
    )  # fmt: skip
    assert declared.kind is Kind.OFFICIAL_TEXT
    assert declared.reference == "L. 1111-8"
    assert declared.publisher == "Légifrance"
    assert declared.valid_from == declared.published_on == date(2018, 4, 1)
    assert declared.valid_to is None
    assert declared.section == ("Partie législative", "Livre Ier")


def test_bad_rows_never_stop_the_others() -> None:
    good = json.dumps({"id": "a", "code": CODE, "article": "L1", "text": "Texte."})
    lines = [
        "pas du JSON", "[1]", "", good, json.dumps({"id": "b", "code": CODE, "article": "L2"}),
        json.dumps({"id": "c", "text": ""}), good, json.dumps({"text": "# Titre\n\nTexte."}),
    ]  # fmt: skip
    rows = list(read_rows(iter(lines)))
    assert [row.line for row in rows if isinstance(row, BadRow)] == [1, 2, 5, 6, 7]
    assert [row.id for row in rows if isinstance(row, Row)] == ["a", "L8"]
    reasons = " ".join(row.reason for row in rows if isinstance(row, BadRow))
    assert "Error" not in reasons
    assert "ligne 4" in reasons


def test_a_document_row() -> None:
    line = json.dumps(
        {
            "id": "d", "title": "Fiche", "doc_type": "guide CNIL", "date": "2020-01-02",
            "url": "https://www.cnil.fr/x", "text": "## Partie\n\nTexte.",
        }
    )  # fmt: skip
    (row,) = read_rows(iter([line]))
    assert isinstance(row, Row)
    assert row.declared.kind is Kind.GUIDE
    assert (row.declared.title, row.declared.published_on) == ("Fiche", date(2020, 1, 2))
