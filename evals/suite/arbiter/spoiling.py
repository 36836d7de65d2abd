"""Spoils a statement in one way, so that its quotes no longer carry it. Pure and deterministic.

Method: our own. A figure that the quotes hold becomes one that they do not; a
common verb is denied, or loses its denial; the quotes are those of another
document. Whether the result is wrong, and how, is for a person to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.suite.arbiter.labels import Spoilt
from evals.suite.arbiter.statement import Statement

# Whole and by itself: no part of "3,5", "3 000", "07/06" or "L. 1111-8".
_NUMBER = re.compile(r"(?<![\w.,/-])(?<!\d[ \u00a0\u202f])\d+(?![\w/-]|[.,]\d|[ \u00a0\u202f]\d{3}(?!\d))")
_DENIED = re.compile(r"\b(?:ne |n['’])(?P<verb>\w+) (?:pas|plus|jamais)\b", re.IGNORECASE)
# Verbs of which a denial needs two words around them and nothing else.
_VERBS = (
    "est", "sont", "était", "étaient", "sera", "seront", "a", "ont", "aura", "auront", "peut", "peuvent", "pourra",
    "pourront", "doit", "doivent", "devra", "devront", "permet", "permettent", "concerne", "concernent", "comporte",
    "comprend", "contient", "dispose", "figure", "figurent", "exige", "impose", "prévoit", "donne", "reste",
)  # fmt: skip
_AFFIRMED = re.compile(rf"(?<![\w'’-])(?P<verb>{'|'.join(_VERBS)})(?![\w'’-])")
_VOWELS = "aeiouyéèêàâîôû"


def with_another_figure(statement: Statement) -> Statement | None:
    """The first plain number that the quotes hold is another one; None if there is none."""
    quoted = set(_NUMBER.findall(" ".join(statement.quotes)))
    for found in _NUMBER.finditer(statement.text):
        if found[0] in quoted:
            return _said(statement, found, _other_number(found[0], quoted))
    return None


def denied(statement: Statement) -> Statement | None:
    """The first denial is taken out, or the first common verb is denied; None if there is neither."""
    if (found := _DENIED.search(statement.text)) is not None:
        return _said(statement, found, found["verb"])
    if (found := _AFFIRMED.search(statement.text)) is not None:
        verb = found["verb"]
        return _said(statement, found, f"n’{verb} pas" if verb[0] in _VOWELS else f"ne {verb} pas")
    return None


def with_other_quotes(statement: Statement, others: Sequence[Statement]) -> Statement | None:
    """The quotes are those of the first of ``others`` that is of another case and shares none; None if all do."""
    for other in others:
        if other.case_id != statement.case_id and not set(other.quotes) & set(statement.quotes):
            return Statement(statement.case_id, statement.question, statement.text, other.quotes)
    return None


def spoilt(statement: Statement, way: Spoilt, others: Sequence[Statement]) -> Statement | None:
    """The statement spoilt in one way; None where that way is not open."""
    if way is Spoilt.FIGURE:
        return with_another_figure(statement)
    return denied(statement) if way is Spoilt.NEGATION else with_other_quotes(statement, others)


def _said(statement: Statement, found: re.Match[str], words: str) -> Statement:
    text = f"{statement.text[: found.start()]}{words}{statement.text[found.end() :]}"
    return Statement(statement.case_id, statement.question, text, statement.quotes)


def _other_number(number: str, taken: set[str]) -> str:
    """Of as many digits, so that nothing but the value gives it away: a year stays a year."""
    low = 10 ** (len(number) - 1) if len(number) > 1 else 0
    span = 10 ** len(number) - low
    value = int(number)
    for step in range(1, span):
        other = str(low + (value - low + step) % span)
        if other not in taken:
            return other
    return f"{number}0"
