"""``sourcier evals lint``, ``ls`` and ``import-feedback``: the cases themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from evals.suite.case import Case, Kind, Split
from evals.suite.case_files import CASES, read_cases, read_located
from evals.suite.gold_documents import DEMO, GoldDocuments
from vectorstore.settings import load_settings

CasesPath = Annotated[Path, typer.Option("--cases", help="Fichier ou dossier de cas.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to ``sourcier evals``."""
    app.command("lint")(lint_command)
    app.command("ls")(list_command)
    app.command("import-feedback")(import_command)


def lint_command(
    cases: CasesPath = CASES,
    documents: Annotated[Path, typer.Option(help="Dossier des documents sur lesquels portent les cas.")] = DEMO,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Jour des questions sans date ; sinon celui de « gate.yaml »."),
    ] = None,
) -> None:
    """Vérifie les cas : preuves, expressions attendues, jumeaux, doublons, nombres ; et les dérogations."""
    from evals.suite.gate_config import WAIVERS, read_gate, read_waivers
    from evals.suite.lint import lint
    from evals.suite.waiving import waiver_problems

    located = read_located(cases)
    today = on.date() if on else read_gate().asked_on
    packaged = cases.resolve() == CASES
    owed = (
        list(waiver_problems(read_waivers(WAIVERS), [item.case for item in located], date.today())) if packaged else []
    )
    problems = lint(located, GoldDocuments(documents), today, counts=packaged)
    for item in problems:
        where = f"« {item.path.name} », ligne {item.line}" if item.path else "Ensemble"
        case = f" « {item.problem.case_id} » :" if item.problem.case_id else ""
        print(f"{where} [{item.problem.rule}]{case} {item.problem.text}.")
    for name, text in owed:
        print(f"« {WAIVERS.name} » : « {name} » : {text}.")
    families = len({item.case.family for item in located})
    print(f"{len(located)} cas, {families} familles : {_faults(len(problems) + len(owed))}.")
    if problems or owed:
        raise typer.Exit(1)


def list_command(
    cases: CasesPath = CASES,
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help="Genre de cas (répétable).")] = None,
    split: Annotated[Split | None, typer.Option("--split", help="Part.")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Étiquette (répétable).")] = None,
    runs: Annotated[bool, typer.Option("--runs", help="Montrer les exécutions, et non les cas.")] = False,
) -> None:
    """Montre les cas (par genre et par part, ou un à un s’ils sont filtrés), ou les exécutions."""
    console = Console()
    if runs:
        console.print(_runs_table())
        return
    chosen = [
        case
        for case in read_cases(cases)
        if (not kind or case.kind in kind) and split in (None, case.split) and (not tag or set(tag) <= set(case.tags))
    ]
    if not (kind or split or tag):
        console.print(_counts_table(chosen))
        tags = Counter(tag for case in chosen for tag in case.tags)
        console.print(", ".join(f"{name} {count}" for name, count in sorted(tags.items())), soft_wrap=True)
        return
    for case in chosen:
        day = case.as_of or "–"
        print(f"{case.id}\t{case.split}\t{case.severity}\t{day}\t{case.question}")
    print(f"{len(chosen)} cas")


def import_command(
    file: Annotated[Path, typer.Argument(help="Retours d’utilisateurs, en lignes JSON.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Fichier à créer ; sinon à côté, en « .yaml ».")
    ] = None,
    cases: CasesPath = CASES,
) -> None:
    """Fait des retours d’utilisateurs des brouillons de cas, à compléter à la main."""
    from evals.suite.feedback import drafts_of, write_drafts

    drafts = drafts_of(file, read_cases(cases), date.today())
    for sentence in (*drafts.bad, *drafts.known):
        print(sentence)
    if drafts.praised:
        print(f"Retours favorables laissés de côté : {drafts.praised}.")
    if drafts.cases:
        target = output or file.with_suffix(".yaml")
        write_drafts(drafts.cases, target)
        print(f"Brouillons écrits dans « {target} » : {len(drafts.cases)}.")
        print("Complétez-les, puis lancez « sourcier evals lint --cases » sur ce fichier.")
    else:
        print("Aucun brouillon à écrire.")
    if drafts.bad:
        raise typer.Exit(1)


def _faults(count: int) -> str:
    return "rien à redire" if not count else "1 défaut" if count == 1 else f"{count} défauts"


def _counts_table(cases: Sequence[Case]) -> Table:
    table = Table("", *Split, "total")
    counts = Counter((case.kind, case.split) for case in cases)
    for kind in Kind:
        row = [counts[kind, split] for split in Split]
        table.add_row(kind, *map(str, row), str(sum(row)))
    totals = Counter(case.split for case in cases)
    table.add_row("total", *(str(totals[split]) for split in Split), str(len(cases)), style="bold")
    return table


def _runs_table() -> Table:
    from evals.suite.run_list import runs_of

    table = Table("exécution", "commencée", "révision", "mode", "filtres", "cas", "notée")
    for run in runs_of(load_settings()):
        told = run.manifest
        filters = ", ".join(f"{name}={value}" for name, value in told.filters.items()) if told else ""
        table.add_row(
            run.name,
            told.started if told else "manifeste illisible",
            told.git_revision[:12] + ("*" if told.dirty else "") if told else "",
            told.mode if told else "",
            filters,
            str(run.predictions),
            "oui" if run.scored else "non",
        )
    return table
