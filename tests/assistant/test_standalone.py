"""Whether a quoted sentence stands alone, and what it is said to be about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.standalone import LEAD_MAX_CHARS, lead_in

TITLE = "La stratégie numérique"
HEADING = "Le service d’appui"


def about(sentence: str, previous: str = "") -> str | None:
    return lead_in(sentence, previous, ("Organisation", HEADING), TITLE)


@pytest.mark.parametrize(
    "sentence",
    [
        "Elle est pilotée par Mme Dupont.",
        "Elles sont publiées.",
        "Ils sont nommés par décret.",
        "Il est composé de cinq membres.",
        "Il est créé par décret.",
        "Il est prévu par la loi.",
        "Il est obligatoire depuis 2021.",
        "Il peut être saisi par le ministre.",
        "Il a pour mission de piloter la feuille de route.",
        "Il n’est pas rémunéré.",
        "Il s’agit d’un service.",
        "Il s'agit de la première version.",
        "Celui-ci est nommé pour trois ans.",
        "Celles-ci sont hébergées en France.",
        "Ce dernier est nommé.",
        "Ces dernières sont hébergées.",
        "Cette mission est confiée à l’agence.",
        "Ce dispositif entre en vigueur.",
        "Cet outil est gratuit.",
        "Ces données sont hébergées.",
        "Ce décret entre en vigueur.",
        "Ces 5\u00a0mesures entrent en vigueur.",
        "Tel est le rôle du comité.",
        "C’est un service.",
        "Ce sont des agents publics.",
        "Cela permet de suivre les dossiers.",
        "Ceci est obligatoire.",
        "Ses missions sont larges.",
        "Sa mise en œuvre est rapide.",
        "Leur rôle est clé.",
        "Ladite convention est signée.",
        "À ce titre, la délégation pilote la feuille de route.",
        "A cet effet, un comité est créé.",
        "Dans ce cadre, un comité est créé.",
        "Dans cette optique, un comité est créé.",
        "Pour cela, un compte est nécessaire.",
        "De ce fait, un compte est nécessaire.",
        "Y sont admis les agents.",
        "En sont exclus les agents.",
        "En outre, elle pilote la feuille de route.",
        "Ainsi elle pilote la feuille de route.",
        "En 2023, elle a recruté.",
        "Depuis le 1er\u00a0janvier 2023, ils sont nommés.",
        "Créée en 2019 auprès du ministre, elle pilote la feuille de route.",
        "« Elle pilote la feuille de route »",
        "– Elle pilote la feuille de route",
        "elle pilote la feuille de route",
        "ELLE\u00a0EST PILOTÉE PAR MME DUPONT.",
        "It is led by the ministry.",
        "They are hosted in France.",
        "This mission is key.",
        "Its missions are large.",
        "The latter is appointed.",
        "In this context, a committee meets.",
        "However, it hosts data.",
    ],
)
def test_what_points_back_gets_the_heading(sentence: str) -> None:
    assert about(sentence) == HEADING


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "?",
        "La délégation pilote la feuille de route.",
        "Mme Dupont est déléguée.",
        "Il est interdit de vendre des données.",
        "Il est interdit aux hébergeurs de vendre des données.",
        "Il est possible de s’opposer.",
        "Il n’est pas possible de s’opposer.",
        "Il est également possible de s’opposer.",
        "Il est prévu de créer un service.",
        "Il est prévu un budget.",
        "Il est prévu que la loi change.",
        "Il est nécessaire d’avoir un compte.",
        "Il est créé un comité.",
        "Il est créé auprès du ministre un comité.",
        "Il est institué auprès du ministre un comité.",
        "Il est rappelé que la loi prime.",
        "Il a été décidé de créer un service.",
        "Il est mis fin à ses fonctions.",
        "Il est procédé à une évaluation.",
        "Il y a cinq agents.",
        "Il n’y a pas d’agents.",
        "Il faut un compte.",
        "Il convient de noter que la loi prime.",
        "Il appartient au ministre de décider.",
        "Il existe trois niveaux.",
        "Il peut être dérogé à cette règle.",
        "Il peut y avoir des exceptions.",
        "En 2023, il est prévu de recruter.",
        "Toutefois, il est possible de s’opposer.",
        "Toutefois, la délégation pilote.",
        "En France, la délégation pilote.",
        "Lorsque la délégation publie un avis, elle le notifie.",
        "Cette année, la délégation recrute.",
        "Ces dernières années, la délégation a recruté.",
        "Ce mardi, la délégation a recruté.",
        "En ce moment, la délégation recrute.",
        "Tel que défini par la loi, le dossier est gratuit.",
        "Ce que dit la loi importe.",
        "Ce qui compte est dit.",
        "C’est la délégation qui pilote.",
        "Pour ce qui est du dossier, tout va.",
        "En ce qui concerne le dossier, tout va.",
        "Y compris les agents.",
        "Celui qui vend des données est puni.",
        "Le même jour, la délégation recrute.",
        "Sont concernés les agents.",
        "Ilots et elfes.",
        "Saint-Denis accueille le service.",
        "It is possible to object.",
        "There is a team.",
        "This year, the team hires.",
        "Italy hosts data.",
    ],
)
def test_what_stands_alone_gets_nothing(sentence: str) -> None:
    assert about(sentence) is None


@pytest.mark.parametrize(
    ("previous", "sentence", "subject"),
    [
        (
            "La délégation au numérique en santé (DNS) est un service.",
            "Elle pilote.",
            "La délégation au numérique en santé (DNS)",
        ),
        ("Le dossier médical partagé est un carnet de santé.", "Il est gratuit.", "Le dossier médical partagé"),
        ("Le délégué a été nommé en mai.", "À ce titre, il pilote la feuille de route.", "Le délégué"),
        (
            "L’Agence du numérique en santé pilote les référentiels.",
            "Elle les publie.",
            "L’Agence du numérique en santé",
        ),
        ("L'établissement doit déclarer l'incident.", "Il le fait sous un jour.", "L'établissement"),
        ("L’ANS publie les référentiels.", "Elle les met à jour.", "L’ANS"),
        ("Les établissements doivent déclarer.", "Ils le font en ligne.", "Les établissements"),
        ("Les missions sont nombreuses.", "Elles évoluent.", "Les missions"),
        ("Mon espace santé permet de stocker des documents.", "Il est gratuit.", "Mon espace santé"),
        ("Mme Hela Dupont est déléguée.", "Elle a été nommée en mai.", "Mme Hela Dupont"),
        ("M. Jean Dupont n’est plus délégué.", "Il l’était en mai.", "M. Jean Dupont"),
        ("Une feuille de route fixe les priorités.", "Elle court jusqu’en 2027.", "Une feuille de route"),
        ("Rien.\nLa délégation est un service.", "Elle pilote.", "La délégation"),
        ("La délégation est un service. Elle pilote.", "Elle recrute.", "La délégation"),
        ("La\u00a0délégation est un service.", "Elle pilote.", "La délégation"),
    ],
)
def test_the_subject_of_the_sentence_before(previous: str, sentence: str, subject: str) -> None:
    assert about(sentence, previous) == subject


@pytest.mark.parametrize(
    ("previous", "sentence"),
    [
        ("La délégation est un service.", "Il est gratuit."),  # another gender
        ("Le dossier est un carnet.", "Elle est gratuite."),
        ("La délégation est un service.", "Elles sont gratuites."),  # another number
        ("Les missions sont nombreuses.", "Elle évolue."),
        ("L’Agence pilote le projet.", "Il est gratuit."),
        ("L’établissement pilote la mission.", "Elle est gratuite."),
        ("L’ANS pilote le projet.", "Il est gratuit."),
        ("La délégation et l’agence sont des services.", "Elle pilote."),
        ("La délégation qui recrute est un service.", "Elle pilote."),
        ("La délégation finance la mission qui est longue.", "Elle pilote."),
        ("La délégation approuve une mission et la publie.", "Elle pilote."),
        (
            "La délégation au numérique en santé pour les établissements du secteur médico-social est un service.",
            "Elle pilote.",
        ),
        ("Pour la délégation, rien n’est simple.", "Elle pilote."),
        ("Cette mission est longue.", "Elle coûte cher."),
        ("La délégation", "Elle pilote."),
        ("La délégation est un service. Le ministre décide.", "Elle pilote."),
        ("La délégation est un service.", "Ses missions sont larges."),
        ("La délégation est un service.", "Celle-ci pilote."),
        ("La délégation est un service.", "Il s’agit de piloter."),
    ],
)
def test_in_doubt_the_heading_is_preferred(previous: str, sentence: str) -> None:
    assert about(sentence, previous) == HEADING


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("La délégation au numérique en santé", "La délégation au numérique en santé"),
        ("2.1. La délégation :", "La délégation"),
        ("II – La délégation", "La délégation"),
        ("a) La délégation", "La délégation"),
        ("Article L. 1111-8", "Article L. 1111-8"),
        ("Missions de la DNS", "Missions de la DNS"),
        ("Mon espace santé", "Mon espace santé"),
        ("Le métier de délégué", "Le métier de délégué"),
        ("Contexte", TITLE),
        ("MISSIONS", TITLE),
        ("Les missions principales", TITLE),
        ("Vos missions", TITLE),
        ("Conditions d’exercice", TITLE),
        ("Profil recherché", TITLE),
        ("En savoir plus", TITLE),
        ("Introduction", TITLE),
        ("Chapitre 2", TITLE),
        ("3.", TITLE),
        ("", TITLE),
        ("Qu’est-ce que la délégation ?", TITLE),
        ("Comment saisir la délégation", TITLE),
        ("Pourquoi une délégation", TITLE),
        ("Saisir la délégation", TITLE),
        ("La délégation est un service", TITLE),
        ("What is the delegation", TITLE),
    ],
)
def test_headings_that_name_something(heading: str, shown: str) -> None:
    assert lead_in("Elle pilote.", "", ("Le ministère", heading), TITLE) == shown


def test_without_a_heading_the_title_is_shown_and_without_both_nothing() -> None:
    assert lead_in("Elle pilote.", "", (), TITLE) == TITLE
    assert lead_in("Elle pilote.", "", (), " ") is None
    assert lead_in("Elle pilote.", "", ("Contexte",), "") is None


def test_long_leads_are_cut_after_a_word() -> None:
    title = "Décret relatif à la mise en œuvre, au sein du ministère chargé de la santé, d’un dossier partagé"
    shown = lead_in("Il est gratuit.", "", (), title)
    assert shown == "Décret relatif à la mise en œuvre, au sein du ministère chargé de la santé…"
    assert len(shown) <= LEAD_MAX_CHARS
    assert lead_in("Il est gratuit.", "", (), "a" * 100) == "a" * 79 + "…"
    assert lead_in("Il est gratuit.", "", (), "a" * 80) == "a" * 80


@given(st.text(), st.text(), st.lists(st.text(), max_size=3), st.text())
def test_any_texts_can_be_read(sentence: str, previous: str, headings: list[str], title: str) -> None:
    for text in (sentence, f"Elle {sentence}", f"La {sentence}"):
        shown = lead_in(text, f"La {previous} est là. {previous}", headings, title)
        assert shown is None or 0 < len(shown) <= LEAD_MAX_CHARS
        assert shown is None or "\n" not in shown


def test_long_texts_take_no_time() -> None:
    for piece in (
        "il ne en y ",
        "en 20",
        "La de la ",
        "L'",
        "mis en ",
        "il est prévu aux ",
        "– a) 1. ",
        "it is likely ",
    ):
        text = piece * 3000
        lead_in(text, text, (text,), text)
        lead_in("Elle est là.", text, (text,), text)
