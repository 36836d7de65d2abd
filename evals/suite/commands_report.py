"""``sourcier evals report``."""

from __future__ import annotations

from datetime import date

import typer
from rich.console import Console

from evals.suite.commands_scoring import Agreements, Baseline, Cases, Day, Rules, Run, Waivers, scored_now
from vectorstore.settings import load_settings


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("report")(report_command)


def report_command(
    run: Run = None, cases: Cases = None, baseline: Baseline = None, rules: Rules = None, waivers: Waivers = None,
    today: Day = None, agreements: Agreements = None,
) -> None:  # fmt: skip
    """Écrit le rapport d’une exécution : page HTML, résumé, JUnit et chiffres en JSON."""
    from evals.suite.arbiter.agreement import AGREEMENTS, read_agreements
    from evals.suite.case_files import CASES, read_cases
    from evals.suite.gate_config import BASELINE, GATE, WAIVERS, read_gate, read_waivers
    from evals.suite.report.reading import read_inputs
    from evals.suite.report.writing import write_report
    from evals.suite.run_folder import find_run, runs_home

    settings = load_settings()
    folder = find_run(settings, run)
    inputs = read_inputs(
        scored_now(str(folder), cases),
        folder,
        read_cases(cases or CASES),
        baseline=baseline or BASELINE,
        runs=runs_home(settings),
        config=read_gate(rules or GATE),
        waivers=read_waivers(waivers or WAIVERS),
        today=today.date() if today else date.today(),
        agreements=read_agreements(agreements or AGREEMENTS),
    )
    console = Console()
    for path in write_report(inputs, folder):
        console.print(str(path), markup=False, highlight=False, soft_wrap=True)
