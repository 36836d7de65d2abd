"""The run that others are compared with: blessed by a person, who says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from evals.suite.gate import invariants
from evals.suite.gate_config import BASELINE, GateConfig
from evals.suite.scores import Blessing, ScoredRun
from evals.suite.scoring import dumped
from vectorstore.errors import NotFound, SourcierError


class NotToBeBlessed(SourcierError):
    """A run that breaks an invariant cannot be what others are measured by."""

    slug = "not-to-be-blessed"
    status = 409


def read_baseline(path: Path = BASELINE) -> ScoredRun:
    """Raises ``NotFound`` if no run was blessed yet, or the file is no run."""
    return read_scores(path, "bénissez une exécution avec « sourcier evals bless »")


def read_scores(path: Path, remedy: str) -> ScoredRun:
    """A scored run; raises ``NotFound``, saying the remedy, for a file that is missing or is none."""
    try:
        return ScoredRun.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotFound(f"« {path} » manque ou n’est pas lisible : {remedy}.") from error


def blessed(run: ScoredRun, config: GateConfig, *, who: str, why: str, when: date) -> ScoredRun:
    """The run as a baseline keeps it, without the scores that do not apply.

    Raises :class:`NotToBeBlessed`, naming the first, if it breaks an invariant.
    """
    for rule in invariants(run, config):
        if not rule.passed:
            raise NotToBeBlessed(
                f"L’exécution « {run.manifest.run_id} » ne peut pas servir de référence : {rule.detail} "
                f"({rule.name}). Corrigez le système d’abord."
            )
    cases = [
        case.model_copy(update={"scores": [score for score in case.scores if score.not_applicable is None]})
        for case in run.cases
    ]
    blessing = Blessing(who=who, when=when.isoformat(), why=why)
    return run.model_copy(update={"cases": cases, "blessing": blessing})


def write_baseline(run: ScoredRun, path: Path = BASELINE) -> None:
    """Writes it whole or not at all: one case a line, so that a change can be read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(_lines(run), encoding="utf-8")
    partial.replace(path)


def _lines(run: ScoredRun) -> str:
    head = dumped(run.model_copy(update={"cases": [], "aggregates": []}), indent=None).strip()
    cases = ",\n".join(case.model_dump_json(exclude_defaults=True) for case in run.cases)
    figures = ",\n".join(figure.model_dump_json() for figure in run.aggregates)
    return (
        head.replace('"cases":[]', f'"cases":[\n{cases}]').replace('"aggregates":[]', f'"aggregates":[\n{figures}]')
        + "\n"
    )
