"""``sourcier evals bless`` and ``waive``: what a person answers for."""

from __future__ import annotations

import getpass
from datetime import date, datetime
from typing import Annotated

import typer

from evals.suite.commands_scoring import Baseline, Cases, Rules, Run, Waivers, scored_now
from vectorstore.errors import InvalidRequest

Who = Annotated[str | None, typer.Option(help="Qui en répond ; l’utilisateur de la machine sinon.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to ``sourcier evals``."""
    app.command("bless")(bless_command)
    app.command("waive")(waive_command)


def bless_command(
    run: Run = None,
    why: Annotated[str, typer.Option(help="Pourquoi cette exécution devient la référence.")] = "",
    who: Who = None,
    cases: Cases = None,
    baseline: Baseline = None,
    rules: Rules = None,
) -> None:
    """Fait d’une exécution la référence des suivantes ; dit qui, quand et pourquoi."""
    from evals.suite.baseline import blessed, write_baseline
    from evals.suite.gate_config import BASELINE, GATE, read_gate

    reason, person = _said(why), _person(who)
    path = baseline or BASELINE
    scored = scored_now(run, cases)
    write_baseline(blessed(scored, read_gate(rules or GATE), who=person, why=reason, when=date.today()), path)
    typer.echo(f"Référence : {path}")


def waive_command(
    run: Run = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Dernier jour des dérogations.")] = None,
    why: Annotated[str, typer.Option(help="Pourquoi ces cas peuvent encore échouer.")] = "",
    who: Who = None,
    cases: Cases = None,
    waivers: Waivers = None,
) -> None:
    """Donne une dérogation aux cas critiques qu’une exécution manque, et retire celles des cas qu’elle réussit."""
    from evals.suite.gate_config import WAIVERS, read_waivers, write_waivers
    from evals.suite.waiving import LONGEST_DAYS, waivers_for

    reason, person = _said(why), _person(who)
    if until is None:
        raise typer.BadParameter("Dites jusqu’à quel jour, avec « --until ».")
    if not 0 <= (until.date() - date.today()).days <= LONGEST_DAYS:
        raise typer.BadParameter(f"Une dérogation finit aujourd’hui au plus tôt, et dans {LONGEST_DAYS} jours au plus.")
    scored, path = scored_now(run, cases), waivers or WAIVERS
    known = read_waivers(path)
    found = waivers_for(scored, known, who=person, why=reason, until=until.date())
    write_waivers(found, path)
    names = {waiver.case for waiver in found}
    typer.echo(
        f"Dérogations jusqu’au {until:%d/%m/%Y} : {sum(waiver not in known for waiver in found)} écrites, "
        f"{len({waiver.case for waiver in known} - names)} retirées. Relisez « {path} » avant de l’enregistrer."
    )


def _said(why: str) -> str:
    if not why.strip():
        raise typer.BadParameter("Dites pourquoi, avec « --why ».")
    return why.strip()


def _person(who: str | None) -> str:
    person = (who or getpass.getuser()).strip()
    if not person:
        raise InvalidRequest("Dites qui en répond, avec « --who ».")
    return person
