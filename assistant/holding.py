"""Which stretches may speak of the days asked about, by what they say themselves of when they hold.

A version of a text that is in force also tells of what it replaced and of what it announces;
the reader does not see that. What is left is read with more care in the passages that lose a
stretch: that such a passage answers, the reader says of what was taken away.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.candidate import Candidate
from assistant.context import Context, Part
from assistant.questions import Expected, asks_what_happened
from assistant.said_period import Days, SaidPeriod, said_period
from assistant.tense import in_present


def asked_days(part: Part, context: Context) -> Days | None:
    """The days that a part asks about; ``None`` where it asks for a day, or how things changed."""
    if context.time.history or part.time.history or Expected.DATE in part.question.expects:
        return None
    day = part.time.as_of or context.as_of
    return part.time.period or (day, day)


def is_given(part: Part, context: Context) -> bool:
    """Whether the day is one that the question or the request names, rather than today."""
    return part.time.as_of is not None or context.request.as_of is not None


def holding_then(candidates: Sequence[Candidate], part: Part, days: Days) -> list[Candidate]:
    """The candidates without those that say of themselves that they hold on other days.

    What had ended before is left where the question is in the past tense and names no day itself.
    """
    also_over = part.time.as_of is None and _is_past(part.question.text)
    others = {id(each) for each in candidates if _is_of_other_days(each, days, also_over=also_over)}
    best: dict[str, float] = {}
    for each in candidates:
        if id(each) in others:
            best[each.passage.id] = max(best.get(each.passage.id, each.holds()), each.holds())
    return [
        each
        for each in candidates
        if id(each) not in others
        and (each.holds() >= min(0.0, best.get(each.passage.id, -math.inf)) or period_of(each) is not None)
    ]


def period_of(candidate: Candidate) -> SaidPeriod | None:
    """The days of which a candidate says that it holds."""
    evidence, document = candidate.evidence, candidate.document
    return said_period(evidence.text, evidence.heading[-1] if evidence.heading else "", document.valid_from)


def _is_of_other_days(candidate: Candidate, days: Days, *, also_over: bool) -> bool:
    period = period_of(candidate)
    return period is not None and (period.not_yet(days) or (period.over(days) and not also_over))


def _is_past(question: str) -> bool:
    return asks_what_happened(question) or in_present(question) != question
