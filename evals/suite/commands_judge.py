"""``sourcier evals judge``, ``agreement`` and ``label-sample``: a model that judges, and people who judge it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from evals.suite.commands_scoring import Agreements, Cases, Run
from vectorstore.settings import load_settings

if TYPE_CHECKING:
    from evals.suite.arbiter.judgements import Judged
    from evals.suite.arbiter.labels import Labelled
    from evals.suite.arbiter.statement import Statement

Labels = Annotated[Path, typer.Option("--labels", help="Affirmations étiquetées, en YAML ou en lignes JSON.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to ``sourcier evals``."""
    app.command("judge")(judge_command)
    app.command("agreement")(agreement_command)
    app.command("label-sample")(sample_command)


def judge_command(
    model: Annotated[str, typer.Option("--model", help="Nom du modèle, tel que le serveur l’attend.")],
    run: Run = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Adresse d’une API compatible OpenAI ; cette machine sinon.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="Juger aussi les affirmations de ce fichier d’étiquettes.")
    ] = None,
    cases: Cases = None,
) -> None:
    """Fait dire à un modèle si les citations de chaque affirmation la portent ; reprend où il en est."""
    from evals.suite.arbiter.asking import ask
    from evals.suite.arbiter.client import Judge
    from evals.suite.arbiter.labels import read_labels
    from evals.suite.arbiter.settings import is_loopback, load_judge_settings

    if not model.strip():
        raise typer.BadParameter("Nommez le modèle, avec « --model ».")
    settings = load_judge_settings(base_url)
    folder, statements = _run_statements(run, cases)
    statements += [label.asked for label in read_labels(labels)] if labels else []
    if not is_loopback(settings.base_url):
        typer.echo(f"Les affirmations et leurs citations partent vers {settings.base_url}.", err=True)
    judge = Judge(model.strip(), settings)
    try:
        asked = ask(judge, statements, folder)
    finally:
        judge.close()
    kept = f", {asked.kept} reprises" if asked.kept else ""
    typer.echo(f"Affirmations jugées : {asked.asked}{kept}, {asked.errors} en erreur.")
    typer.echo(f"Jugements : {folder / 'judgements.jsonl'}")


def agreement_command(labels: Labels, run: Run = None, agreements: Agreements = None) -> None:
    """Compare l’arbitre d’une exécution à des étiquettes humaines, et note leur accord pour le contrôle."""
    from evals.suite.arbiter.agreement import AGREEMENTS, LEAST_KAPPA, LEAST_LABELS, agreement, keep_agreement
    from evals.suite.arbiter.judgements import judged, read_judgements
    from evals.suite.arbiter.labels import read_labels
    from evals.suite.run_folder import find_run
    from vectorstore.errors import NotFound

    folder = find_run(load_settings(), run)
    said = judged(read_judgements(folder))
    if said is None:
        raise NotFound(f"Aucun arbitre n’a jugé l’exécution « {folder.name} » : lancez « sourcier evals judge ».")
    rows = read_labels(labels)
    found = agreement(rows, said, measured_on=date.today().isoformat())
    path = agreements or AGREEMENTS
    keep_agreement(found, path)
    console = Console()
    _print_confusion(console, rows, said)
    bounds = f"{_number(found.kappa_low)} à {_number(found.kappa_high)}"
    console.print(f"κ des quatre verdicts : {_number(found.kappa)} (intervalle à 95 % : {bounds}), n = {found.n}.")
    console.print(f"κ de l’appui seul : {_number(found.kappa_supported)}.")
    if found.sufficient:
        console.print("Accord suffisant : les règles sur l’arbitre comptent.")
    else:
        least = f"κ d’au moins {_number(LEAST_KAPPA, 1)} l’un et l’autre, n d’au moins {LEAST_LABELS}"
        console.print(f"Accord insuffisant ({least}) : l’arbitre reste informatif.")
    console.print(f"Accord : {path}", markup=False, highlight=False, soft_wrap=True)


def sample_command(
    run: Run = None,
    n: Annotated[int, typer.Option("--n", min=2, max=10_000, help="Nombre d’affirmations.")] = 120,
    output: Annotated[Path, typer.Option("--output", "-o", help="Fichier à créer.")] = Path("labels.yaml"),
    cases: Cases = None,
) -> None:
    """Tire des affirmations à étiqueter à la main, dont la moitié abîmées exprès."""
    from evals.suite.arbiter.sample import sample, write_sample

    _, statements = _run_statements(run, cases)
    rows = sample(statements, n)
    write_sample(rows, output)
    spoilt = sum(row.spoilt is not None for row in rows)
    typer.echo(f"Affirmations à étiqueter : {len(rows)}, dont {spoilt} abîmées exprès, dans « {output} ».")


def _run_statements(run: str | None, cases: Path | None) -> tuple[Path, list[Statement]]:
    """The folder of a run and every statement of its answers; raises what reading them raises."""
    from evals.suite.arbiter.statement import statements_of_run
    from evals.suite.case_files import CASES, read_cases
    from evals.suite.prediction_file import read_predictions
    from evals.suite.run_folder import PREDICTIONS, find_run

    folder = find_run(load_settings(), run)
    made = read_predictions(folder / PREDICTIONS)
    return folder, list(statements_of_run(read_cases(cases or CASES), made))


def _print_confusion(console: Console, rows: list[Labelled], said: Judged) -> None:
    from rich.table import Table

    from evals.suite.arbiter.agreement import NO_VERDICT, confusion
    from evals.suite.arbiter.statement import Support

    counts = confusion(rows, said)
    table = Table("étiquette \\ arbitre", *Support, "erreur", title="Étiquettes et verdicts")
    for human in Support:
        table.add_row(human, *(str(counts[human, word]) for word in (*(w.value for w in Support), NO_VERDICT)))
    console.print(table)


def _number(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}".replace(".", ",").replace("-", "−")
