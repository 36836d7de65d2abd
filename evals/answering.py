"""Whole answers on labelled questions: the right sentence cited, or an honest refusal.

Every question goes through ``ask`` with the settings in use. The risk–coverage
curve (El-Yaniv and Wiener, "On the foundations of noise-free selective
classification", JMLR 11, 2010) shows what other thresholds would give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.candidate import Scored
from assistant.contract import Answer, AskRequest
from assistant.service import Assistant
from evals.cases import Case
from evals.intervals import Estimate, proportion
from evals.judging import Verdict, is_shown, judged
from evals.progress import followed

THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 20))
_FAILED = frozenset({Verdict.WRONG, Verdict.REFUSED, Verdict.ANSWERED_WRONGLY})
_BAD = frozenset({Verdict.WRONG, Verdict.ANSWERED_WRONGLY})


@dataclass(frozen=True, slots=True)
class Asked:
    """One case, its answer and verdict.

    ``unrestrained`` is the verdict on what would be answered at threshold 0, and
    ``probability`` that of its first sentence.
    """

    case: Case
    answer: Answer
    verdict: Verdict
    unrestrained: Verdict
    probability: float


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold gives: ``coverage`` the share of questions answered, ``risk`` the share of those wrongly."""

    threshold: float
    coverage: Estimate | None
    risk: Estimate | None


def ask_each(cases: Sequence[Case], assistant: Assistant) -> list[Asked]:
    """Asks and judges every case, as it is answered and as it would be at threshold 0."""
    return [_ask(case, assistant) for case in followed(cases, "Questions étiquetées")]


def _ask(case: Case, assistant: Assistant) -> Asked:
    weighed, (answer, free) = assistant.concluded(AskRequest(question=case.question), (None, 0.0))
    verdict, unrestrained = judged(case.answers, answer), judged(case.answers, free)
    return Asked(case, answer, verdict, unrestrained, probability_of(free, weighed))


def probability_of(answer: Answer, weighed: Sequence[Scored]) -> float:
    """The probability of what an answer cites first; 0 if it cites nothing.

    It is the highest of the candidates that overlap the quote. This is the best
    candidate of all, unless a guard set that one aside or another question came first.
    """
    if not is_shown(answer) or not answer.citations or not weighed:
        return 0.0
    first = answer.citations[0]
    cited = [
        scored.probability
        for scored in weighed
        if scored.evidence.document_id == first.document_id
        and any(start < first.end and first.start < end for start, end in scored.evidence.spans)
    ]
    return max(cited, default=weighed[0].probability)


def figures(asked: Sequence[Asked]) -> dict[str, Estimate | None]:
    """The shares that are reported, by name, with Wilson's bounds; None where nothing could be counted."""
    answerable = [item.verdict for item in asked if item.case.answerable]
    unanswerable = [item.verdict for item in asked if not item.case.answerable]
    shown = [item.verdict for item in asked if is_shown(item.answer)]
    return {
        "right_sentence_cited": proportion(verdict is Verdict.RIGHT for verdict in answerable),
        "over_refusal": proportion(verdict is Verdict.REFUSED for verdict in answerable),
        "wrong": proportion(verdict is Verdict.WRONG for verdict in answerable),
        "unanswerable_refused": proportion(verdict is Verdict.REFUSED_RIGHTLY for verdict in unanswerable),
        "wrong_of_shown": proportion(verdict in _BAD for verdict in shown),
    }


def by_kind(asked: Sequence[Asked]) -> dict[str, Counter[Verdict]]:
    """How many of each verdict, for each kind of question, in the order in which kinds first come."""
    counts: dict[str, Counter[Verdict]] = {}
    for item in asked:
        counts.setdefault(item.case.kind, Counter())[item.verdict] += 1
    return counts


def risk_coverage(asked: Sequence[Asked]) -> list[Point]:
    """A point for each threshold from 0.05 to 0.95.

    A question counts as shown when the guards let something be answered, of at
    least that probability; as wrong when that answer is, or when nothing answers it.
    Sentences that an answer would lose at a higher threshold still count as its own.
    """
    points = []
    for threshold in THRESHOLDS:
        shown = [could_show(item) and item.probability >= threshold for item in asked]
        bad = [item.unrestrained in _BAD for item, kept in zip(asked, shown, strict=True) if kept]
        points.append(Point(threshold, proportion(shown), proportion(bad)))
    return points


def could_show(item: Asked) -> bool:
    """Whether the guards let something be answered."""
    return item.unrestrained in (Verdict.RIGHT, Verdict.WRONG, Verdict.ANSWERED_WRONGLY)


def failures(asked: Sequence[Asked]) -> list[Asked]:
    """Those that did not end as they should, in order."""
    return [item for item in asked if item.verdict in _FAILED]
