"""The ``sourcier`` command: thin over the assistant; other packages plug their commands in.

``ingest`` and ``evals`` are found by entry point (group ``sourcier.commands``),
so that this package imports neither.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import sys
from datetime import datetime
from importlib.metadata import entry_points
from typing import Annotated

import typer
from rich.console import Console

from assistant.contract import Answer, AskRequest, FilterRequest, SearchRequest
from assistant.dated_lines import dated_lines
from assistant.french_labels import description
from vectorstore.errors import SettingsError, SourcierError
from vectorstore.settings import load_settings
from vectorstore.types import Kind

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sourcier : réponses citées sur la politique du numérique en santé.",
)

Json = Annotated[bool, typer.Option("--json", help="Sortie JSON, comme l’API.")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Répondre tel qu’à cette date.")]
Kinds = Annotated[list[Kind] | None, typer.Option("--kind", help="Nature de documents (répétable).")]


@app.command()
def ask(question: str, as_of: AsOf = None, kind: Kinds = None, as_json: Json = False) -> None:
    """Pose une question ; la réponse cite ses sources mot pour mot."""
    from assistant.service import Assistant

    request = AskRequest(
        question=question, as_of=as_of.date() if as_of else None, filters=FilterRequest(kinds=kind or [])
    )
    answer = Assistant.open(load_settings()).ask(request)
    if as_json:
        print(answer.model_dump_json(indent=2))
    else:
        _print_answer(answer)


@app.command()
def search(
    question: str, as_of: AsOf = None, kind: Kinds = None, k: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Cherche des passages, du plus proche au moins proche."""
    from assistant.service import Assistant

    request = SearchRequest(
        query=question, k=k, as_of=as_of.date() if as_of else None, filters=FilterRequest(kinds=kind or [])
    )
    response = Assistant.open(load_settings()).search(request)
    if as_json:
        print(response.model_dump_json(indent=2))
        return
    console = Console()
    for place, result in enumerate(response.results, start=1):
        console.print(f"{place}. {result.title} — {description(result)}", markup=False, style="bold")
        console.print(result.text, markup=False, highlight=False)
        console.print()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Adresse d’écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port d’écoute.")] = 8000,
) -> None:
    """Sert le chat et l’API."""
    _require_loopback(host)
    import uvicorn

    from assistant.http.app import build_app
    from assistant.opening import LazyAssistant

    assistant = LazyAssistant(load_settings())
    try:
        assistant.get()
    except SourcierError as error:
        print(f"Attention : {error}", file=sys.stderr)
    web = build_app(assistant)
    shown = f"[{host}]" if ":" in host else host
    print(f"Sourcier est prêt : http://{shown}:{port}", flush=True)
    uvicorn.run(web, host=host, port=port, log_level="warning")


@app.command()
def doctor(as_json: Json = False) -> None:
    """Vérifie l’installation, le modèle et l’index, et dit quoi faire."""
    from assistant.doctor import examine

    checks = list(examine(load_settings()))
    if as_json:
        rows = [{"check": c.name, "ok": c.ok, "detail": c.detail} for c in checks]
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        for check in checks:
            print(f"{'✓' if check.ok else '✗'} {check.name} : {check.detail}")
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def main() -> None:
    """Runs the command; an error is one sentence on stderr and exit code 1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for entry in entry_points(group="sourcier.commands"):
        if entry.name in sys.argv[1:2] or not _is_command(sys.argv[1:2]):
            app.add_typer(entry.load(), name=entry.name)
    try:
        app()
    except SourcierError as error:
        print(f"Erreur : {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)


def _is_command(arguments: list[str]) -> bool:
    # Sub-commands are loaded only when they, or the whole list, may be shown.
    return arguments in ([name] for name in ("ask", "search", "serve", "doctor"))


def _require_loopback(host: str) -> None:
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise SettingsError(
            f"Sans clé d’accès configurée, Sourcier n’écoute que sur cette machine (127.0.0.1), pas sur « {host} »."
        )


def _print_answer(answer: Answer) -> None:
    console = Console()
    console.print(answer.answer, markup=False, highlight=False, soft_wrap=True)
    for place, line in enumerate(dated_lines(answer)):
        console.print(line if place else f"\n{line}", markup=False, highlight=False, soft_wrap=True)
    for citation in answer.citations:
        console.print(
            f"\n[{citation.number}] {citation.title}", markup=False, style="bold", highlight=False, soft_wrap=True
        )
        console.print(f"    {description(citation)}", markup=False, highlight=False, soft_wrap=True)
        console.print(f"    « {citation.quote} »", markup=False, highlight=False, soft_wrap=True)
        if citation.url:
            console.print(f"    {citation.url}", markup=False, highlight=False, soft_wrap=True)
    for suggestion in answer.suggestions:
        console.print(f"– {suggestion}", markup=False, highlight=False)
