"""The plotly figures of the page, as JSON. Colours of text and grid come from the page's own style sheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from evals.suite.report.french_figures import decimal, percent
from evals.suite.report.funnel import Stage
from evals.suite.report.robustness import VariantRow
from evals.suite.report.wording import AFTER_STAGE, TAGS, named
from evals.suite.run_figures import Point

# Middle tones that stand out on white and on near black, and for colour-blind eyes (Okabe and Ito, 2008).
_BLUE, _ORANGE, _BAND = "#3b7dd8", "#d55e00", "rgba(213, 94, 0, 0.18)"
_HEIGHT = 380
_PERCENT = "\N{NO-BREAK SPACE}%"


def funnel_chart(stages: Sequence[Stage], total: int) -> dict[str, Any]:
    """How many cases are still on their way after each stage; ``total`` set out."""
    names = ["Cas soumis", *(named(AFTER_STAGE, stage.name) for stage in stages)]
    left = [total, *(stage.left for stage in stages)]
    lost = [0, *(stage.lost for stage in stages)]
    figure = go.Figure(
        go.Bar(
            x=left, y=names, orientation="h", marker={"color": _BLUE}, customdata=lost, textposition="inside",
            text=[f"{number}{f' (−{less})' if less else ''}" for number, less in zip(left, lost, strict=True)],
            insidetextanchor="start",
            hovertemplate="%{y}<br>restent : %{x}<br>perdus ici : %{customdata}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", automargin=True, ticksuffix=" ")
    figure.update_xaxes(title="Cas restants", rangemode="tozero")
    return _data(figure)


def risk_chart(points: Sequence[Point]) -> dict[str, Any]:
    """Risk against coverage, with the band of its 95 % intervals."""
    coverage = [100 * point.coverage for point in points]
    figure = go.Figure()
    figure.add_scatter(
        x=coverage, y=[100 * point.high for point in points], mode="lines", line={"width": 0}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=coverage, y=[100 * point.low for point in points], mode="lines", line={"width": 0}, fill="tonexty",
        fillcolor=_BAND, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=coverage, y=[100 * point.risk for point in points], mode="lines+markers", line={"color": _ORANGE, "width": 2},
        marker={"size": 5}, customdata=[[point.kept, decimal(point.confidence, 2)] for point in points],
        hovertemplate="couverture %{x:.1f} %<br>risque %{y:.1f} %<br>%{customdata[0]} réponses gardées<br>"
        "score ≥ %{customdata[1]}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(title="Couverture", ticksuffix=_PERCENT, range=[0, 100], ticklen=6, tickcolor="rgba(0,0,0,0)")
    top = max([point.high for point in points if point.kept >= 5] or [point.high for point in points], default=1.0)
    figure.update_yaxes(title="Risque", ticksuffix=f"{_PERCENT} ", range=[0, min(100.0, 105 * top + 1)])
    return _data(figure)


def robustness_chart(rows: Sequence[VariantRow]) -> dict[str, Any]:
    """Shares of plain and of rewritten cases that pass, by manner of rewriting."""
    names = [escape(named(TAGS, row.tag)) if row.tag else "Ensemble" for row in rows]
    figure = go.Figure()
    for title, shares, colour in (
        ("Question d’origine", [row.plain for row in rows], _BLUE),
        ("Question réécrite", [row.rewritten for row in rows], _ORANGE),
    ):
        figure.add_bar(
            name=title, y=names, x=[100 * share for share in shares], orientation="h", marker={"color": colour},
            text=[percent(share, 0) for share in shares], textposition="outside", cliponaxis=False,
            hovertemplate="%{y}<br>%{text}<extra>" + title + "</extra>",
        )  # fmt: skip
    figure.update_layout(
        barmode="group", showlegend=True, legend={"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0}
    )
    figure.update_yaxes(autorange="reversed", automargin=True, ticksuffix=" ")
    figure.update_xaxes(title="Cas réussis (%)", range=[0, 124], tickvals=[0, 25, 50, 75, 100])
    data = _data(figure)
    data["layout"]["height"] = 140 + 58 * len(rows)
    return data


def _data(figure: go.Figure) -> dict[str, Any]:
    figure.update_layout(
        template="none", showlegend=figure.layout.showlegend or False, height=_HEIGHT, separators=",\N{NO-BREAK SPACE}",
        margin={"l": 56, "r": 16, "t": 24, "b": 56}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 13}, hoverlabel={"namelength": -1}, dragmode=False,
    )  # fmt: skip
    figure.update_xaxes(title_font_size=13, title_standoff=8)
    figure.update_yaxes(title_font_size=13, title_standoff=8)
    data: dict[str, Any] = json.loads(figure.to_json())
    return data
