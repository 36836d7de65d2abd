"""The table of metrics: value with its interval, change against the baseline, what was counted, what can be noticed."""

from __future__ import annotations

from dataclasses import dataclass

from evals.suite.aggregate import ALL
from evals.suite.arbiter import support
from evals.suite.metrics import PASSED
from evals.suite.report.changes import Change, families_of, paired_change, passes_of, values_of
from evals.suite.report.detectable import Detectable, detectable
from evals.suite.report.heat_map import ordered
from evals.suite.report.inputs import Inputs
from evals.suite.report.wording import Label, metric_label
from evals.suite.scores import Aggregate, ScoredRun


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric over all cases. ``change`` has no bounds where the metric is not a mean over cases."""

    label: Label
    total: Aggregate
    change: Change | None
    detectable: Detectable | None

    @property
    def moved(self) -> str:
        """``better`` or ``worse`` if the change's interval leaves 0 out, else empty."""
        change = self.change
        if change is None or change.low is None or change.high is None or change.low <= 0 <= change.high:
            return ""
        return "better" if (change.value > 0) != self.label.lower else "worse"


def metric_rows(inputs: Inputs) -> list[MetricRow]:
    """A row a metric, by layer."""
    totals = {item.metric: item for item in inputs.run.aggregates if item.group == ALL}
    rule = inputs.regressions
    # As many tests as the gate makes: each of its metrics over all cases, and over each kind that it applies to.
    tested = {(item.metric, item.group) for item in inputs.run.aggregates if item.n and ":" not in item.group}
    tests = sum(1 for metric, _ in tested if metric in rule.metrics) if rule else 1
    return [_row(name, totals[name], inputs, tests) for name in ordered(set(totals))]


def _row(name: str, total: Aggregate, inputs: Inputs, tests: int) -> MetricRow:
    run, baseline = inputs.run, inputs.comparable
    label, families = metric_label(name), families_of(run)
    new = passes_of(run.cases) if name == PASSED else values_of(run.cases, name)
    old: dict[str, float] = {}
    change = None
    if baseline is not None and (name != support.NAME or run.judge == baseline.judge):
        old = passes_of(baseline.cases) if name == PASSED else values_of(baseline.cases, name)
        change = paired_change(new, old, families) or _plain_change(name, total, baseline)
    noticed = None
    rule = inputs.regressions
    if new and rule and name in rule.metrics:
        # A rise of what should be low is a drop of its complement.
        good = {case: 1 - value for case, value in new.items()} if label.lower else new
        moved = {case: new[case] - old[case] for case in new if case in old}
        noticed = detectable(good, families, differences=moved, tests=tests, alpha=rule.alpha, least=rule.points / 100)
    return MetricRow(label, total, change, noticed)


def _plain_change(name: str, total: Aggregate, baseline: ScoredRun) -> Change | None:
    before = next((item.mean for item in baseline.aggregates if (item.metric, item.group) == (name, ALL)), None)
    return None if before is None or total.mean is None else Change(total.mean - before, None, None, total.n)
