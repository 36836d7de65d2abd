"""``summary.md``: what a reviewer reads under a pull request. Short; the page has the rest.

Texts of cases, answers and rules are hostile: they stand in code spans, where Markdown
makes no link, image, mention or tag of them.
"""

from __future__ import annotations

import re
import unicodedata

from evals.suite.gate import label
from evals.suite.report.french_figures import NO_VALUE, count, percent, points
from evals.suite.report.inputs import Inputs
from evals.suite.report.metric_rows import MetricRow, metric_rows
from evals.suite.report.wording import lost_at, rule_figure
from evals.suite.verdict import RuleResult, Verdict

_MOST = 15
_LONGEST = 300


def summary(inputs: Inputs) -> str:
    """The Markdown text."""
    run, baseline = inputs.run, inputs.comparable
    lines = [_verdict_line(inputs.verdict), ""]
    lines += [f"{count(len(run.cases), 'cas', 'cas')}, {count(len(inputs.failing), 'échec')}.", ""]
    if inputs.verdict is not None and (broken := [rule for rule in inputs.verdict.rules if not rule.passed]):
        lines += ["### Règles enfreintes", "", *[_rule_line(rule) for rule in broken], ""]
    if inputs.refusal:
        lines += [code(inputs.refusal), ""]
    if baseline is not None:
        lines += _flip_lines(inputs)
    lines += [
        "### Mesures",
        "",
        "| Mesure | Valeur | 95 % | Changement | n | s. o. | erreurs |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [_metric_line(row) for row in metric_rows(inputs)]
    if inputs.judge_note:
        lines += ["", code(inputs.judge_note)]
    lines += ["", f"Exécution {code(run.manifest.run_id)}, révision {code(run.manifest.git_revision[:12])}, "
                  f"mode {code(run.manifest.mode)}."]  # fmt: skip
    return _french("\n".join(lines)) + "\n"


def code(text: str) -> str:
    """``text`` as a code span on one line: a fence longer than any run of backticks in it."""
    seen = "".join(character if unicodedata.category(character)[0] != "C" else " " for character in text)
    flat = " ".join(seen.split()).replace("|", "¦")
    flat = flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}" if flat else NO_VALUE


def _verdict_line(verdict: Verdict | None) -> str:
    if verdict is None:
        return "## Évaluation : pas de verdict"
    if verdict.passed:
        return (
            f"## ✅ Mise en production autorisée : {count(len(verdict.rules), 'règle respectée', 'règles respectées')}"
        )
    broken = sum(1 for rule in verdict.rules if not rule.passed)
    return f"## ❌ Mise en production bloquée : {count(broken, 'règle enfreinte', 'règles enfreintes')}"


def _rule_line(rule: RuleResult) -> str:
    cases = _listed(rule.cases)
    figures = f" (observé {rule_figure(rule, rule.observed)}, seuil {rule_figure(rule, rule.threshold)})"
    return (
        f"- {code(label(rule))}{figures if rule.observed is not None else ''}"
        f"{f' : {code(rule.detail)}' if rule.detail else ''}{f' ; {cases}' if cases else ''}"
    )


def _flip_lines(inputs: Inputs) -> list[str]:
    broken = [flip for flip in inputs.flips if flip.broken]
    mended = [flip for flip in inputs.flips if not flip.broken]
    lost, won = count(len(broken), "cas perdu", "cas perdus"), count(len(mended), "cas gagné", "cas gagnés")
    lines = ["### Bascules", "", f"{lost}, {won} depuis la référence.", ""]
    lines += [f"- perdu : {code(flip.after.case_id)} ({lost_at(flip.after.funnel)})" for flip in broken[:_MOST]]
    if len(broken) > _MOST:
        lines += [f"- … et {count(len(broken) - _MOST, 'autre')}"]
    if mended:
        lines += [f"- gagnés : {_listed([flip.after.case_id for flip in mended])}"]
    return [*lines, ""] if broken or mended else lines


def _listed(cases: list[str]) -> str:
    more = f" et {count(len(cases) - _MOST, 'autre')}" if len(cases) > _MOST else ""
    return ", ".join(code(case) for case in cases[:_MOST]) + more


def _metric_line(row: MetricRow) -> str:
    total = row.total
    bounds = NO_VALUE if total.low is None else f"{percent(total.low)} à {percent(total.high)}"
    change = points(row.change.value if row.change else None)
    moved = {"better": " ▲ mieux", "worse": " ▼ moins bien"}.get(row.moved, "")
    return (
        f"| {row.label.name} | {percent(total.mean)} | {bounds} | {change}{moved} "
        f"| {total.n} | {total.not_applicable} | {total.errors} |"
    )


def _french(text: str) -> str:
    return re.sub(" (?=[:;?!»%])", "\N{NO-BREAK SPACE}", text)
