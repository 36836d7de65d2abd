"""Scores, comparisons and verdicts as tables for a person, in French; each with n, not applicable and errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from evals.suite.aggregate import ALL
from evals.suite.comparison import Change, Flip
from evals.suite.funnel import Stage
from evals.suite.gate import label
from evals.suite.metrics import LABELS, LOWER_IS_BETTER, PASSED
from evals.suite.proof import Proof
from evals.suite.report.wording import OUTSIDE_FUNNEL, RULES, STAGES, named
from evals.suite.scores import Aggregate, ScoredRun
from evals.suite.verdict import Verdict

_ENDS = {Stage.PASSED.value: "Réussi", **STAGES, **OUTSIDE_FUNNEL}
_NOTHING = "–"


def figures_table(run: ScoredRun) -> Table:
    """Every metric over all cases; a figure marked ↓ is better when lower."""
    table = _table("Mesures", "Mesure", "Valeur", "Intervalle à 95 %", "n", "S. o.", "Erreurs")
    for figure in run.aggregates:
        if figure.group == ALL:
            table.add_row(_metric(figure.metric), *_cells(figure))
    return table


def kinds_table(run: ScoredRun) -> Table:
    """Cases passed, by kind and by manner of rewriting."""
    table = _table("Cas réussis", "Nature", "Valeur", "Intervalle à 95 %", "n", "S. o.", "Erreurs")
    for figure in run.aggregates:
        if figure.metric == PASSED:
            table.add_row(figure.group, *_cells(figure))
    return table


def funnel_table(run: ScoredRun) -> Table:
    """Where cases were lost."""
    lost = Counter(case.funnel for case in run.cases)
    table = _table("Où les cas se perdent", "Étape", "Cas")
    for stage, name in _ENDS.items():
        if lost[stage]:
            table.add_row(name, str(lost[stage]))
    return table


def changes_table(changes: Sequence[Change]) -> Table:
    """Every metric that moved, over all cases and by kind."""
    table = _table("Ce qui a changé", "Mesure", "Cas", "Avant", "Après", "Moins bien de", "p", "n")
    for change in changes:
        if change.before != change.after:
            table.add_row(
                _metric(change.metric), change.group, _number(change.before), _number(change.after),
                f"{_number(100 * change.worse_by, 1)} points", _number(change.p_value), str(change.n),
            )  # fmt: skip
    return table


def flips_table(flips: Sequence[Flip]) -> Table:
    """Every case whose verdict is another."""
    table = _table(f"Cas dont le verdict a changé : {len(flips)}", "Cas", "Gravité", "Avant", "Après")
    for flip in flips:
        style = "red" if flip.broken else "green"
        stages = [Text(named(_ENDS, case.funnel), style=style) for case in (flip.before, flip.after)]
        table.add_row(flip.after.case_id, flip.after.severity, *stages)
    return table


def verdict_table(verdict: Verdict, *, shown: int = 5) -> Table:
    """Every rule, those that block first; ``shown`` of the cases that broke it."""
    table = Table(title="Règles")
    for title in ("", "Règle", "Sur", "Constat"):
        table.add_column(title)
    for rule in sorted(verdict.rules, key=lambda rule: rule.passed):
        cases = ", ".join(rule.cases[:shown]) + (
            f" et {len(rule.cases) - shown} autres" if len(rule.cases) > shown else ""
        )
        detail = f"{rule.detail} : {cases}" if cases else rule.detail
        mark = Text("passe", style="green") if rule.passed else Text("BLOQUE", style="bold red")
        table.add_row(mark, named(RULES, rule.kind), label(rule), detail)
    return table


def proofs_table(proofs: Sequence[Proof]) -> Table:
    """Each system broken on purpose, the rule that must block it, and what the rule says before and after."""
    table = Table(title="Systèmes cassés exprès")
    for title in ("", "Système", "Règle", "L’exécution", "Cassée"):
        table.add_column(title)
    for proof in proofs:
        mark = Text("bloqué", style="green") if proof.holds else Text("NON PROUVÉ", style="bold red")
        told = (rule.detail if rule else "cette règle manque" for rule in (proof.before, proof.after))
        table.add_row(mark, proof.system, label(proof.after) if proof.after else proof.rule, *told)
    return table


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title)
    table.add_column(first)
    for other in others:
        table.add_column(other, justify="left" if other in ("Cas", "Gravité", "Avant", "Après") else "right")
    return table


def _metric(name: str) -> str:
    return LABELS.get(name, name) + (" ↓" if name in LOWER_IS_BETTER else "")


def _cells(figure: Aggregate) -> tuple[str, ...]:
    bounds = _NOTHING
    if figure.low is not None and figure.high is not None:
        bounds = f"{_number(figure.low)} à {_number(figure.high)}"
    value = _NOTHING if figure.mean is None else _number(figure.mean)
    return value, bounds, str(figure.n), str(figure.not_applicable), str(figure.errors)


def _number(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
