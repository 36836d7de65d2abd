"""Until when a job advert takes applications, and which versions are repealed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ingest.blocks import RawBlock
from ingest.deadline import applications_end
from ingest.document import build_document
from ingest.legislation import read_article
from ingest.markdown import declared_from
from ingest.rows import Row, read_rows
from vectorstore.types import BlockKind, Kind, Provenance
from vectorstore.versions import REPEALED

PUBLISHED = date(2023, 11, 2)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("Date limite de candidature : 31/05/2023", date(2023, 6, 1)),
        ("Date limite de dépôt des candidatures : le 31 mai 2023", date(2023, 6, 1)),
        ("Clôture des candidatures le 31 mai 2023", date(2023, 6, 1)),
        ("Candidature à envoyer au plus tard le 31 mai 2023.", date(2023, 6, 1)),
        ("Vous pouvez postuler jusqu’au 31 mai 2023 inclus.", date(2023, 6, 1)),
        ("Candidatez avant le 31 mai 2023.", date(2023, 5, 31)),
        ("Clique ici pour candidater jusqu'au 23 novembre 23h59", date(2023, 11, 24)),
        ("Clique ici pour candidater jusqu'au 5 janvier", date(2024, 1, 6)),
        ("Applications are open until 2023-05-31", date(2023, 6, 1)),
        ("Vacant à partir du 01/04/2023", None),
        ("Le contrat court jusqu’au 31 mai 2025.", None),
        ("Les candidats sont reçus le 31 mai 2023.", None),
        ("Date de mise à jour : 31/05/2023", None),
    ],
)
def test_when_applications_end(text: str, closed: date | None) -> None:
    assert applications_end(["Offre", text], PUBLISHED) == closed


def advert(kind: str) -> list[RawBlock]:
    text = "Date limite de candidature : 31/05/2023"
    return [RawBlock(BlockKind.TITLE, f"{kind} : chef de projet", 1), RawBlock(BlockKind.PARAGRAPH, text)]


def test_an_advert_closes_and_nothing_else_does() -> None:
    declared = declared_from({"kind": "job_description"})
    closing = build_document(advert("Offre"), source="/a", name="a", declared=declared)
    assert (closing.kind, closing.valid_to) == (Kind.JOB_DESCRIPTION, date(2023, 6, 1))
    assert closing.provenance["valid_to"] is Provenance.FOUND
    given = declared_from({"kind": "job_description", "valid_to": "2023-04-01"})
    assert build_document(advert("Offre"), source="/a", name="a", declared=given).valid_to == date(2023, 4, 1)
    guide = declared_from({"kind": "guide"})
    assert build_document(advert("Guide"), source="/a", name="a", declared=guide).valid_to is None


def test_a_withdrawn_advert_of_a_collection() -> None:
    line = json.dumps({"id": "a", "text": "# Offre\n\nTexte.", "doc_type": "offre d'emploi", "retire_le": "2024-08-28"})
    (row,) = read_rows(iter([line]))
    assert isinstance(row, Row)
    assert row.declared.valid_to == date(2024, 8, 28)


@pytest.mark.parametrize(("state", "flags"), [("ABROGE", (REPEALED,)), ("MODIFIE", ()), ("VIGUEUR", ())])
def test_a_repealed_version_is_marked(state: str, flags: tuple[str, ...]) -> None:
    row = {
        "code": "Code de la santé publique", "article": "L1111-22", "text": "Texte.", "state": state,
        "date_start": "2009-07-23", "date_end": "2016-01-28",
    }  # fmt: skip
    blocks, declared = read_article(row)
    assert build_document(blocks, source="/a", name="a", declared=declared).flags == flags


def test_front_matter_may_say_it() -> None:
    assert declared_from({"state": "abrogé"}).repealed
    assert declared_from({"state": "en vigueur"}).repealed is None
