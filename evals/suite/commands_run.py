"""``sourcier evals run``: asks the cases, and keeps what the system does."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from evals.suite.case import Kind, Split
from vectorstore.errors import InvalidRequest, NotFound
from vectorstore.settings import Settings, load_settings

if TYPE_CHECKING:
    from evals.suite.case import Case
    from evals.suite.selection import Selection


def register(app: typer.Typer) -> None:
    """Adds the command to ``sourcier evals``."""
    app.command("run")(run_command)


def run_command(
    split: Annotated[Split | None, typer.Option(help="Ne garder que cette partie des cas.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help="Nature de cas (répétable).")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Étiquette de cas (répétable).")] = None,
    failing: Annotated[str | None, typer.Option(help="Ne garder que les cas manqués de cette exécution.")] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Au plus N cas, toujours les mêmes.")] = None,
    target: Annotated[str, typer.Option(help="« in-process », ou l’adresse d’un serveur.")] = "in-process",
    system: Annotated[
        str, typer.Option(help="« sourcier », « oracle », ou un système cassé exprès (always_refuse, obey…).")
    ] = "sourcier",
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Jour des questions sans date ; sinon celui de « gate.yaml »."),
    ] = None,
    resume: Annotated[str | None, typer.Option(help="Reprendre une exécution interrompue.")] = None,
    run_id: Annotated[str | None, typer.Option("--run-id", help="Nom de l’exécution.")] = None,
    cases: Annotated[Path | None, typer.Option(help="Fichier ou dossier de cas, au lieu de ceux du projet.")] = None,
) -> None:
    """Pose les cas d’évaluation et garde les réponses ; rien n’est encore noté."""
    from evals.suite.selection import Selection

    selection = Selection(split, tuple(kind or ()), tuple(tag or ()), failing, sample)
    if resume is not None and (selection != Selection() or run_id is not None or today is not None):
        raise typer.BadParameter("Une reprise garde les filtres, le jour et le nom de son exécution : n’en donnez pas.")
    day = today.date() if today else None
    folder = measure(load_settings(), selection, target, system, resume, run_id, cases, day)
    typer.echo(f"Prédictions : {folder}")


def measure(
    settings: Settings,
    selection: Selection,
    target: str,
    system_name: str,
    resume: str | None = None,
    run_id: str | None = None,
    cases_path: Path | None = None,
    today: date | None = None,
) -> Path:
    """Runs the chosen cases on the named system and returns the folder of the run.

    Cases without a day of their own are asked on ``today``, else on the day of the
    gate's rules; of a server, today. With ``resume``, goes on with that run if it
    measures the same thing; raises ``InvalidRequest`` if not, ``NotFound`` if no case
    is chosen.
    """
    from evals.suite.case_files import CASES, read_cases
    from evals.suite.doors import IN_PROCESS, open_doors
    from evals.suite.gate_config import read_gate
    from evals.suite.manifest import build_manifest
    from evals.suite.run_folder import find_run, new_run, read_manifest, write_manifest
    from evals.suite.running import run_cases
    from evals.suite.selection import Selection
    from evals.suite.systems import system

    began = time.perf_counter()
    earlier = find_run(settings, resume) if resume is not None else None
    if earlier is not None:
        before = read_manifest(earlier)
        selection = Selection.from_filters(before.filters)
        today = before.today
    chosen = chosen_cases(settings, read_cases(cases_path or CASES), selection)
    day = today or (read_gate().asked_on if target == IN_PROCESS else date.today())
    doors = open_doors(target, settings, day)
    try:
        asked = system(system_name, doors, day)
        door, library = doors.open()
        folder = earlier or new_run(settings, run_id)
        manifest = build_manifest(folder.name, asked.name, door, library, chosen, selection, day)
        if earlier is None:
            write_manifest(folder, manifest)
        else:
            require_same(read_manifest(earlier), manifest)
        ran = run_cases(chosen, asked, folder)
    finally:
        doors.close()
    told = f"{ran.asked} cas posés" + (f", {ran.kept} repris" if ran.kept else "")
    Console(stderr=True).print(
        f"Exécution {folder.name} : {told}, {ran.errors} en erreur, {time.perf_counter() - began:.0f} s.",
        highlight=False,
    )
    return folder


def chosen_cases(settings: Settings, cases: list[Case], selection: Selection) -> list[Case]:
    """The cases that the selection means; raises ``NotFound`` if there is none."""
    failed = _failed(settings, selection.failing) if selection.failing is not None else frozenset()
    chosen = selection.apply(cases, failed)
    if not chosen:
        raise NotFound("Aucun cas ne répond à ces filtres : voyez « sourcier evals ls ».")
    return chosen


def require_same(before: object, now: object) -> None:
    """Raises ``InvalidRequest`` if going on would mix measurements of two things."""
    changed = [
        label
        for name, label in _SAME.items()
        if getattr(before, name) != getattr(now, name)
    ]  # fmt: skip
    if changed:
        raise InvalidRequest(
            f"L’exécution ne peut pas être reprise, car ceci a changé depuis : {', '.join(changed)}. "
            "Lancez-en une nouvelle."
        )


_SAME = {
    "git_revision": "la version du code",
    "corpus_hash": "les documents",
    "index_hash": "l’index",
    "cases_hash": "les cas",
    "prompts_hash": "les consignes",
    "mode": "le mode",
    "model": "le modèle",
    "embedder": "le modèle d’embedding",
    "reader": "le lecteur",
    "target": "le système",
    "versions": "les bibliothèques",
    "today": "le jour",
}


def _failed(settings: Settings, name: str) -> frozenset[str]:
    from evals.suite.run_folder import SCORES, find_run
    from evals.suite.scores import ScoredRun

    folder = find_run(settings, name)
    try:
        scored = ScoredRun.model_validate_json((folder / SCORES).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotFound(
            f"L’exécution « {folder.name} » n’est pas notée : lancez d’abord « sourcier evals score {folder.name} »."
        ) from error
    return frozenset(case.case_id for case in scored.cases if not case.passed)
