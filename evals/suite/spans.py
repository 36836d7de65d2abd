"""Where gold words stand in passages and citations, however documents were split.

A gold quote occurs once in its document (the lint of cases proves it), so a
stretch of that document holds the gold span exactly where its text holds the
quote. A stretch that cuts the quote counts if it has at least half of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.suite.case import Case, Gold

_SHARE = 0.5
_LEAST_INSIDE = 15  # characters: a shorter quote inside the gold one may stand elsewhere too


def covers(text: str, quote: str) -> bool:
    """Whether ``text``, a stretch of the quote's document, has the quote, most of it, or a part of it that tells."""
    stretch, wanted = _flat(text), _flat(quote)
    if not stretch or not wanted:
        return False
    if wanted in stretch:
        return True
    if stretch in wanted:
        return len(stretch) >= min(_LEAST_INSIDE, _SHARE * len(wanted))
    least = max(1, round(_SHARE * len(wanted)))
    longest = min(len(stretch), len(wanted))
    return any(
        stretch.endswith(wanted[:size]) or stretch.startswith(wanted[-size:]) for size in range(least, longest + 1)
    )


def covered_groups(case: Case, document: str | None, text: str) -> list[int]:
    """The places of the evidence groups of which a stretch of ``document`` (its file name) has an item."""
    return [place for place, group in enumerate(case.evidence) if any(_is_in(gold, document, text) for gold in group)]


def all_covered(case: Case, stretches: Sequence[tuple[str | None, str]]) -> set[int]:
    """The places of the evidence groups that some of the ``(document, text)`` stretches have."""
    return {place for document, text in stretches for place in covered_groups(case, document, text)}


def _is_in(gold: Gold, document: str | None, text: str) -> bool:
    return gold.document == document and covers(text, gold.quote)


def _flat(text: str) -> str:
    return " ".join(text.split())
