"""Predictions into ``scores.json``. Pure: no system, no clock, no chance; the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.suite import robustness, twins
from evals.suite.aggregate import DIGITS, aggregates
from evals.suite.arbiter import support
from evals.suite.arbiter.judgements import Judged
from evals.suite.case import Case
from evals.suite.funnel import Stage, stage
from evals.suite.metric import outcome
from evals.suite.metrics import METRICS
from evals.suite.outcome import Failed, NotApplicable, Outcome, Value
from evals.suite.prediction import Prediction
from evals.suite.run_figures import run_figures
from evals.suite.scores import Manifest, Score, ScoredCase, ScoredRun
from vectorstore.errors import SourcierError

NOT_ASKED = "the run has no prediction for this case"


class NotTheRunsCases(SourcierError):
    """The cases at hand are not those that the run asked."""

    slug = "not-the-runs-cases"
    status = 409


def score(
    cases: Sequence[Case], predictions: Sequence[Prediction], manifest: Manifest, judged: Judged | None = None
) -> ScoredRun:
    """Scores every case of ``cases``, those that the run was to ask, in the order of their ids.

    A case without a prediction is an error. Of several predictions of one case
    the last counts (a resumed run asks anew what failed). Raises
    :class:`NotTheRunsCases` for a prediction of another case.
    """
    by_id = {case.id: case for case in cases}
    made = {prediction.case_id: prediction for prediction in predictions}
    unknown = sorted(made.keys() - by_id.keys())
    if unknown:
        raise NotTheRunsCases(
            f"L’exécution « {manifest.run_id} » a posé le cas « {unknown[0]} », qui n’est pas parmi ceux qu’elle "
            "annonce : reprenez les cas de sa révision, ou relancez « sourcier evals run »."
        )
    wanted = sorted(by_id)
    complete = {name: made.get(name) or Prediction(case_id=name, error=NOT_ASKED) for name in wanted}
    outcomes = {name: _outcomes(by_id[name], complete[name]) for name in wanted}
    _add_pairs([by_id[name] for name in wanted], outcomes)
    for name in wanted:
        outcomes[name][support.NAME] = support.support(by_id[name], complete[name], judged)
    scored = [_scored(by_id[name], complete[name], outcomes[name]) for name in wanted]
    figures = [*aggregates(scored), *run_figures(scored, complete)]
    return ScoredRun(manifest=manifest, cases=scored, aggregates=figures, judge=judged.judge if judged else None)


def dumped(run: ScoredRun, *, indent: int | None = 1) -> str:
    """The text of ``scores.json``."""
    return run.model_dump_json(indent=indent) + "\n"


def _outcomes(case: Case, prediction: Prediction) -> dict[str, Outcome]:
    return {metric.name: outcome(metric, case, prediction) for metric in METRICS}


def _add_pairs(cases: Sequence[Case], outcomes: Mapping[str, dict[str, Outcome]]) -> None:
    right = {name: found["temporal_correctness"] for name, found in outcomes.items()}
    correct = {name: found["correct"] for name, found in outcomes.items()}
    for case in cases:
        outcomes[case.id][twins.NAME] = twins.consistency(case, right)
        outcomes[case.id][robustness.NAME] = robustness.drop(case, correct)


def _scored(case: Case, prediction: Prediction, outcomes: Mapping[str, Outcome]) -> ScoredCase:
    lost = stage(case, prediction)
    return ScoredCase(
        case_id=case.id, family=case.family, kind=case.kind.value, tags=list(case.tags), split=case.split.value,
        severity=case.severity.value, passed=lost is Stage.PASSED, funnel=lost.value,
        scores=[_score(name, found) for name, found in outcomes.items()],
    )  # fmt: skip


def _score(metric: str, found: Outcome) -> Score:
    match found:
        case Value(value):
            return Score(metric=metric, value=round(value, DIGITS))
        case NotApplicable(reason):
            return Score(metric=metric, not_applicable=reason or "not applicable")
        case Failed(reason, worst, best):
            return Score(metric=metric, error=reason, worst=worst, best=best)
