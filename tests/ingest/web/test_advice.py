"""Reasons for files turned into reasons for pages."""

from __future__ import annotations

import pytest

from ingest.pdf.reader import _REASONS
from ingest.signatures import empty
from ingest.web.advice import for_page

ADDRESS = "https://exemple.fr/documents/42"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (str(empty("42.html")), f"« {ADDRESS} » est vide : vérifiez l’adresse dans un navigateur."),
        (
            "« 42.html » est en réalité une image PNG, pas une page web : convertissez-le en texte (ou corrigez son "
            "extension), puis ajoutez-le de nouveau.",
            f"« {ADDRESS} » est en réalité une image PNG, pas une page web : le serveur l’annonce sous un autre type "
            "que le sien, téléchargez-le puis ajoutez le fichier.",
        ),
        (
            "« 42.html » est abîmé : récupérez-le de nouveau, ou réenregistrez-le en PDF.",
            f"« {ADDRESS} » est abîmé : réessayez plus tard, ou vérifiez l’adresse dans un navigateur.",
        ),
        (
            "« 42.html » est protégé par un mot de passe : enregistrez-en une copie sans protection, puis ajoutez-la.",
            f"« {ADDRESS} » est protégé par un mot de passe : téléchargez-le, enregistrez-en une copie sans "
            "protection, puis ajoutez le fichier.",
        ),
        (
            "« 42.html » compte plus de 3 pages : découpez-le, ou relevez SOURCIER_MAX_PDF_PAGES.",
            f"« {ADDRESS} » compte plus de 3 pages : relevez SOURCIER_MAX_PDF_PAGES, ou téléchargez-le et ajoutez-le "
            "en plusieurs fichiers.",
        ),
        (
            "La ligne 3 de « 42.html » est écartée : elle n'est pas du JSON valide.",
            f"La ligne 3 de « {ADDRESS} » est écartée : elle n'est pas du JSON valide.",
        ),
    ],
)
def test_advice_fits_the_origin(reason: str, told: str) -> None:
    assert for_page(reason, "42.html", ADDRESS) == told


@pytest.mark.parametrize("code", sorted(_REASONS))
def test_no_reason_speaks_of_a_file_that_nobody_has(code: str) -> None:
    told = for_page(_REASONS[code].format(7, 9, name="42.pdf"), "42.pdf", ADDRESS)
    assert told.startswith(f"« {ADDRESS} » ")
    assert told.endswith(".")
    assert not [
        word for word in ("renommez", "récupérez", "fichier d’origine", "ajoutez-le de nouveau") if word in told
    ]
    assert "téléchargez-le" in told or "navigateur" in told
