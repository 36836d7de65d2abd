"""When an undated text cannot have been written yet."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.earliest import not_before
from vectorstore.types import Document, Kind


def document(text: str, published_on: date | None = None) -> Document:
    return Document("d", "d", text, "Titre", Kind.PRESS_RELEASE, published_on=published_on)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("La délégation a été créée en 2019. Elle a été pérennisée en mai 2023.", date(2023, 5, 1)),
        ("Ces conclusions ont conduit à une réforme en mai 2023.", date(2023, 5, 1)),
        ("Le décret est paru le 7 juin 2023.", date(2023, 6, 7)),
        ("Prise de poste : 1er avril 2027. Le service a ouvert le 3 mars 2025.", date(2025, 3, 3)),
        ("La feuille de route 2023-2027 prévoit une réforme en mai 2026.", None),
        ("Le poste est à pourvoir en avril 2023.", None),
        ("", None),
    ],
)
def test_the_latest_day_told_as_past(text: str, day: date | None) -> None:
    assert not_before(document(text)) == day


def test_a_dated_text_needs_none() -> None:
    assert not_before(document("Elle a été créée en 2019.", date(2024, 1, 1))) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Prise de poste : à partir du 1er avril 2027", date(2026, 3, 31)),
        ("Date de prise de fonctions : avril 2027", date(2026, 3, 31)),
        ("Démarrage\u00a0: décembre 2021\n\nLe service a ouvert le 3 mars 2025.", date(2025, 3, 3)),
        ("Prise de poste : dès que possible", None),
        ("Prise de poste : 1er janvier 0001", date.min),
    ],
)
def test_an_advert_is_not_written_long_before_the_post_begins(text: str, day: date | None) -> None:
    advert = Document("d", "d", text, "Offre", Kind.JOB_DESCRIPTION)
    assert not_before(advert) == day
