"""Of facts that change, what was said last leads where what answers best in words is too weak to be said.

Two documents that name two holders of one office are rivals to the model, which may then trust
neither: the later one is no rival of the earlier, but what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.candidate import Scored
from assistant.earliest import not_before

_AMONG = 4


def latest_read(candidates: Sequence[Scored], least: float) -> list[Scored]:
    """The candidates, first the best of those that the reader finds to answer, if it is later than a weak first one."""
    if not candidates or candidates[0].probability >= least:
        return list(candidates)
    told = _told(candidates[0])
    for place, scored in enumerate(candidates[1:_AMONG], start=1):
        if scored.probability >= least and scored.candidate.holds() >= 0 and told < _told(scored):
            return [scored, *candidates[:place], *candidates[place + 1 :]]
    return list(candidates)


def _told(scored: Scored) -> date:
    document = scored.candidate.document
    return document.published_on or document.valid_from or not_before(document) or date.min
