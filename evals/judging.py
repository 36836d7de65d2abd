"""Whether an answer is right: what it cites must carry what was expected.

A case lists alternatives; each is some strings that the quotes of a right answer
hold, together. Both are compared folded, so that accents, apostrophes and spaces
never decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

from assistant.contract import Answer, Status

_SHOWN = frozenset({Status.ANSWERED, Status.PARTIAL})
# Before decomposition, which would part an acute accent used as an apostrophe from its letter.
_SAME = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u0060\u00b4\u2032\uff07", "'")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
    | {"\u2010": "-", "\u2011": "-", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}
)


class Verdict(StrEnum):
    """What became of one question; the last two are for questions that nothing answers."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"
    REFUSED_RIGHTLY = "refused_rightly"
    ANSWERED_WRONGLY = "answered_wrongly"


def folded(text: str) -> str:
    """``text`` in lower case, without accents, ligatures or soft hyphens, every run of blanks one space.

    Curly apostrophes become straight ones. Folding twice changes nothing more.
    """
    # A decomposition may give capitals, and lower case something to decompose.
    for _ in range(2):
        parts = unicodedata.normalize("NFKD", text.translate(_SAME)).translate(_SAME)
        text = "".join(c for c in parts if not unicodedata.combining(c)).lower()
    return " ".join(text.split())


def carried(answers: Sequence[Sequence[str]], texts: Iterable[str]) -> bool:
    """Whether the texts together hold every string of at least one alternative.

    A number must stand whole: "12" is not in "2012", nor "L. 1111-1" in "L. 1111-14".
    """
    joined = folded(" ".join(texts))
    return any(bool(strings) and all(_holds(joined, folded(string)) for string in strings) for strings in answers)


def _holds(text: str, wanted: str) -> bool:
    if not wanted:
        return False
    before = r"(?<!\d)" if wanted[0].isdigit() else ""
    after = r"(?!\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def is_shown(answer: Answer) -> bool:
    """Whether something was answered, wholly or in part."""
    return answer.status in _SHOWN


def judged(answers: Sequence[Sequence[str]], answer: Answer) -> Verdict:
    """The verdict on one answer; a question without ``answers`` is one that nothing answers."""
    shown = is_shown(answer)
    if not answers:
        return Verdict.ANSWERED_WRONGLY if shown else Verdict.REFUSED_RIGHTLY
    if not shown:
        return Verdict.REFUSED
    right = carried(answers, [citation.quote for citation in answer.citations])
    return Verdict.RIGHT if right else Verdict.WRONG
