"""``metrics.json``: every figure of the page, for programs. The same for the same run, time and memory set apart."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

from evals.suite.cost import cost
from evals.suite.report.funnel import funnel
from evals.suite.report.inputs import Inputs
from evals.suite.report.metric_rows import metric_rows
from evals.suite.report.robustness import robustness
from evals.suite.run_figures import risk_coverage


def figures_file(inputs: Inputs) -> str:
    """JSON text without any number that JSON lacks: those are null."""
    return json.dumps(_finite(_values(inputs)), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _values(inputs: Inputs) -> dict[str, Any]:
    run, baseline = inputs.run, inputs.comparable
    stages, beside = funnel(run.cases)
    rows = metric_rows(inputs)
    return {
        "manifest": run.manifest.model_dump(mode="json"),
        "baseline": baseline.manifest.run_id if baseline else None,
        "verdict": asdict(inputs.verdict) if inputs.verdict else None,
        "judge": run.judge.model_dump() | {"note": inputs.judge_note} if run.judge else None,
        "cases": {"n": len(run.cases), "failed": [case.case_id for case in inputs.failing]},
        "metrics": [item.model_dump() for item in run.aggregates],
        "changes": {
            row.total.metric: asdict(row.change) | {"moved": row.moved} for row in rows if row.change is not None
        },
        "detectable_drops": {row.total.metric: asdict(row.detectable) for row in rows if row.detectable is not None},
        "flips": {
            "broken": [flip.after.case_id for flip in inputs.flips if flip.broken],
            "mended": [flip.after.case_id for flip in inputs.flips if not flip.broken],
        },
        "funnel": [asdict(stage) for stage in [*stages, *beside]],
        "risk_coverage": [asdict(point) for point in risk_coverage(run.cases, inputs.predictions)],
        "robustness": [asdict(row) for row in robustness(run.cases, inputs.cases)],
        "cost": cost(list(inputs.predictions.values())).model_dump(),
    }


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
