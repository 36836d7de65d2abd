"""``sourcier ingest metadata``: what is found of documents, how, and how right it is. Nothing is stored."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ingest.metadata_report import CollectionReport, Score, report_on
from ingest.walk import find_files
from vectorstore.errors import NotFound
from vectorstore.settings import load_settings
from vectorstore.types import Provenance

_SHOWN = 20
_HOW = {
    Provenance.DECLARED.value: "Déclarés",
    Provenance.FOUND.value: "Lus dans le texte",
    Provenance.INFERRED.value: "Déduits",
    "none": "Absents",
}
_FIELDS = {
    "kind": "nature", "title": "titre", "publisher": "éditeur", "language": "langue", "reference": "référence",
    "published_on": "publication", "valid_from": "en vigueur dès", "valid_to": "en vigueur jusque",
}  # fmt: skip


def metadata_command(
    paths: Annotated[
        list[Path], typer.Argument(help="Fichiers ou dossiers, un tableau pour chacun.", metavar="CHEMIN…")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON, chaque écart compris.")] = False,
) -> None:
    """Dit ce qui est trouvé des documents (nature, dates, référence…), comment, et si c’est juste ; n’indexe rien."""
    max_bytes = load_settings().max_file_mb * 1_000_000
    missing = [path.as_posix() for path in paths if not os.path.lexists(path)]
    if missing:
        raise NotFound(f"« {missing[0]} » n’existe pas : vérifiez le chemin.")
    reports: list[CollectionReport] = []
    for path in paths:
        reports.append(report_on(path, find_files([path]), max_bytes))
        if not as_json:
            _show(reports[-1])
    if as_json:
        json.dump([report.as_json() for report in reports], sys.stdout, ensure_ascii=False, indent=2)
        print()
    if any(report.failures for report in reports):
        raise typer.Exit(1)


def _show(report: CollectionReport) -> None:
    console = Console()
    title = f"{report.path} : {report.documents} documents, {len(report.failures)} en échec"
    table = Table("Champ", *_HOW.values(), "Étiquetés", "Justes", "Sans l’étiquette", "Ni l’adresse", title=title)
    for name, counts in report.provenance.items():
        as_read, hidden = report.as_read.get(name, Score()), report.hidden.get(name, Score())
        labelled = str(as_read.labelled) if as_read.labelled else "–"
        table.add_row(
            _FIELDS[name], *(str(counts[how]) for how in _HOW), labelled, _rate(as_read), _rate(hidden),
            _rate(report.text_only.get(name, Score())),
        )  # fmt: skip
    console.print(table)
    lines = [f"✗ {item.reason}" for item in report.failures]
    lines += [f"! {source} : {note}" for source, note in report.notes]
    for line in lines[:_SHOWN]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if len(lines) > _SHOWN:
        console.print(f"… et {len(lines) - _SHOWN} de plus (--json les donne tous).")


def _rate(score: Score) -> str:
    return f"{score.right} ({100 * score.right / score.labelled:.1f} %)".replace(".", ",") if score.labelled else "–"
