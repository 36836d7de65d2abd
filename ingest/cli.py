"""``sourcier ingest …``: documents in, listed, out."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ingest.add import Added, Outcome, Summary, add, find_files
from ingest.document import Overrides
from ingest.metadata_command import metadata_command
from ingest.read import SUFFIXES
from ingest.source_memory import SourceMemory
from ingest.sync_command import LABELS, schema_command, sync_command
from ingest.web.addresses import is_web_address
from ingest.web.fetch import Fetcher
from vectorstore.document_row import document_row
from vectorstore.errors import NotFound
from vectorstore.index import Index
from vectorstore.settings import load_settings
from vectorstore.types import Kind

app = typer.Typer(no_args_is_help=True, help="Ajouter, lister et retirer des documents.")

app.command("sync")(sync_command)
app.command("schema")(schema_command)
app.command("metadata")(metadata_command)


@app.command("add")
def add_command(
    paths: Annotated[list[str], typer.Argument(help="Fichiers, dossiers ou adresses.", metavar="CHEMIN|URL…")],
    kind: Annotated[Kind | None, typer.Option(help="Nature des documents.")] = None,
    published_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date de publication.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Éditeur des documents.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Résumé en JSON.")] = False,
) -> None:
    """Ajoute des documents à l’index ; un fichier illisible n’arrête pas les autres."""
    settings = load_settings()
    addresses = [path for path in paths if is_web_address(path)]
    files = find_files(Path(path) for path in paths if not is_web_address(path))
    if not addresses and not any(map(os.path.lexists, files)):  # before an index is made for nothing
        raise NotFound(f"Aucun document lisible à cet endroit ({', '.join(SUFFIXES)}) : vérifiez le chemin.")
    overrides = Overrides(kind=kind, published_on=published_on.date() if published_on else None, publisher=publisher)
    summary = Summary()
    errors = Console(stderr=True)
    index = Index.open(settings, create=True)
    by_hand: list[str] = []
    with Fetcher(settings) as fetcher, _progress(errors) as progress:
        task = progress.add_task("Ingestion", total=None)
        for added in add(index, [*files, *addresses], settings, overrides, fetcher):
            summary.record(added)
            by_hand.append(added.document_id)
            progress.advance(task)
            if added.outcome is Outcome.FAILED:
                errors.print(f"✗ {added.reason}", markup=False, highlight=False, soft_wrap=True)
    # No synchronisation removes what somebody added by name.
    SourceMemory(index.database).release(filter(None, by_hand))
    if as_json:
        json.dump(_summary_json(summary), sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        counts = ", ".join(f"{count} {LABELS[outcome]}" for outcome, count in summary.counts.items())
        print(f"Documents : {counts}.")
    if summary.failures:
        raise typer.Exit(1)


@app.command("list")
def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="Sortie JSON.")] = False,
) -> None:
    """Liste les documents indexés et ce que l’on sait d’eux."""
    index = Index.open(load_settings())
    documents = list(index.documents.all())
    if as_json:
        json.dump([document_row(stored) for stored in documents], sys.stdout, ensure_ascii=False, indent=2)
        print()
        return
    table = Table("Identifiant", "Nature", "Date", "Éditeur", "Titre", "Passages")
    for stored in documents:
        document = stored.document
        dated = document.published_on or document.valid_from
        table.add_row(
            document.id, document.kind.value, dated.isoformat() if dated else "–",
            document.publisher or "–", document.title, str(stored.passages),
        )  # fmt: skip
    Console().print(table)


@app.command("remove")
def remove_command(
    ids: Annotated[list[str], typer.Argument(help="Identifiants donnés par « ingest list ».", metavar="ID…")],
) -> None:
    """Retire des documents de l’index."""
    index = Index.open(load_settings())
    known = index.documents.passage_counts(ids)
    unknown = [id_ for id_ in ids if id_ not in known]
    if known:
        with index.writing() as writer:
            writer.remove(list(known))
    print(f"Documents retirés : {len(known)}.")
    if unknown:
        raise NotFound(f"Identifiant inconnu : {', '.join(unknown)}. « sourcier ingest list » les donne.")


def _summary_json(summary: Summary) -> dict[str, Any]:
    return {
        **{outcome.value: count for outcome, count in summary.counts.items()},
        "failures": [_failure(added) for added in summary.failures],
    }


def _failure(added: Added) -> dict[str, str]:
    return {"source": added.source, "reason": added.reason}


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
