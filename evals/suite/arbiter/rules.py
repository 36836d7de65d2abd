"""Which rules on a judge's figures count: none unless people agree with that very judge enough. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.suite.arbiter import support
from evals.suite.arbiter.agreement import Agreement, agreement_on
from evals.suite.gate_config import GateConfig
from evals.suite.scores import ScoredRun


def rules_that_count(run: ScoredRun, config: GateConfig, known: Sequence[Agreement]) -> GateConfig:
    """The rules, without those on what the judge says unless its agreement with people is sufficient."""
    found = agreement_on(run.judge, known)
    if found is not None and found.sufficient:
        return config
    floors = [floor for floor in config.floors if floor.metric != support.NAME]
    rule = config.regressions
    kept = {name: [m for m in getattr(rule, name) if m != support.NAME] for name in ("metrics", "by_kind")}
    regressions = rule.model_copy(update=kept)
    return config.model_copy(update={"floors": floors, "regressions": regressions})


def judge_note(run: ScoredRun, known: Sequence[Agreement], config: GateConfig | None = None) -> str:
    """What the judge's figures are worth, in French; empty where no judge was asked and no rule is about one."""
    if run.judge is None:
        return f"{support.LABEL}, informatif : aucun arbitre n’a jugé cette exécution." if _is_ruled(config) else ""
    found = agreement_on(run.judge, known)
    sufficient = found is not None and found.sufficient
    figures = f"κ = {_french(found.least)}, n = {found.n}" if found is not None else "κ non mesuré, n = 0"
    worth = "accord de l’arbitre suffisant" if sufficient else "informatif : accord de l’arbitre insuffisant"
    return f"{support.LABEL} ({run.judge.model}), {worth} ({figures})."


def _is_ruled(config: GateConfig | None) -> bool:
    if config is None:
        return False
    compared = {*config.regressions.metrics, *config.regressions.by_kind}
    return support.NAME in compared or any(floor.metric == support.NAME for floor in config.floors)


def _french(kappa: float) -> str:
    """Rounded down, so that what falls short of the limit never reads as having reached it."""
    return f"{math.floor(1000 * kappa) / 1000:.3f}".replace(".", ",").replace("-", "−")
