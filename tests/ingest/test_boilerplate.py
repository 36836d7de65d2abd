"""Page furniture goes, content stays."""

from __future__ import annotations

import pytest

from ingest.boilerplate import remove_furniture
from ingest.plain_text import read_plain_text

PROSE = (
    "La délégation au numérique en santé pilote la feuille de route du numérique en santé, en lien "
    "avec les agences régionales de santé, l'Assurance maladie et les établissements."
)


def kept(text: str) -> list[str]:
    return [block.text for block in remove_furniture(read_plain_text(text))]


@pytest.mark.parametrize(
    "line",
    [
        "FacebookXBlueskyLinkedInEmail", "Partager la page", "Partager sur LinkedIn",
        "Veuillez pour partager sur Facebook, Twitter et LinkedIn.", "Imprimer", "Copier le lien",
        "Télécharger le communiqué de presse en PDF", "Tous droits réservés - Éditeur 2025",
        "© 2024 Ministère", "Aller au contenu", "Haut de page", "Tout accepter", "Lire aussi : Un titre",
    ],
)  # fmt: skip
def test_lines_that_are_never_content(line: str) -> None:
    assert kept(f"Titre de la page\n\n{line}\n\n{PROSE}\n\n{line}\n\n{PROSE}\n\n{line}") == [
        "Titre de la page", PROSE, PROSE,
    ]  # fmt: skip


def test_menus_breadcrumbs_and_logo_above_the_text() -> None:
    page = f"""GOUVERNEMENT\n\nLiberté\nÉgalité\nFraternité\n\nMenu\n\n  • Accueil\n  • Actualités
  • Mon compte\n  • Newsletters\n\nAccueil > Actualités > Feuille de route\n
Feuille de route du numérique\n\n{PROSE}"""
    assert kept(page) == ["Feuille de route du numérique", PROSE]


def test_a_menu_of_bare_lines() -> None:
    page = f"Accueil\nActualités\nSe connecter\n\nLe titre de la page\n\n{PROSE}\n\nMentions légales\nPlan du site\nCGU"
    assert kept(page) == ["Le titre de la page", PROSE]


def test_the_trail_of_an_article() -> None:
    page = f"""Un titre\n\nPar Jeanne Martin. Publié le 3 mars 2020\n\n{PROSE}\n\nJeanne Martin
  • Santé\n  • Données\n  • Formation\n\nÀ lire\n\nUn autre article sur le même sujet
\nEncore un autre article\n\nDécouvrez nos offres sans engagement\n  • Mentions légales\n  • CGV
Tous droits réservés - Éditeur 2025\n  • Twitter\n  • Email"""
    assert kept(page) == ["Un titre", "Par Jeanne Martin. Publié le 3 mars 2020", PROSE]


@pytest.mark.parametrize(
    "real",
    [
        "Partenaires :\n- ANS\n- CNAM\n- HAS\n- DGOS",
        "Les lauréats\n- Lyon\n- Nantes\n- Lille\n- Brest",
        "Contact presse :\nMarie Martin\nMél : presse@sante.gouv.fr",
        "Contacts presse\n\nSecrétariat général\n01 42 75 64 58\npresse@pm.gouv.fr",
        "Employeur : DNS\nCatégorie : A\nLocalisation : Paris",
        "Communiqué de presse, Ministère de la santé, 8 juin 2023",
        "- Vacant à partir du 01/04/2023\n- Directrice de projets",
        "Plus d'informations sur : www.gouvernement.fr/page",
        "Ressources\n\nLes ressources du programme sont de deux millions d'euros par an.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["head", "middle", "tail"])
def test_real_content_stays(real: str, place: str) -> None:
    parts = {"head": ["Titre du texte", real, PROSE], "middle": ["Titre du texte", PROSE, real, PROSE],
             "tail": ["Titre du texte", PROSE, real]}[place]  # fmt: skip
    page = "\n\n".join(parts)
    assert kept(page) == [block.text for block in read_plain_text(page)]


def test_a_guide_about_cookies_keeps_its_words() -> None:
    about = "Les cookies sont soumis au consentement de l'internaute, sauf exception prévue par la loi."
    assert about in kept(f"Cookies et traceurs\n\n{PROSE}\n\n{about}\n\n{PROSE}")


def test_a_page_that_is_all_furniture_is_not_emptied() -> None:
    assert kept("Accueil\nMentions légales") != []


def test_nothing_in_nothing_out() -> None:
    assert remove_furniture([]) == []


def test_a_ministry_page_scraped_as_bare_lines() -> None:
    page = f"""Aller au contenu principal\nRÉPUBLIQUE\nFRANÇAISE\nLiberté\nÉgalité\nFraternité\nRechercher
Menu\nAccueil\nMinistère\nActualités\nMon espace\nVoir le fil d'Ariane\nAccueil\nActualités
Communiqués de presse\nLancement de la campagne\nPublié le 12 novembre 2024\nTemps de lecture 3 minutes
Partager\nFacebook\nX (anciennement Twitter)\nLinkedIn\nCopier dans le presse-papier\n{PROSE}
Un service utile au quotidien\n{PROSE}\nTrois actions :\nActiver son profil\nAjouter ses documents
« La confiance est la condition du succès », a déclaré la ministre.\nContact presse
Service de presse\npresse@sante.gouv.fr\nDernières actualités\n13 novembre 2024\nLe point sur la grippe
Abonnez-vous à notre lettre d'information\nFacebook\nX\nservice-public.fr\nPlan du site
Accessibilité : partiellement conforme\nGestion des cookies\nSauf mention contraire, licence etalab-2.0"""
    assert kept(page) == [
        "Lancement de la campagne", "Publié le 12 novembre 2024", PROSE, "Un service utile au quotidien", PROSE,
        "Trois actions :", "Activer son profil", "Ajouter ses documents",
        "« La confiance est la condition du succès », a déclaré la ministre.",
        "Contact presse", "Service de presse", "presse@sante.gouv.fr",
    ]  # fmt: skip


def test_a_page_copied_as_markdown() -> None:
    page = f"""esante.gouv.fr\n\n[Accueil](/) > [Actualités](/a) > Le Ségur\n\n# Le Ségur du numérique
\n*Publié le 03/05/2024*\n\n![illustration](i.jpg)\n\n{PROSE}\n\n## Calendrier\n\nOuverture : 3 mai 2024
\nCette page vous a-t-elle été utile ?\nOui\nNon\n\nSur le même sujet\nLe bilan\n\n© ANS 2024"""
    assert kept(page) == [
        "Le Ségur du numérique", "Publié le 03/05/2024", PROSE, "Calendrier", "Ouverture : 3 mai 2024",
    ]  # fmt: skip
