"""``sourcier ingest …``: documents in, listed, out."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from ingest.add import add
from ingest.document import Overrides
from ingest.dry_add import would_add
from ingest.following import following
from ingest.metadata_command import metadata_command
from ingest.notes import notes_of
from ingest.opening import open_to_write
from ingest.outcomes import Added, Summary, notes_json
from ingest.read import SUFFIXES
from ingest.source_memory import SourceMemory
from ingest.sync_command import LABELS, schema_command, sync_command, told
from ingest.walk import find_files
from ingest.web.addresses import is_web_address
from ingest.web.fetch import Fetcher
from vectorstore.document_row import document_rows
from vectorstore.errors import NotFound
from vectorstore.index import Index
from vectorstore.settings import load_settings
from vectorstore.types import Kind

_SOME = 500

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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui serait fait, sans rien écrire.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Résumé en JSON.")] = False,
) -> None:
    """Ajoute des documents à l’index ; un fichier illisible n’arrête pas les autres."""
    start = time.monotonic()
    settings = load_settings()
    addresses = [path for path in paths if is_web_address(path)]
    files = find_files(Path(path) for path in paths if not is_web_address(path))
    if not addresses and not any(map(os.path.lexists, files)):  # before an index is made for nothing
        raise NotFound(f"Aucun document lisible à cet endroit ({', '.join(SUFFIXES)}) : vérifiez le chemin.")
    overrides = Overrides(kind=kind, published_on=published_on.date() if published_on else None, publisher=publisher)
    summary = Summary()
    errors = Console(stderr=True)
    index = None if dry_run else open_to_write(settings, errors)
    by_hand: list[str] = []
    with Fetcher(settings) as fetcher, following(errors, [*files, *addresses], summary) as follow:
        outcomes = (
            add(index, [*files, *addresses], settings, overrides, fetcher, summary.passages)
            if index
            else would_add([*files, *addresses], settings, overrides, fetcher)
        )
        for added in outcomes:
            summary.record(added)
            by_hand.append(added.document_id)
            follow.tell(added)
    if index:  # no synchronisation removes what somebody added by name
        SourceMemory(index.database).release(filter(None, by_hand))
    if as_json:
        shown = {**_summary_json(summary), "dry_run": dry_run, "seconds": round(time.monotonic() - start, 3)}
        json.dump(shown, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        counts = ", ".join(f"{count} {LABELS[outcome]}" for outcome, count in summary.counts.items())
        print(f"Documents : {counts}.")
        for line in told(summary):
            print(line)
        if dry_run:
            print("Simulation : rien n’a été écrit.")
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
        rows = list(document_rows(documents, index.versions, date.today()))
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=2)
        print()
        return
    table = Table("Identifiant", "Nature", "Date", "Éditeur", "Titre", "Passages", "Quasi-doublon de")
    for stored in documents:
        document = stored.document
        dated = document.published_on or document.valid_from
        table.add_row(
            document.id, document.kind.value, dated.isoformat() if dated else "–",
            document.publisher or "–", document.title, str(stored.passages), stored.duplicate_of or "",
        )  # fmt: skip
    console = Console()
    console.print(table)
    # What to know of some is found again in their texts, which the table does without.
    flagged = [stored.document.id for stored in documents if stored.document.flags]
    for at in range(0, len(flagged), _SOME):
        for id_, document in index.documents.get(flagged[at : at + _SOME]).items():
            for note in notes_of(document):
                console.print(f"! {id_} : {note}.", markup=False, highlight=False, soft_wrap=True)


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


@app.command("rebuild")
def rebuild_command(
    lexical: Annotated[bool, typer.Option("--lexical", help="Refaire l’index lexical seulement.")] = False,
    chroma: Annotated[bool, typer.Option("--chroma", help="Refaire l’index des vecteurs seulement.")] = False,
    vectors: Annotated[
        bool, typer.Option("--vectors", help="Recalculer tous les vecteurs avec le modèle configuré, et leur index.")
    ] = False,
) -> None:
    """Refait les deux index de recherche à partir des documents ; rien n’est relu à la source."""
    both = not (lexical or chroma or vectors)
    index = Index.open(load_settings(), any_model=vectors)
    print(f"Reconstruction pour {index.passages.count()} passages…", file=sys.stderr)
    count = index.rebuild(lexical=lexical or both, chroma=chroma or both, vectors=vectors)
    made = (("index lexical", lexical or both), ("index des vecteurs", chroma or both), ("vecteurs", vectors))
    print(f"Refait : {', '.join(name for name, chosen in made if chosen)} ; {count} passages.")


def _summary_json(summary: Summary) -> dict[str, Any]:
    return {
        **{outcome.value: count for outcome, count in summary.counts.items()},
        "passages_embedded": summary.passages.embedded,
        "passages_reused": summary.passages.reused,
        "duplicates": summary.duplicates,
        "failures": [_failure(added) for added in summary.failures],
        "notes": notes_json(summary),
    }


def _failure(added: Added) -> dict[str, str]:
    return {"source": added.source, "reason": added.reason}
