"""``sourcier evals report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evals.suite.case_files import CASES
from vectorstore.settings import load_settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(report)


def report(
    run: Annotated[
        str | None, typer.Argument(help="Exécution, par son nom ou son dossier ; la dernière sinon.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(help="Référence à laquelle comparer : dossier d’une exécution, ou fichier de scores."),
    ] = None,
    cases: Annotated[Path, typer.Option(help="Cas d’évaluation : un fichier, ou un dossier.")] = CASES,
) -> None:
    """Écrit le rapport d’une exécution notée : page HTML, résumé, JUnit et chiffres en JSON."""
    from evals.suite.report.reading import read_inputs
    from evals.suite.report.writing import write_report
    from evals.suite.run_folder import find_run, runs_home

    settings = load_settings()
    folder = find_run(settings, run)
    console = Console()
    for path in write_report(read_inputs(folder, baseline, runs_home(settings), cases), folder):
        console.print(str(path), markup=False, highlight=False, soft_wrap=True)
