"""Metrics by kind of case, as a grid whose cells say how far each is from what it should be."""

from __future__ import annotations

from dataclasses import dataclass

from evals.suite.aggregate import ALL
from evals.suite.report.wording import KINDS, LAYERS, metric_label
from evals.suite.scores import Aggregate, ScoredRun


@dataclass(frozen=True, slots=True)
class Row:
    """One metric; ``cells`` follow the grid's kinds, None where nothing was aggregated."""

    metric: str
    cells: list[Aggregate | None]


@dataclass(frozen=True, slots=True)
class Grid:
    """Kinds are columns, in the order of their list; metrics are rows, by layer."""

    kinds: list[str]
    rows: list[Row]


def heat_map(run: ScoredRun) -> Grid:
    """The metrics that apply somewhere; groups that are no kinds (all cases, tags) are left out."""
    cells = {(item.metric, item.group): item for item in run.aggregates if item.group != ALL and ":" not in item.group}
    present = {group for _, group in cells}
    kinds = [*(kind for kind in KINDS if kind in present), *sorted(present - KINDS.keys())]
    rows = [
        Row(metric, [cells.get((metric, kind)) for kind in kinds])
        for metric in ordered({metric for metric, _ in cells})
    ]
    return Grid(kinds, [row for row in rows if any(cell is not None and cell.n + cell.errors for cell in row.cells)])


def ordered(metrics: set[str]) -> list[str]:
    """Metrics by layer, then in the order of their labels, then by name."""
    return sorted(metrics, key=lambda name: (LAYERS.index(metric_label(name).layer), metric_label(name).rank, name))


def badness(item: Aggregate | None) -> float | None:
    """How far a cell is from the best, 0 to 1; None if it has no value."""
    if item is None or item.mean is None:
        return None
    share = min(1.0, max(0.0, item.mean))
    return share if metric_label(item.metric).lower else 1 - share
