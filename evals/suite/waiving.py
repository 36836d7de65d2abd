"""Waivers: critical cases that may fail until a day, because a person answers for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from evals.suite.case import Case, Severity
from evals.suite.gate_config import Waiver
from evals.suite.scores import ScoredRun

LONGEST_DAYS = 180
"""How far off the end of a waiver may be: one that never ends would be a case less."""


def waivers_for(run: ScoredRun, known: Sequence[Waiver], *, who: str, why: str, until: date) -> list[Waiver]:
    """``known`` without those of cases that pass, and one for each critical case that fails."""
    failing = {case.case_id for case in run.cases if case.severity == Severity.CRITICAL and not case.passed}
    passing = {case.case_id for case in run.cases} - failing
    kept = {waiver.case: waiver for waiver in known if waiver.case not in passing}
    new = {name: Waiver(case=name, who=who, why=why, until=until) for name in sorted(failing)}
    return list({**kept, **new}.values())


def waiver_problems(waivers: Sequence[Waiver], cases: Sequence[Case], today: date) -> Iterator[tuple[str, str]]:
    """What is wrong with waivers, by the case that each names: sentences in French, without their full stop."""
    by_id = {case.id: case for case in cases}
    for name, count in Counter(waiver.case for waiver in waivers).items():
        if count > 1:
            yield name, f"il a {count} dérogations, une suffit"
        if name not in by_id:
            yield name, "sa dérogation ne sert à rien : il n’existe pas"
        elif by_id[name].severity is not Severity.CRITICAL:
            yield name, "sa dérogation ne sert à rien : il n’est pas critique"
    for waiver in waivers:
        if waiver.until < today:
            yield waiver.case, f"sa dérogation est échue depuis le {waiver.until:%d/%m/%Y}"
        elif (waiver.until - today).days > LONGEST_DAYS:
            yield waiver.case, f"sa dérogation finit dans plus de {LONGEST_DAYS} jours"
