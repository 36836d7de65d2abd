"""How many there are, where a list of them was found instead.

A list answers « combien ? » only to who counts it. If its own document says elsewhere how many
things of its length there are, that sentence says it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.candidate import Candidate, Scored
from assistant.evidence import Form
from assistant.questions import asks_how_many
from assistant.stands import answer_values
from assistant.values import ValueKind
from vectorstore.french import analyze
from vectorstore.types import BlockKind

_COUNTED = frozenset({ValueKind.QUANTITY})


def counting(question: str, best: Scored, candidates: Sequence[Scored]) -> Scored:
    """The best candidate that says how many items the list ``best`` has; ``best`` if it is no list, or none says so.

    Takes a sentence of the same document only, that shares a term with the question.
    """
    if best.evidence.form is not Form.LIST or not asks_how_many(question):
        return best
    asked, items = set(analyze(question)), _items(best.candidate)
    for other in candidates:
        same = other.evidence.document_id == best.evidence.document_id
        if same and other.evidence.form is Form.SENTENCE and not asked.isdisjoint(analyze(other.evidence.text)):
            counted = answer_values(_COUNTED, other.candidate)
            if any(value.key == (float(items),) and not value.rough for value in counted):
                return other
    return best


def _items(candidate: Candidate) -> int:
    start, end = candidate.evidence.spans[-1]
    blocks = candidate.document.blocks
    return sum(block.kind is BlockKind.ITEM and start <= block.start and block.end <= end for block in blocks)
