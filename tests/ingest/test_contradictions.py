"""Dates of one text that contradict each other, and dates that do not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.contradictions import FLAG, contradictions, name_of
from ingest.document import Overrides
from ingest.notes import notes_of
from ingest.read import read, read_bytes
from vectorstore.types import Document, Provenance

PROSE = (
    "La mission d’appui accompagne les maternités dans leurs échanges avec la ville, et rend compte de son "
    "activité aux agences régionales qui la financent, comme il est prévu depuis l’origine."
)


def document(text: str, name: str = "page.txt", **overrides: object) -> Document:
    return read_bytes(text.encode(), name, f"/d/{name}", overrides=Overrides(**overrides))  # type: ignore[arg-type]


def days(found: Document) -> dict[str, list[tuple[date, Provenance]]]:
    return {item.about: [(claim.day, claim.how) for claim in item.claims] for item in contradictions(found)}


@pytest.mark.parametrize(
    ("text", "about", "expected"),
    [
        (
            f"Un titre\n\nLes règles sont revues par un décret publié le 4 mai 2022.\n\n{PROSE}\n\nDans un premier "
            "temps, un décret, publié le 4 juillet 2022, crée la mission.",
            "décret publié",
            [date(2022, 5, 4), date(2022, 7, 4)],
        ),
        (
            f"Un titre\n\nLe décret n° 2022-512 du 8 avril 2022 crée la mission.\n\n{PROSE}\n\nVu le décret "
            "n° 2022-512 du 9 avril 2022 ;",
            "décret n° 2022-512",
            [date(2022, 4, 8), date(2022, 4, 9)],
        ),
        (
            f"Communiqué de presse, Ministère de la santé, 9 juin 2023\n\nUn titre\n\nPublié le 8 juin 2023\n\n{PROSE}",
            "date de publication",
            [date(2023, 6, 9), date(2023, 6, 8)],
        ),
        (
            f"Un titre\n\nLa réunion se tient le mardi 8 juin 2023 à Lille.\n\n{PROSE}",
            "jour de la semaine (mardi au lieu de jeudi)",
            [date(2023, 6, 8)],
        ),
        (
            f"Un titre\n\nLes dossiers sont reçus du 12 mai 2023 au 3 mars 2023 par la mission.\n\n{PROSE}",
            "période (fin avant le début)",
            [date(2023, 5, 12), date(2023, 3, 3)],
        ),
        (
            "Chef de projet H/F\nRéférence : 2023-1181585\nEmployeur : une agence\nVos missions\n"
            f"{PROSE}\nDate limite de candidature : 4 mai 2023\nLes candidatures sont reçues jusqu’au 14 mai 2023.",
            "date limite de candidature",
            [date(2023, 5, 4), date(2023, 5, 14)],
        ),
    ],
)  # fmt: skip
def test_a_text_that_contradicts_itself(text: str, about: str, expected: list[date]) -> None:
    found = document(text)
    assert days(found) == {about: [(day, Provenance.FOUND) for day in expected]}
    assert found.flags == (FLAG,)
    for claim in contradictions(found)[0].claims:
        assert claim.quote.strip("…") in found.text


@pytest.mark.parametrize(
    "text",
    [
        # two acts, two dates; one act signed one day and published another
        "Le décret n° 2022-512 du 8 avril 2022 et le décret n° 2022-513 du 9 avril 2022 créent la mission.",
        "Le décret n° 2022-512 du 8 avril 2022, publié le 10 avril 2022, crée la mission.",
        "La loi du 26 janvier 2016 puis la loi du 24 juillet 2019 ont créé la plateforme.",
        "Un décret publié le 4 mai 2022 crée la mission ; un décret publié le 12 octobre 2023 la supprime.",
        "Un décret publié le 4 mai 2021, un décret publié le 4 mai 2022 et un décret publié le 4 mai 2023 la règlent.",
        # dates of other things
        "Publié le 25 octobre 2019 à 17h34 - Mis à jour le 3 mai 2020",
        "Les chiffres, publiés le 3 mars 2021, et ceux publiés le 4 mars 2021 diffèrent.",
        "Il est ouvert du 3 mars 2023 au 12 mai 2023, du lundi au vendredi.",
        "La réunion se tient le jeudi 8 juin 2023 à Lille, la suivante le lundi 12 juin 2023.",
        "Le jeudi 8, puis le mardi 13 juin 2023.",
        "Le poste est à pourvoir le 1er mai 2023 ; date limite de candidature : 4 avril 2023.",
        "Ce guide a été initialement publié sur un autre site le 3 septembre 2020.\n\nPublié le 4 octobre 2021",
    ],
)
def test_dates_of_different_things(text: str) -> None:
    found = document(f"Un titre de page\n\n{text}\n\n{PROSE}")
    assert days(found) == {}
    assert found.flags == ()


def test_a_page_that_lists_others_gives_their_days() -> None:
    listed = "\n\n".join(f"Une nouvelle numéro {n}\n\nPublié le {n} mars 2023\n\n{PROSE}" for n in range(2, 7))
    assert days(document(f"Toutes les actualités\n\n{listed}")) == {}


def test_what_is_declared_against_what_is_said() -> None:
    text = f"---\npublished_on: 2020-01-01\n---\n# Titre\n\nPublié le 3 mars 2021\n\n{PROSE}"
    found = document(text, "a.md")
    expected = [(date(2020, 1, 1), Provenance.DECLARED), (date(2021, 3, 3), Provenance.FOUND)]
    assert days(found) == {"date de publication": expected}
    assert found.published_on == date(2020, 1, 1), "the order of trust does not change"
    given = document(text, "a.md", published_on=date(2021, 3, 3))
    assert days(given) == {}
    given = document(text, "a.md", published_on=date(2019, 5, 6))
    assert days(given)["date de publication"][0] == (date(2019, 5, 6), Provenance.GIVEN)


def test_what_is_declared_against_the_name() -> None:
    text = f"---\npublished_on: 2021-11-15\n---\n# Titre\n\n{PROSE}"
    expected = [(date(2021, 11, 15), Provenance.DECLARED), (date(2020, 3, 31), Provenance.INFERRED)]
    assert days(document(text, "2020-03-31-note.md")) == {"date de publication": expected}
    assert days(document(text, "2021-11-15-note.md")) == days(document(text, "2021-11_note.md")) == {}


def test_validity_that_ends_before_it_begins() -> None:
    found = document(f"---\nvalid_from: 2022-02-01\nvalid_to: 2021-02-01\n---\n# Titre\n\n{PROSE}", "a.md")
    (about,) = days(found)
    assert about == "période de validité (fin avant le début)"
    found = document(
        f"---\nkind: official_text\nvalid_from: 2022-02-01\n---\n# Titre\n\n{PROSE}\n\n"
        "Le présent décret entre en vigueur le 1er mars 2022.", "a.md",
    )  # fmt: skip
    assert days(found)["entrée en vigueur"] == [
        (date(2022, 2, 1), Provenance.DECLARED), (date(2022, 3, 1), Provenance.FOUND),
    ]  # fmt: skip


def test_provisions_that_enter_into_force_one_after_the_other() -> None:
    found = document(
        f"---\nkind: official_text\nvalid_from: 2022-02-01\n---\n# Titre\n\n{PROSE}\n\nLe présent décret entre en "
        "vigueur le 1er mars 2022.\n\nL’article 3 du présent décret entre en vigueur le 1er juin 2022.\n\n"
        "Le présent arrêté entre en vigueur le 1er mai 2022.", "a.md",
    )  # fmt: skip
    assert days(found) == {}


def test_a_note_says_it_in_words() -> None:
    (note,) = notes_of(document(f"Un titre\n\nLa réunion se tient le mardi 8 juin 2023 à Lille.\n\n{PROSE}"))
    assert note == (
        "dates contradictoires, jour de la semaine (mardi au lieu de jeudi) : 8\u00a0juin\u00a02023 "
        "(lue dans le texte : « La réunion se tient le mardi 8 juin 2023 à Lille. »)"
    )


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/d/2023-06-08_note.txt", "2023-06-08_note.txt"),
        ("/d/rows.jsonl#2020-03-31-x/y.md", "2020-03-31-x/y.md"),
        ("/d/rows.jsonl.gz#r1", "r1"),
        ("https://exemple.fr/2023-06-08-actu/", "2023-06-08-actu"),
    ],
)
def test_the_name_that_a_source_ends_with(source: str, name: str) -> None:
    assert name_of(source) == name


def test_real_texts(shared: Path) -> None:
    """The 2023 release dates one decree twice; nothing else of its folder contradicts itself."""
    found = {}
    for path in sorted((shared / "corpus/policy").glob("*.txt")):
        (page,) = read(path)
        assert isinstance(page, Document)
        found[path.name] = {about: {day for day, _ in claims} for about, claims in days(page).items()}
    told = {name: item for name, item in found.items() if item}
    assert list(told.values()) == [{"décret publié": {date(2023, 3, 7), date(2023, 6, 7)}}]
    assert next(iter(told)).startswith("2023-06-08")


def test_real_adverts(shared: Path) -> None:
    """Fifty adverts declare a day that is not that of their file name; no other contradiction is seen."""
    rows = [item for item in read(shared / "corpus/jobs/betagouv_jobs.jsonl") if isinstance(item, Document)]
    told = [days(row) for row in rows]
    assert sum("date de publication" in item for item in told) == 50
    assert not [about for item in told for about in item if about != "date de publication"]
