"""What a question names, and whether a quoted stretch carries it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guards import Anchor, AnchorKind, anchors, missing

PERSON, ORG, PLACE, YEAR, DATE, REF, FIGURE = AnchorKind


def read(question: str) -> list[tuple[AnchorKind, str]]:
    return [(anchor.kind, anchor.text) for anchor in anchors(question)]


def lacks(question: str, text: str, context: str = "", days: Sequence[date | None] = ()) -> list[str]:
    """What ``text`` lacks of the question."""
    return [anchor.text for anchor in missing(anchors(question), text, context, days)]


def test_translated_names_are_no_anchors_but_acronyms_and_years_are() -> None:
    assert read("Which years does the Investments for the Future programme (PIA4) cover in 2021?") == [
        (ORG, "PIA4"), (YEAR, "2021"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Qui est Hela Ghariani ?", [(PERSON, "Hela Ghariani")]),
        ("Hela Ghariani dirige-t-elle la DNS ?", [(PERSON, "Hela Ghariani"), (ORG, "DNS")]),
        ("Que dit Mme Ghariani du Ségur du numérique ?", [(PERSON, "Ghariani"), (ORG, "Ségur")]),
        ("Que dit M. Pon ?", [(PERSON, "Pon")]),
        ("Que dit le Dr Anne-Marie Le Goff ?", [(PERSON, "Anne-Marie Le Goff")]),
        ("Charles de Gaulle était-il là ?", [(PERSON, "Charles de Gaulle")]),
        ("Qui est le ministre de la Santé François Braun ?", [(PERSON, "François Braun")]),
        ("Qui sont Dominique Pon et Laura Létourneau ?", [(PERSON, "Dominique Pon"), (PERSON, "Laura Létourneau")]),
        ("Quel est l’avis du ministre Braun ?", [(PERSON, "Braun")]),
    ],
)
def test_people(question: str, found: list[tuple[AnchorKind, str]]) -> None:
    assert read(question) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Qui dirige la DNS ?", ["DNS"]),
        ("DNS et ANS : qui fait quoi ?", ["DNS", "ANS"]),
        ("Que veut dire PGSSI-S, CI-SIS, eIDAS, COVID-19 ?", ["PGSSI-S", "CI-SIS", "eIDAS", "COVID-19"]),
        ("Quel est le rôle de l’Agence du Numérique en Santé ?", ["Agence du Numérique en Santé"]),
        ("Quel est le rôle de l’Agence du numérique en santé ?", ["Agence du numérique en santé"]),
        ("Que fait la Direction générale de l’offre de soins ?", ["Direction générale de l’offre de soins"]),
        ("Que fait la Commission européenne ?", ["Commission européenne"]),
        ("Que fait le Ministère de la Santé ?", ["Ministère de la Santé"]),
        ("Comment activer Mon espace santé ?", ["Mon espace santé"]),
        ("Mon espace santé est-il sûr ?", ["Mon espace santé"]),
        ("Quel est le rôle du GIE SESAM-Vitale ?", ["GIE SESAM-Vitale"]),
        ("Est-ce que Doctolib est certifié ?", ["Doctolib"]),
        ("Pro Santé Connect et l’e-CPS ?", ["Pro Santé Connect", "e-CPS"]),
        ("Who leads the DNS?", ["DNS"]),
        ("Le poste est-il en CDI ?", ["CDI"]),
    ],
)
def test_organisations_and_programmes(question: str, found: list[str]) -> None:
    assert read(question) == [(ORG, text) for text in found]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Que se passe-t-il à Lyon ?", "Lyon"),
        ("Combien d’agents en Île-de-France ?", "Île-de-France"),
        ("Et aux États-Unis ?", "États-Unis"),
        ("Quel déploiement à la Réunion ?", "Réunion"),
        ("Quel déploiement dans la région Occitanie ?", "Occitanie"),
        ("Quel déploiement dans la ville de Lyon ?", "Lyon"),
        ("Quel déploiement au Luxembourg ?", "Luxembourg"),
    ],
)
def test_places(question: str, found: str) -> None:
    assert read(question) == [(PLACE, found)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Que s’est-il passé en 2023 ?", [(YEAR, "2023")]),
        ("La feuille de route 2023-2027 ?", [(YEAR, "2023"), (YEAR, "2027")]),
        ("Que s’est-il passé le 7 juin 2023 ?", [(DATE, "7 juin 2023")]),
        ("Et le 1er\u00a0avril ?", [(DATE, "1er\u00a0avril")]),
        ("Et en février 2023 ?", [(DATE, "février 2023")]),
        ("Et en fe\u0301vrier 2023 ?", [(DATE, "février 2023")]),
        ("Et le 07/06/2023 ou le 2023-06-08 ?", [(DATE, "07/06/2023"), (DATE, "2023-06-08")]),
        ("Que s’est-il passé en mars ?", []),
        ("Que dit l’article L. 1111-8 du CSP ?", [(REF, "article L. 1111-8")]),
        ("Que dit l’art. R1111-9 du code de la santé publique ?", [(REF, "art. R1111-9")]),
        (
            "Et le décret n° 2022-1434 du 15 novembre 2022 en 2023 ?",
            [(REF, "décret n° 2022-1434 du 15 novembre 2022"), (YEAR, "2023")],
        ),
        ("Que dit le règlement (UE) 2016/679 ?", [(REF, "règlement (UE) 2016/679")]),
        ("Que dit la loi du 24 juillet 2019 ?", [(DATE, "24 juillet 2019")]),
        ("Pourquoi les 30 % restants ?", [(FIGURE, "30 %")]),
        ("Pourquoi 2 milliards en 2021 ?", [(FIGURE, "2 milliards"), (YEAR, "2021")]),
        ("Où sont les 2\u202f000 agents ?", [(FIGURE, "2\u202f000")]),
        ("Où sont les 2000 établissements ?", [(FIGURE, "2000")]),
        ("Et les 1,5 Md€ ?", [(FIGURE, "1,5 Md€")]),
        ("Ma fille a 13 ans, peut-elle s’inscrire ?", []),  # who asks is not what is asked about
        ("Mon père va avoir 80 ans, et il est âgé de 79 ans ?", []),
        ("Le mandat est-il de 3 ans ?", [(FIGURE, "3")]),
        ("Le fonds a 13 agents ?", [(FIGURE, "13")]),
        ("La 2e vague, la 5G et le niveau L1 ?", []),
    ],
)
def test_years_dates_references_and_figures(question: str, found: list[tuple[AnchorKind, str]]) -> None:
    assert [anchor for anchor in read(question) if anchor[0] is not ORG] == found


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "Que dit le Conseil, que fait l’État, que veut le Ministère ?",
        "Quand vient le Premier ministre ?",
        "Que pensent les Français ?",
        "Combien d’hôpitaux en France ?",
        "Que fait-on en Mars, le Lundi ?",
        "Que contient le dossier médical partagé ?",
        "Doctolib propose quoi ?",
        "Existe-t-il un annuaire ? Peut-on le voir ?",
        "Bonjour Madame, où est mon dossier ?",
        "La Commission applique quoi ?",
        "Au titre II, au chapitre XIV ?",
        "Mes données ont cinq ans, mes droits aussi",
        "qui est hela ghariani ?",
        "QUI EST HELA GHARIANI À LYON ?",
        "Quel Est Le Rôle De Hela Ghariani",
    ],
)
def test_what_is_no_anchor(question: str) -> None:
    assert read(question) == []


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("qui dirige la dns en 2023 ?", ["dns", "2023"]),
        ("QUI DIRIGE L’ANS ?", ["ANS"]),
        ("qui dirige l’ans, la has ?", ["ans", "has"]),
        ("qui dirige l'agence du numérique en santé ?", ["agence du numérique en santé"]),
        ("QUE DIT L’ARTICLE L. 1111-8 ?", ["ARTICLE L. 1111-8"]),
        ("mes données sont-elles sur mon espace santé ?", ["mon espace santé"]),
        ("MES DONNÉES SONT-ELLES SUR LE DMP ?", ["DMP"]),
        ("Mes données sont-elles sur MES ?", ["MES"]),
    ],
)
def test_without_telling_capitals_only_the_table_is_known(question: str, found: list[str]) -> None:
    assert [text for _, text in read(question)] == found


def test_each_anchor_once_and_in_order() -> None:
    assert read("Qui, de la DNS ou de Doctolib en 2023, aide la DNS ?") == [
        (ORG, "DNS"),
        (ORG, "Doctolib"),
        (YEAR, "2023"),
    ]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Qui est Hela Ghariani ?", "Mme Ghariani est déléguée."),
        ("Qui est Hela Ghariani ?", "MME GHARIANI EST DÉLÉGUÉE."),
        ("Qui est Laura Létourneau ?", "Laura Letourneau"),
        ("Qui est Jean Dupont-Aignan ?", "M. Dupont‑Aignan"),
        ("Qui dirige la DNS ?", "La délégation au numérique en santé est dirigée par…"),
        ("Qui dirige la DNS ?", "La délégation ministérielle au numérique en santé est dirigée par…"),
        ("Qui dirige la DNS ?", "L’équipe de la DNS"),
        ("Qui dirige la délégation ministérielle au numérique en santé ?", "à la DNS,"),
        ("Qui dirige l’ANS ?", "l’Agence du Numérique en Santé"),
        ("Qui dirige l’Agence du numérique en santé ?", "l’ANS"),
        ("Qui est certifié HDS ?", "les hébergeurs de données de santé"),
        ("Qui est certifié HDS ?", "un hébergeur certifié de données de santé à caractère personnel"),
        ("Qui est certifié HDS ?", "l’hébergement de données de santé"),
        ("À quoi sert le DMP ?", "Le dossier médical partagé"),
        ("À quoi sert le Dossier médical partagé ?", "le DMP"),
        ("À quoi sert l’Identité nationale de santé (INS) ?", "l’identifiant national de santé"),
        ("À quoi sert le DMP ?", "les dossiers médicaux partagés"),
        ("Quand entre en vigueur l’EHDS ?", "l’espace européen des données de santé (EEDS)"),
        ("Que dit le RGPD ?", "le règlement (UE) 2016/679"),
        ("Que dit la CNIL ?", "la Commission nationale de l'informatique et des libertés"),
        ("Que fait l’Assurance Maladie ?", "La Cnam"),
        ("Que fait la DGOS ?", "la direction générale de l’offre de soins"),
        ("Que fait la Direction générale de l’offre de soins ?", "la DGOS"),
        ("Que fait la CPTS ?", "une communauté professionnelle territoriale de santé"),
        ("Que fait la CNSA ?", "la Caisse nationale de solidarité pour l’autonomie"),
        ("Le poste est-il en CDI ?", "Contrat à durée indéterminée"),
        ("Que veut dire PGSSI-S ?", "la PGSSI‑S"),
        ("Qu’est-ce que la COVID-19 ?", "le covid-19"),
        ("Le Ségur du numérique en santé ?", "le volet numérique du Ségur"),
        ("Quel montant pour le Ségur du Numérique ?", "le Ségur"),
        ("Que fait le Ministère de la Santé ?", "le ministère des Solidarités et de la Santé"),
        ("Que fait le Ministère de la Santé ?", "le ministère chargé de la santé"),
        ("Que fait l’Union européenne ?", "les États de l’UE"),
        ("Que se passe-t-il en Île-de-France ?", "l’Ile de France"),
        ("Que se passe-t-il à Lyon ?", "LYON, le 3 mai"),
        ("Que fait le GIE SESAM-Vitale ?", "le GIE Sesam Vitale"),
        ("Que dit l’article L. 1111-8 du CSP ?", "L1111-8"),
        ("Que dit L.1111‑8 ?", "Article L. 1111-8 du code de la santé publique"),
        ("Que dit le décret n° 2022-1434 du 15 novembre 2022 ?", "décret n°2022-1434"),
        ("Que s’est-il passé en 2023 ?", "le 8 juin 2023"),
        ("Que s’est-il passé en juin 2023 ?", "le 8/06/2023"),
        ("Que s’est-il passé le 8 juin 2023 ?", "les 7 et 8 juin 2023"),
        ("Que s’est-il passé le 1er juin 2023 ?", "le 1er\u202fjuin 2023"),
        ("Que s’est-il passé le 8 juin ?", "le 8 juin 2023"),
        ("Où sont les 2 000 agents ?", "2\u00a0000 agents"),
        ("Où sont les 2000 agents ?", "2.000 agents"),
        ("Où sont les 30 % ?", "30 pour cent"),
        ("Où sont les 2 milliards ?", "2 Md€"),
        ("Où vont les 1,5 million ?", "1,5 million d’euros"),
    ],
)
def test_carried(question: str, text: str) -> None:
    assert anchors(question)
    assert lacks(question, text) == []
    assert lacks(question, "Elle l’a dit.", text) == []  # from above the stretch


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("Qui est Hela Ghariani ?", "Mme Hela Dupont est déléguée.", ["Hela Ghariani"]),
        ("Qui dirige l’ANS ?", "les acteurs du numérique en santé, depuis cinq ans", ["ANS"]),
        ("Qui dirige l’ANS ?", "la délégation au numérique en santé (DNS)", ["ANS"]),
        (
            "Qui dirige l’Agence du numérique en santé ?",
            "l’agence régionale de santé",
            ["Agence du numérique en santé"],
        ),
        ("Où trouver MES ?", "mes données", ["MES"]),
        ("Qu’est-ce que l’INS ?", "l’identité du patient", ["INS"]),
        ("Que fait la DGOS ?", "la direction générale de la santé", ["DGOS"]),
        (
            "Que fait la Haute Autorité de santé ?",
            "une autorité ; une haute idée de la santé",
            ["Haute Autorité de santé"],
        ),
        ("Est-ce que Doctolib est certifié ?", "Maiia est certifié", ["Doctolib"]),
        ("Que fait la Croix Rouge ?", "la croix verte", ["Croix Rouge"]),
        ("Que se passe-t-il à Lyon ?", "à Paris", ["Lyon"]),
        ("Et dans la région Hauts-de-France ?", "en France", ["Hauts-de-France"]),
        ("Que dit l’article L. 1111-8 ?", "l’article L. 1111-8-1 et R. 1111-8", ["article L. 1111-8"]),
        ("Que dit le décret n° 2022-1434 ?", "la loi n° 2022-1434", ["décret n° 2022-1434"]),
        ("Que s’est-il passé en 2023 ?", "le 8 juin 2022, à 20230 euros", ["2023"]),
        ("Que s’est-il passé le 8 juin 2023 ?", "en juin 2023", ["8 juin 2023"]),
        ("Que s’est-il passé le 8 juin 2023 ?", "le 8 juin 2022", ["8 juin 2023"]),
        ("Où sont les 30 % ?", "300 agents", ["30 %"]),
        ("Où sont les 2 milliards ?", "2 millions", ["2 milliards"]),
    ],
)
def test_missing(question: str, text: str, lacking: list[str]) -> None:
    assert lacks(question, text) == lacking


DAYS = (date(2023, 6, 8), date(2019, 7, 1), date(2022, 1, 1))


@pytest.mark.parametrize(
    ("question", "days", "carried"),
    [
        ("En 2023 ?", DAYS, True),
        ("En juin 2023 ?", DAYS, True),
        ("Le 8 juin 2023 ?", DAYS, True),
        ("Le 8 juin ?", DAYS, True),
        ("Le 9 juin ?", DAYS, False),
        ("En mai 2023 ?", DAYS, False),
        ("En 2018 ?", DAYS, False),
        ("En 2019 ?", DAYS, True),
        ("En 2021 ?", DAYS, True),
        ("En 2022 ?", DAYS, False),  # the end is exclusive
        ("En décembre 2021 ?", DAYS, True),
        ("En 2020 ?", (date(2023, 6, 8), None, None), False),
        ("En 2020 ?", (None, date(2019, 7, 1), None), True),
        ("En 2018 ?", (None, date(2019, 7, 1)), False),
        ("En 2020 ?", (), False),
        ("En 2020 ?", (None, None, date(2022, 1, 1)), False),
    ],
)
def test_the_days_of_the_document_carry_dates(question: str, days: Sequence[date | None], carried: bool) -> None:
    assert anchors(question)
    assert (lacks(question, "Elle l’a dit.", "", days) == []) is carried


def test_only_what_is_missing_comes_back() -> None:
    found = anchors("Qui, de Hela Ghariani ou de Doctolib, parle du DMP en 2023 ?")
    assert missing(found, "Mme Ghariani parle du DMP.", "", ()) == (Anchor(ORG, "Doctolib"), Anchor(YEAR, "2023"))
    assert missing((), "", "", ()) == ()


PIECES = st.lists(
    st.sampled_from(
        ["DNS", "l’ANS", "Hela", "Ghariani", "de", "la", "Direction", "générale", "de l’", "en", "à", "Lyon", "2023",
         "7", "juin", "30 %", "2\u202f000", "L. 1111-8", "décret n° 2022-1434", "du", "M.", "œuvre", "É", "-", ".", "?",
         "İ", "\0", "\ud800", "Ǆ", "e\u0301", "\u00ad", "9999999999999999999", "99/99/9999"]
    )
)  # fmt: skip


@given(st.text(), st.text())
def test_any_text_can_be_read(question: str, text: str) -> None:
    found = anchors(question)
    assert set(missing(found, text, "", ())) <= set(found)


@given(PIECES, st.sampled_from(["", " ", "\u00a0", "’", "\n"]))
def test_a_text_carries_its_own_anchors(pieces: list[str], between: str) -> None:
    question = between.join(pieces)
    assert missing(anchors(question), question, "", ()) == ()


def test_hostile_lengths_take_no_time() -> None:
    text = "A a " * 2000 + "Agence du " * 500 + "1 000 " * 500 + "’" * 3000
    found = anchors("Que fait AAAAAAAB " + text[:1900])
    assert found
    missing(found, text, text, ())
