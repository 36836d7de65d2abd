"""What kind a text is, when nobody says."""

from __future__ import annotations

import pytest

from ingest.kinds import named_kind, suggested_kind
from ingest.read import read_bytes
from vectorstore.types import Kind

PROSE = "La mission d’appui accompagne les maternités dans leurs échanges avec la ville, et en rend compte."
ADVERT = (
    "Une ou un chargé de déploiement\n\n"
    "Tu veux aider les maternités à s’équiper ? Rejoins une équipe de cinq personnes.\n\n"
    "## Tes missions\n\n- Former les sages-femmes\n- Suivre les usages\n\n"
    "## Compétences\n\n- Tu as déjà animé un réseau\n\n"
    "Quatre jours par semaine, six mois renouvelables. Pour postuler, écris-nous quelques lignes."
)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("guide CNIL", Kind.GUIDE),
        ("content/_jobs", Kind.JOB_DESCRIPTION),
        ("offre_emploi_juriste", Kind.JOB_DESCRIPTION),
        ("offre-de-soins-2024", None),
        ("mode_d_emploi_dmp", Kind.GUIDE),
        ("2021-12-16_communique_ami", Kind.PRESS_RELEASE),
        ("Arrêté", Kind.OFFICIAL_TEXT),
        ("newsletter", None),
        ("official_text", Kind.OFFICIAL_TEXT),
        ("dossier patient", None),
    ],
)
def test_words_are_whole(label: str, kind: Kind | None) -> None:
    assert named_kind(label) is kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://exemple.fr/presse/communiques-de-presse/article/un-titre", Kind.PRESS_RELEASE),
        ("https://exemple.fr/actualites/un-titre", Kind.NEWS),
        ("https://documentation-projet.exemple.fr/fiches/table.html", Kind.GUIDE),
        ("https://exemple.fr/Guide-du-developpeur/", Kind.GUIDE),
        ("https://exemple.fr/recrutement/", Kind.JOB_DESCRIPTION),
        ("https://travail-emploi.exemple.fr/aide", None),
        ("https://exemple.fr/offre-de-soins/hopital", None),
        ("https://[", None),
    ],
)
def test_an_address_says_what_its_part_of_the_site_holds(url: str, kind: Kind | None) -> None:
    assert suggested_kind([PROSE], "Un titre", "x", url) is kind


def test_adverts_of_the_web_that_never_say_so() -> None:
    assert read_bytes(ADVERT.encode(), "a.md", "/a.md").kind is Kind.JOB_DESCRIPTION


@pytest.mark.parametrize(
    "text",
    [
        f"Une directrice nommée à la mission\n\n{PROSE}\n\nElle a pour mission de coordonner les équipes.",
        f"Bilan du recrutement\n\n{PROSE}\n\nLes candidatures ont augmenté, et les CDD diminué.",
        f"Le service de remplacement\n\n{PROSE}\n\n## Missions\n\n- Former\n\nUne cheffe de projet l’anime.",
    ],
)
def test_speaking_of_posts_is_no_advert(text: str) -> None:
    assert read_bytes(text.encode(), "a.md", "/a.md").kind is not Kind.JOB_DESCRIPTION


def test_a_contract_that_cites_the_law_is_no_law() -> None:
    seen = "Vu la loi n° 78-17 du 6 janvier 1978 ;\n\nVu le code de la santé publique ;\n\nVu le code civil ;"
    contract = f"Convention d’adhésion\n\nEntre les soussignés :\n\n{seen}\n\nArticle 1\n\n{PROSE}"
    assert read_bytes(contract.encode(), "a.md", "/a.md").kind is Kind.OTHER
    order = f"Création d’une mission d’appui\n\n{seen}\n\nArrête :\n\nArticle 1er\n\n{PROSE}"
    assert read_bytes(order.encode(), "a.md", "/a.md").kind is Kind.OFFICIAL_TEXT


@pytest.mark.parametrize(
    ("title", "reference"),
    [
        ("Article L. 1111-8 du code de la santé publique", "L. 1111-8"),
        ("Article R. 1110-3-1 du code de la santé publique", "R. 1110-3-1"),
    ],
)
def test_an_article_that_nobody_declares(title: str, reference: str) -> None:
    found = read_bytes(f"# {title}\n\n{PROSE}".encode(), "a.md", "/a.md")
    assert (found.kind, found.reference) == (Kind.OFFICIAL_TEXT, reference)


def test_a_practical_sheet_asks_what_it_answers() -> None:
    found = read_bytes(f"# Comment joindre la mission ?\n\n{PROSE}".encode(), "a.md", "/a.md")
    assert found.kind is Kind.GUIDE
