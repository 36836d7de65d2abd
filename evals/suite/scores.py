"""A run, scored: every metric of every case. Pure data, the same for the same predictions."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Score(_Frozen):
    """One metric of one case: exactly one of ``value``, ``not_applicable`` and ``error`` is set."""

    metric: str
    value: float | None = None
    not_applicable: str | None = None
    error: str | None = None
    worst: float = 0.0
    best: float = 0.0


class ScoredCase(_Frozen):
    """All metrics of one case. ``passed`` is the verdict on the case as a whole; ``funnel`` where it was lost.

    A baseline leaves out the scores that do not apply.
    """

    case_id: str
    family: str
    kind: str
    tags: list[str]
    split: str
    severity: str
    passed: bool
    funnel: str
    scores: list[Score]


class Aggregate(_Frozen):
    """A metric over cases: mean with its 95 % interval, and how many counted, did not apply, failed.

    ``n`` are the cases that the mean is over, failures included at their worst;
    ``errors`` are those failures. The mean is None where there is nothing to
    divide by. For figures of a whole run (precision and F1 of refusing, risk over
    coverage) ``n`` is the denominator.
    """

    metric: str
    group: str  # "all", a kind, or "tag:" and a tag of variants
    mean: float | None
    low: float | None
    high: float | None
    n: int
    not_applicable: int
    errors: int


class Manifest(_Frozen):
    """What was measured: two runs are compared only if ``cases_hash``, ``mode``, ``today`` and the filters agree.

    ``today`` is the day on which cases without a day of their own were asked; None
    of runs that were made before it was written down.
    """

    run_id: str
    started: str
    git_revision: str
    dirty: bool
    corpus_hash: str
    index_hash: str
    cases_hash: str
    prompts_hash: str
    mode: str
    model: str | None
    embedder: str
    reader: str
    target: str
    filters: dict[str, str]
    today: date | None = None
    versions: dict[str, str]


class Blessing(_Frozen):
    """Who took a run as the one to compare with, when (ISO date), and why."""

    who: str
    when: str
    why: str


class JudgeName(_Frozen):
    """A model that judged statements, and the digest of what it was asked: agreement with people is for the two."""

    model: str
    prompt_hash: str


class ScoredRun(_Frozen):
    """``scores.json``; with a ``blessing``, the baseline. ``judge`` is the one whose verdicts were counted, if any."""

    manifest: Manifest
    cases: list[ScoredCase]
    aggregates: list[Aggregate]
    blessing: Blessing | None = None
    judge: JudgeName | None = None
