"""``sourcier evals score``, ``compare``, ``gate`` and ``prove``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from vectorstore.settings import load_settings

if TYPE_CHECKING:
    from evals.suite.case import Case
    from evals.suite.prediction import Prediction
    from evals.suite.scores import Manifest, ScoredRun

BLOCKED = 100
TIMINGS = "timings.json"
Run = Annotated[str | None, typer.Argument(help="Nom ou dossier de l’exécution ; la dernière si rien n’est dit.")]
Cases = Annotated[Path | None, typer.Option(help="Fichier ou dossier de cas, au lieu de ceux du projet.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Jour du jugement ; aujourd’hui sinon.")]
Baseline = Annotated[Path | None, typer.Option(help="Référence, au lieu de celle du projet.")]
Rules = Annotated[Path | None, typer.Option(help="Règles, au lieu de celles du projet.")]
Agreements = Annotated[Path | None, typer.Option("--agreements", help="Accords d’arbitres, au lieu de ceux du projet.")]
Waivers = Annotated[Path | None, typer.Option(help="Dérogations, au lieu de celles du projet.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to ``sourcier evals``."""
    app.command("score")(score_command)
    app.command("compare")(compare_command)
    app.command("gate")(gate_command)
    app.command("prove")(prove_command)


def score_command(run: Run = None, cases: Cases = None) -> None:
    """Note une exécution, sans rien reposer au système, et écrit « scores.json »."""
    from evals.suite.score_tables import figures_table, funnel_table, kinds_table

    scored = scored_now(run, cases)
    Console().print(figures_table(scored), kinds_table(scored), funnel_table(scored))


def compare_command(
    before: Annotated[str, typer.Argument(help="Exécution d’avant, ou « baseline » pour la référence.")],
    after: Annotated[str | None, typer.Argument(help="Exécution d’après ; la dernière si rien n’est dit.")] = None,
    cases: Cases = None,
    baseline: Baseline = None,
) -> None:
    """Compare deux exécutions des mêmes cas : ce qui a bougé, et chaque cas dont le verdict a changé."""
    from evals.suite.baseline import read_baseline
    from evals.suite.comparison import changes, flips
    from evals.suite.gate_config import BASELINE
    from evals.suite.score_tables import changes_table, flips_table

    old = read_baseline(baseline or BASELINE) if before == "baseline" else scored_now(before, cases)
    new = scored_now(after, cases)
    Console().print(changes_table(changes(old, new)), flips_table(flips(old, new)))


def gate_command(
    run: Run = None, cases: Cases = None, baseline: Baseline = None, rules: Rules = None, waivers: Waivers = None,
    today: Day = None, agreements: Agreements = None,
) -> None:  # fmt: skip
    """Dit si une exécution peut être publiée : 0 oui, 100 non, 1 impossible à juger, 2 mal demandé."""
    from evals.suite.arbiter.agreement import AGREEMENTS, read_agreements
    from evals.suite.baseline import read_baseline
    from evals.suite.comparison import flips
    from evals.suite.gate import judge
    from evals.suite.gate_config import BASELINE, GATE, WAIVERS, read_gate, read_waivers
    from evals.suite.score_tables import flips_table, verdict_table

    config, known = read_gate(rules or GATE), read_waivers(waivers or WAIVERS)
    reference = read_baseline(baseline or BASELINE)
    scored = scored_now(run, cases)
    day, agreed = today.date() if today else date.today(), read_agreements(agreements or AGREEMENTS)
    verdict = judge(scored, reference, config, known, day, agreed)
    console = Console()
    console.print(verdict_table(verdict), flips_table(flips(reference, scored)))
    for note in verdict.notes:
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    if verdict.passed:
        console.print(f"L’exécution « {scored.manifest.run_id} » passe les {len(verdict.rules)} règles.")
        return
    blocking = sum(not rule.passed for rule in verdict.rules)
    console.print(f"L’exécution « {scored.manifest.run_id} » est bloquée par {blocking} règles.", style="bold red")
    raise typer.Exit(BLOCKED)


def prove_command(run: Run = None, cases: Cases = None, rules: Rules = None) -> None:
    """Éprouve les règles : chaque système cassé exprès, rejoué sur une exécution, doit être bloqué par la sienne."""
    from evals.suite.gate_config import GATE, read_gate
    from evals.suite.proof import prove
    from evals.suite.score_tables import proofs_table

    asked = asked_run(run, cases)
    proofs = list(prove(asked.cases, asked.predictions, asked.manifest, read_gate(rules or GATE)))
    console = Console()
    console.print(proofs_table(proofs))
    if missing := sum(not proof.holds for proof in proofs):
        console.print(f"{missing} preuves manquent sur {len(proofs)}.", style="bold red")
        raise typer.Exit(1)
    console.print(f"Les {len(proofs)} preuves sont faites.")


@dataclass(frozen=True, slots=True)
class AskedRun:
    """A run as it was made: the cases that it was to ask, and what it said of them."""

    folder: Path
    manifest: Manifest
    cases: list[Case]
    predictions: list[Prediction]


def asked_run(name: str | None, cases_path: Path | None) -> AskedRun:
    """Reads a run, the latest by default; raises ``NotTheRunsCases`` if the cases have changed since it was made."""
    from evals.suite.case_files import CASES, read_cases
    from evals.suite.commands_run import chosen_cases
    from evals.suite.manifest import cases_hash
    from evals.suite.prediction_file import read_predictions
    from evals.suite.run_folder import PREDICTIONS, find_run, read_manifest
    from evals.suite.scoring import NotTheRunsCases
    from evals.suite.selection import Selection

    settings = load_settings()
    folder = find_run(settings, name)
    manifest = read_manifest(folder)
    asked = chosen_cases(settings, read_cases(cases_path or CASES), Selection.from_filters(manifest.filters))
    if cases_hash(asked) != manifest.cases_hash:
        raise NotTheRunsCases(
            f"Les cas ont changé depuis l’exécution « {manifest.run_id} » : relancez « sourcier evals run », "
            "ou reprenez les cas de sa révision."
        )
    return AskedRun(folder, manifest, asked, read_predictions(folder / PREDICTIONS))


def scored_now(name: str | None, cases_path: Path | None) -> ScoredRun:
    """Scores a run from its predictions and writes ``scores.json`` and ``timings.json`` into its folder.

    It is scored anew each time, so that a verdict never rests on stale scores.
    Raises what :func:`asked_run` raises.
    """
    from evals.suite.arbiter.judgements import judged, read_judgements
    from evals.suite.cost import cost
    from evals.suite.run_folder import SCORES
    from evals.suite.scoring import dumped, score

    run = asked_run(name, cases_path)
    scored = score(run.cases, run.predictions, run.manifest, judged(read_judgements(run.folder)))
    (run.folder / SCORES).write_text(dumped(scored), encoding="utf-8")
    (run.folder / TIMINGS).write_text(cost(run.predictions).model_dump_json(indent=1) + "\n", encoding="utf-8")
    return scored
