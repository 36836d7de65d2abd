"""What a document says about itself."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.document import Overrides
from ingest.read import read_bytes
from vectorstore.types import Document, Kind, Provenance

PROSE = (
    "La délégation au numérique en santé pilote la feuille de route, en lien avec les agences et les "
    "établissements, comme le prévoit le décret du 7 juin 2023, publié le 8 juin 2023 au Journal officiel."
)


def document(text: str, name: str = "page.txt", **overrides: object) -> Document:
    return read_bytes(text.encode(), name, f"/d/{name}", overrides=Overrides(**overrides))  # type: ignore[arg-type]


def test_release_named_on_its_last_line() -> None:
    found = document(
        f"Un titre\n\n{PROSE}\n\nCommuniqué de presse, Ministère de la santé et de la prévention, 9 juin 2023"
    )
    assert (found.kind, found.published_on) == (Kind.PRESS_RELEASE, date(2023, 6, 9))
    assert found.publisher == "Ministère de la santé et de la prévention"
    assert found.provenance["publisher"] is Provenance.FOUND


def test_release_named_at_its_head() -> None:
    found = document(f"Communiqué de presse\n16 décembre 2021\n\nUN GRAND TITRE EN CAPITALES\n\n{PROSE}")
    assert (found.kind, found.published_on) == (Kind.PRESS_RELEASE, date(2021, 12, 16))
    assert found.title == "UN GRAND TITRE EN CAPITALES"
    assert found.text.startswith(found.title)


def test_release_known_by_its_press_contact() -> None:
    found = document(f"Un titre\n\n{PROSE}\n\nContact presse :\nMarie Martin\nMél : presse@sante.gouv.fr")
    assert (found.kind, found.published_on) == (Kind.PRESS_RELEASE, None)
    assert found.publisher == "Ministère chargé de la santé"
    assert found.provenance["publisher"] is Provenance.INFERRED


def test_news_by_its_byline() -> None:
    found = document(
        f"Un titre\n\nPar Jeanne Martin. Publié le 25 octobre 2019 à 17h34 - Mis à jour le 3 mai 2020\n\n{PROSE}"
        "\n\nTous droits réservés - Éditions du Nord 2025"
    )
    assert (found.kind, found.published_on) == (Kind.NEWS, date(2019, 10, 25))
    assert found.publisher == "Éditions du Nord"


def test_job_advert() -> None:
    found = document(
        f"Chef de projet H/F\nRéférence : 2023-1181585\nEmployeur :\nDélégation du numérique (DNS)\n"
        f"Vos missions\n{PROSE}\nProfil recherché\n{PROSE}\n- Vacant à partir du 01/04/2023"
    )
    assert (found.kind, found.reference) == (Kind.JOB_DESCRIPTION, "2023-1181585")
    assert (found.publisher, found.published_on) == ("Délégation du numérique (DNS)", None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2023-06-08_note.txt", date(2023, 6, 8)),
        ("2023-06_note.txt", None),
        ("2023-02-31_x.txt", None),
        ("note.txt", None),
    ],
)
def test_a_date_in_the_text_is_not_its_publication(name: str, expected: date | None) -> None:
    found = document(f"Un titre de note\n\n{PROSE}", name)
    assert found.published_on == expected
    if expected:
        assert found.provenance["published_on"] is Provenance.INFERRED


def test_declared_outranks_found_and_given_outranks_all() -> None:
    text = f"---\nkind: guide\npublished_on: 2020-01-01\n---\n# Titre\n\nPublié le 3 mars 2021\n\n{PROSE}"
    found = document(text, "a.md")
    assert (found.kind, found.published_on) == (Kind.GUIDE, date(2020, 1, 1))
    given = document(text, "a.md", kind=Kind.NEWS, published_on=date(2019, 1, 1), title="Autre")
    assert (given.kind, given.published_on, given.title) == (Kind.NEWS, date(2019, 1, 1), "Autre")
    assert given.provenance["kind"] is Provenance.GIVEN
    assert given.sha256 != found.sha256


def test_official_texts_and_nor() -> None:
    found = document(f"Décret n° 2022-1434 du 15 novembre 2022 relatif au numérique\n\nNOR : SPRD2226470D\n\n{PROSE}")
    assert (found.kind, found.reference) == (Kind.OFFICIAL_TEXT, "SPRD2226470D")
    found = document(f"Décret n° 2022-1434 du 15 novembre 2022 relatif au numérique\n\n{PROSE}")
    assert found.reference == "décret n° 2022-1434"


def test_language() -> None:
    english = "The delegation is in charge of the policy for digital health, and this is what it does."
    assert document(f"A title\n\n{english}\n\n{english}").language == "en"
    assert document(f"Un titre\n\n{PROSE}").language == "fr"


def test_title_from_the_file_when_none_stands_in_the_text() -> None:
    found = document(PROSE, "2023-06-08_missions_de_la_dns.txt")
    assert found.title == "Missions de la dns"
    assert found.provenance["title"] is Provenance.INFERRED
