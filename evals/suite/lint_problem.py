"""What is wrong with a case or with the whole set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What a set of cases must satisfy, by the name that ``lint`` prints."""

    QUOTE = "quote"
    DOCUMENT = "document"
    VALIDITY = "validity"
    MATCHER = "matcher"
    REFUSAL = "refusal"
    MUST_NOT_SAY = "must-not-say"
    STATUS = "status"
    KIND = "kind"
    ID = "id"
    TWIN = "twin"
    VARIANT = "variant"
    SPLIT = "split"
    DUPLICATE = "duplicate"
    COUNT = "count"
    PROVENANCE = "provenance"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong; ``case_id`` is None for the set as a whole. ``text`` is a French sentence."""

    rule: Rule
    case_id: str | None
    text: str
