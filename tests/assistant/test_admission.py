"""What a dated question may be answered with, and what is said of when a quote is from."""

from __future__ import annotations

from datetime import date

import pytest
from made_candidates import candidate

from assistant.admission import admitted, times_of
from assistant.asked_time import asked_time
from assistant.candidate import Scored
from assistant.dated_lead import dated_lead
from assistant.questions import asks_what_happened
from vectorstore.types import Document, Kind

TODAY = date(2026, 11, 24)
STATE = "Qui dirigeait la DNS en 2023 ?"
EVENT = "Qui a été nommé à la DNS en 2023 ?"


def scored(text: str, probability: float = 0.9, id_: str = "d", **known: object) -> Scored:
    return Scored(candidate(text, id_=id_, title="La DNS", known=known), probability)


def kept(question: str, *candidates: Scored, least: float = 0.3) -> list[str]:
    found = admitted(candidates, question, asked_time(question, TODAY), least)
    return [each.evidence.document_id for each in found]


PLAIN = "Anne dirige la DNS."


@pytest.mark.parametrize(
    ("question", "text", "known", "fits"),
    [
        (STATE, PLAIN, {"published_on": date(2023, 6, 8)}, True),
        (STATE, PLAIN, {"published_on": date(2022, 6, 8)}, True),  # the last that is known
        (EVENT, PLAIN, {"published_on": date(2022, 6, 8)}, False),
        (STATE, PLAIN, {"published_on": date(2019, 6, 8)}, False),
        (STATE, PLAIN, {"published_on": date(2024, 6, 8)}, False),
        (STATE, "En 2023, Anne dirige la DNS.", {"published_on": date(2024, 6, 8)}, True),
        (STATE, PLAIN, {}, False),
        (STATE, "Anne dirige la DNS en 2023.", {}, True),
        (STATE, PLAIN, {"valid_from": date(2016, 1, 28)}, True),  # searches leave out what is not in force then
        (STATE, "Anne dirige l’ANS.", {"published_on": date(2023, 6, 8), "title": "L’ANS"}, True),
        ("Qui dirigeait la CNIL en 2023 ?", PLAIN, {"published_on": date(2023, 6, 8)}, False),
        ("Qui dirigeait la DNS avant 2021 ?", PLAIN, {"published_on": date(2020, 6, 8)}, True),
        ("Qui dirigeait la DNS l’an dernier ?", PLAIN, {"published_on": date(2025, 6, 8)}, True),
        ("Qui dirigeait la DNS l’an dernier ?", PLAIN, {"published_on": date(2026, 6, 8)}, False),
        ("Qui dirigeait la DNS entre 2019 et 2022 ?", PLAIN, {"published_on": date(2020, 6, 8)}, True),
        ("Qui dirige la DNS ?", PLAIN, {"published_on": date(2016, 6, 8)}, True),
        ("Que prévoit le plan 2024 de la DNS ?", PLAIN, {"published_on": date(2023, 6, 8)}, False),
    ],
)
def test_what_fits_the_time(question: str, text: str, known: dict[str, object], fits: bool) -> None:
    known.pop("title", None)
    assert kept(question, scored(text, **known)) == (["d"] if fits else [])


def test_what_is_of_then_comes_before_what_was_said_later() -> None:
    later = scored("Le bilan. Anne dirigeait la DNS. Cela date de 2023.", 0.95, "later", published_on=date(2025, 1, 1))
    then = scored(PLAIN, 0.5, "then", published_on=date(2023, 6, 8))
    assert kept(STATE, later, then) == ["later", "then"]  # its own words name the year
    undated = scored("Anne dirige la DNS.", 0.95, "undated")
    assert kept(STATE, undated, then) == ["then"]


def test_a_lesser_fit_is_used_where_the_better_is_improbable() -> None:
    then = scored(PLAIN, 0.1, "then", published_on=date(2023, 6, 8))
    before = scored(PLAIN, 0.9, "before", published_on=date(2022, 6, 8))
    assert kept(STATE, before, then) == ["before"]
    assert kept(STATE, before, then, least=0.05) == ["then"]
    assert kept(STATE, then) == []


def test_the_times_of_a_question() -> None:
    def times(question: str) -> list[str]:
        return [anchor.text for anchor in times_of(question, asked_time(question, TODAY))]

    assert times("Qui dirigeait la DNS en 2023 ?") == ["2023"]
    assert times("Qui dirigeait la DNS l’an dernier ?") == ["2025"]
    assert times("Que prévoit le plan 2024 ?") == []
    assert times("Que prévoyait le plan 2024 en 2023 ?") == ["2023"]


@pytest.mark.parametrize(
    ("question", "happened"),
    [
        ("Qui a été nommée déléguée ?", True),
        ("Combien de téléconsultations ont été réalisées ?", True),
        ("Que s’est-il passé ?", True),
        ("Qu’a-t-elle publié ?", True),
        ("Qui présidera le jury ?", True),
        ("Who was appointed?", True),
        ("What happened?", True),
        ("Qui dirigeait la DNS ?", False),
        ("Combien de personnes compte la DNS ?", False),
        ("Qui est à la tête de la DNS ?", False),
        ("Fallait-il un agrément ?", False),
        ("Who was in charge?", False),
    ],
)
def test_what_happened_is_told_from_how_things_stood(question: str, happened: bool) -> None:
    assert asks_what_happened(question) is happened


# when a quote is from


def lead(
    kind: Kind = Kind.PRESS_RELEASE, day: date = TODAY, *, changing: bool = False, always: bool = False,
    language: str = "fr", **known: object,
) -> str | None:  # fmt: skip
    document = Document("d", "d", "Texte.", "Titre", kind, **known)  # type: ignore[arg-type]
    said = dated_lead(document, day, TODAY, changing=changing, always=always, language=language)
    return said and said.replace("\u00a0", " ")


RELEASED = {"published_on": date(2023, 6, 8)}
OLD = {"valid_from": date(2011, 7, 9), "valid_to": date(2016, 1, 28)}


def test_a_release_says_its_date_where_it_is_far_or_the_fact_changes() -> None:
    assert lead(**RELEASED) == "Selon le communiqué du 8 juin 2023"
    assert lead(day=date(2023, 9, 1), **RELEASED) is None
    assert lead(day=date(2023, 9, 1), changing=True, **RELEASED) == "Selon le communiqué du 8 juin 2023"
    assert lead(language="en", **RELEASED) == "According to the press release of 8 June 2023"
    assert lead() is None
    assert lead(changing=True) == "Selon un communiqué non daté"
    assert lead(Kind.NEWS, published_on=date(2023, 4, 1)) == "Selon l’article du 1er avril 2023"


def test_every_kind_has_its_words() -> None:
    for kind in Kind:
        assert lead(kind, **RELEASED)
    reporting = {Kind.PRESS_RELEASE, Kind.JOB_DESCRIPTION, Kind.NEWS}
    assert {kind for kind in Kind if lead(kind, always=True)} == reporting


def test_a_version_says_when_it_is_in_force_unless_that_is_now() -> None:
    text = Kind.OFFICIAL_TEXT
    assert lead(text, valid_from=date(2016, 1, 28)) is None
    assert lead(text, **OLD) == "Version en vigueur du 9 juillet 2011 au 28 janvier 2016"
    assert lead(text, date(2012, 1, 1), **OLD) == "Version en vigueur du 9 juillet 2011 au 28 janvier 2016"
    assert lead(text, always=True, valid_from=date(2016, 1, 28)) == "Version en vigueur depuis le 28 janvier 2016"
    assert lead(text, valid_to=date(2016, 1, 28)) == "Version en vigueur jusqu’au 28 janvier 2016"
    assert lead(text, valid_from=date(2027, 1, 1)) == "Version en vigueur depuis le 1er janvier 2027"
