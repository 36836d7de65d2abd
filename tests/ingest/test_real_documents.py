"""The real pages beside the project, read as a person would read them."""

from __future__ import annotations

import json
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from ingest.read import read
from vectorstore.types import BlockKind, Document, Kind

MINISTRY = "Ministère de la santé et de la prévention"
DELEGATION = "Délégation ministérielle du numérique en santé (DNS)"
FURNITURE = (
    "Partager la page", "Veuillez pour partager", "FacebookX", "Tous droits réservés", "Mentions légales",
    "Accueil >", "Mon profil", "À lire", "sans engagement", "GOVERNEMENT", "Fraternité", "CLOSE", "Cybersécurité\n",
    "Télécharger le communiqué",
)  # fmt: skip


def the(folder: Path, start: str) -> Document:
    (path,) = (folder / "corpus/policy").glob(f"{start}*.txt")
    (found,) = read(path)
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize(
    ("start", "kind", "day", "publisher", "title"),
    [
        ("2019", Kind.NEWS, date(2019, 10, 25), "mind Health", "Prochain rendez-vous du Conseil"),
        ("2021", Kind.PRESS_RELEASE, date(2021, 12, 16), "Gouvernement", "INVESTISSEMENTS D'AVENIR"),
        ("2023-06", Kind.PRESS_RELEASE, date(2023, 6, 8), MINISTRY, "Les missions de la"),
        ("2023_offre", Kind.JOB_DESCRIPTION, None, DELEGATION, "Directeur de projets : Ethique"),
        ("communique", Kind.PRESS_RELEASE, None, "Ministère chargé de la santé", "Evolution de l’organisation"),
    ],
)  # fmt: skip
def test_each_policy_page(shared: Path, start: str, kind: Kind, day: date | None, publisher: str, title: str) -> None:
    found = the(shared, start)
    assert (found.kind, found.published_on, found.publisher) == (kind, day, publisher)
    assert found.title.startswith(title)
    assert found.blocks[0].kind is BlockKind.TITLE
    assert not [words for words in FURNITURE if words in found.text]


def test_nothing_real_is_lost(shared: Path) -> None:
    """Every long line of a page stands, word for word, in its clean text."""
    for path in sorted((shared / "corpus/policy").glob("*.txt")):
        (found,) = read(path)
        assert isinstance(found, Document)
        for line in path.read_text(encoding="utf-8").split("\n"):
            shown = line.replace("**", "").replace("[ici](#)", "ici").strip().removesuffix(" -")
            if len(shown) >= 120 and not shown.startswith("Accueil >"):
                assert shown.lstrip("-• ").split(". ", 1)[-1] in found.text


def test_the_advert_keeps_its_fields_and_lists(shared: Path) -> None:
    found = the(shared, "2023_offre")
    quotes = {found.text[b.start : b.end]: b for b in found.blocks}
    for field in (
        "Référence : 2023-1181585",
        "Employeur : Délégation ministérielle du numérique en santé (DNS)",
        "Localisation : 14 avenue Duquesne - PARIS 7ème",
    ):
        assert quotes[field].kind is BlockKind.FIELD
    assert quotes["Catégorie Catégorie A (cadre)"].kind is BlockKind.ITEM
    assert quotes["Sens des priorités"].kind is BlockKind.ITEM
    assert quotes["Vacant à partir du 01/04/2023"].kind is BlockKind.ITEM
    assert quotes["Compétences humaines souhaitées :"].kind is BlockKind.STEM
    assert found.reference == "2023-1181585"


@pytest.mark.parametrize(
    "name",
    ["legislation/legi_csp_numerique.jsonl", "legislation/legi_csp_all.jsonl.gz", "legislation/legi_textes_lies.jsonl",
     "documents/documents.jsonl", "jobs/betagouv_jobs.jsonl"],
)  # fmt: skip
def test_rows_are_read(shared: Path, name: str) -> None:
    for found in islice(read(shared / "corpus" / name), 40):
        assert isinstance(found, Document)
        assert all(found.text[b.start : b.end].strip() for b in found.blocks)
        assert (found.kind is Kind.OFFICIAL_TEXT) == name.startswith("legislation")


# By eye: every text of these collections that states its own day, of publication or else of update.
STATED = {
    "documents/documents.jsonl": {
        "Documentation-SNDS:fiches/IR_ESM_R.md": date(2021, 4, 29),
        "Documentation-SNDS:fiches/IR_VAC_F.md": date(2021, 6, 18),
        "Documentation-SNDS:fiches/requete_type_ald.md": date(2020, 10, 30),
        "Documentation-SNDS:fiches/requete_type_pmsi_mco.md": date(2020, 6, 8),
        "Documentation-SNDS:formation_snds/documents_cnam/guide_cepidc/Avant_propos.md": date(2020, 9, 3),
        "Documentation-SNDS:formation_snds/documents_cnam/guide_cepidc/README.md": date(2020, 9, 3),
        "beta.gouv.fr:content/_startups/dedale.md": date(2023, 6, 20),
        "beta.gouv.fr:content/_startups/dossierfacile.md": date(2024, 10, 10),
        "beta.gouv.fr:content/_startups/filigrane.md": date(2023, 8, 14),
        "beta.gouv.fr:content/_startups/resorption-bidonvilles.md": date(2021, 6, 23),
    },
    "jobs/betagouv_jobs.jsonl": {
        "2020-08-12-acceslibre-recrute-un-business-developer": date(2020, 9, 7),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(STATED))
def test_the_day_that_a_text_states_of_itself(shared: Path, tmp_path: Path, name: str) -> None:
    """Read without what the row declares; and of the hundred texts before them, no day is made up."""
    rows = [json.loads(line) for line in (shared / "corpus" / name).open(encoding="utf-8")]
    shown = [row for row in rows if row["id"] in STATED[name]] + rows[:100]
    path = tmp_path / "rows.jsonl"
    kept = [{key: row[key] for key in ("id", "title", "text")} for row in {row["id"]: row for row in shown}.values()]
    path.write_text("\n".join(json.dumps({**row, "id": f"r:{row['id']}"}) for row in kept), encoding="utf-8")
    found = {
        item.source.partition("#r:")[2]: item.published_on
        for item in read(path)
        if isinstance(item, Document) and item.published_on
    }
    assert found == STATED[name]
