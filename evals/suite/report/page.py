"""The page that people read: one HTML file that needs nothing else and asks no network for anything.

Everything that comes from cases, answers and documents goes through Jinja2's escaping. A
content security policy in the page names the digests of its own two scripts, so nothing else
could run even if it got in. Charts are drawn by plotly; each has its figures in a table too.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from evals.suite.comparison import Flip
from evals.suite.cost import cost
from evals.suite.gate import label as rule_label
from evals.suite.report import french_figures as figures
from evals.suite.report.case_view import CaseView, case_view
from evals.suite.report.charts import funnel_chart, risk_chart, robustness_chart
from evals.suite.report.funnel import funnel
from evals.suite.report.heat_map import badness, heat_map
from evals.suite.report.inputs import Inputs
from evals.suite.report.metric_rows import metric_rows
from evals.suite.report.robustness import robustness
from evals.suite.report.wording import (
    KINDS,
    LAYERS,
    RULES,
    SEVERITIES,
    TAGS,
    lost_at,
    metric_label,
    named,
    rule_figure,
)
from evals.suite.run_figures import Point, risk_coverage
from evals.suite.scores import ScoredCase

_TABLE_POINTS = 20
# Controls show nothing or turn the text around them over; surrogates cannot be written. A sign stands for each.
_CONTROLS = (*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSEEN = dict.fromkeys((*_CONTROLS, *range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}")


def page(inputs: Inputs) -> str:
    """The whole HTML file."""
    scripts = {"plotly": _script(get_plotlyjs()), "own": _script(_environment().get_template("page.js").render())}
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src {' '.join(_digest(code) for code in scripts.values())}"
    )
    style = Markup(_environment().get_template("page.css").render())
    return _environment().get_template("report.html").render(
        scripts=scripts, policy=policy, style=style, **context(inputs)
    )  # fmt: skip


def context(inputs: Inputs) -> dict[str, Any]:
    """All that the template shows, by name."""
    run, baseline = inputs.run, inputs.comparable
    rows = metric_rows(inputs)
    stages, beside = funnel(run.cases)
    points = risk_coverage(run.cases, inputs.predictions)
    variants = robustness(run.cases, inputs.cases)
    failing = [_view(inputs, case) for case in inputs.failing]
    return {
        "run": run, "manifest": run.manifest, "baseline": baseline, "refusal": inputs.refusal,
        "judge_note": inputs.judge_note,
        "verdict": inputs.verdict, "rows": rows, "grid": heat_map(run), "flips": _flips(inputs),
        "stages": stages, "beside": beside, "points": points, "table_points": _thinned(points), "variants": variants,
        "failing": failing, "kinds": _present_kinds(inputs.failing),
        "anchors": {view.scored.case_id: f"cas-{place}" for place, view in enumerate(failing, start=1)},
        "charts": {
            "funnel": funnel_chart(stages, len(run.cases) - sum(stage.lost for stage in beside)),
            "risk": risk_chart(points) if points else None,
            "variants": robustness_chart(variants) if variants else None,
        },
        "cost": cost(list(inputs.predictions.values())),
    }  # fmt: skip


def _view(inputs: Inputs, scored: ScoredCase) -> CaseView:
    case_id = scored.case_id
    return case_view(scored, inputs.cases.get(case_id), inputs.predictions.get(case_id))


def _flips(inputs: Inputs) -> list[tuple[Flip, CaseView, CaseView]]:
    """Each flip with the case as the baseline answered it and as this run does."""
    return [
        (
            flip,
            case_view(
                flip.before,
                inputs.cases.get(flip.before.case_id),
                inputs.baseline_predictions.get(flip.before.case_id),
            ),
            _view(inputs, flip.after),
        )
        for flip in inputs.flips
    ]


def _present_kinds(cases: list[ScoredCase]) -> list[tuple[str, int]]:
    present = [case.kind for case in cases]
    names = [*(kind for kind in KINDS if kind in present), *sorted(set(present) - KINDS.keys())]
    return [(kind, present.count(kind)) for kind in names]


def _thinned(points: list[Point]) -> list[Point]:
    """At most about twenty points, the first and the last among them."""
    step = max(1, len(points) // _TABLE_POINTS)
    return [point for place, point in enumerate(points) if place % step == 0 or place == len(points) - 1]


def _script(code: str) -> Markup:
    """``code`` as it will stand between script tags, line ends as a browser will read them."""
    return Markup(code.replace("\r\n", "\n").replace("\r", "\n"))


def _digest(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evals.suite"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_visible,
    )  # fmt: skip
    environment.filters |= {
        "decimal": figures.decimal, "percent": figures.percent, "points": figures.points, "count": figures.count,
        "long_date": figures.long_date, "moment": figures.moment, "badness": badness, "label": metric_label,
        "lost_at": lost_at, "rule_label": rule_label, "rule_figure": rule_figure,
    }  # fmt: skip
    environment.globals |= {
        "named": named, "KINDS": KINDS, "TAGS": TAGS, "SEVERITIES": SEVERITIES, "RULES": RULES,
        "LAYERS": LAYERS,
    }  # fmt: skip
    return environment


def _visible(value: Any) -> Any:
    """What is printed, without characters that no page may hold; our own markup as it is."""
    return value.translate(_UNSEEN) if isinstance(value, str) and not isinstance(value, Markup) else value
