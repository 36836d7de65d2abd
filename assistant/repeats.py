"""The same words on two sites are one source: each passage is taken from one of the documents that repeat it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from vectorstore.french import analyze
from vectorstore.types import Hit

_SAME_WORDS = 0.8


def without_repeats(hits: Sequence[Hit], originals: Mapping[str, str]) -> list[Hit]:
    """The hits, best first, without what another document of the same text says too.

    ``originals`` gives the original of each document that nearly repeats another.
    Of those that do, the one with the best hit speaks: its passage takes the place
    and score of another's that says the same and came before. What only another
    says is kept.
    """
    groups: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[originals.get(hit.passage.document_id, hit.passage.document_id)].append(hit)
    instead: dict[str, Hit] = {}
    for group in groups.values():
        speaker = group[0].passage.document_id
        kept: list[Hit] = []
        for hit in sorted(group, key=lambda each: each.passage.document_id != speaker):
            same = next((other for other in kept if _repeats(hit, other)), None)
            if same is None:
                kept.append(hit)
            else:
                instead[hit.passage.id] = same
    taken: dict[str, Hit] = {}
    for hit in hits:
        passage = instead.get(hit.passage.id, hit).passage
        taken.setdefault(passage.id, Hit(passage, hit.score))
    return list(taken.values())


def _repeats(one: Hit, other: Hit) -> bool:
    if one.passage.document_id == other.passage.document_id:
        return False
    if one.passage.text == other.passage.text:
        return True
    terms, others = set(analyze(one.passage.text)), set(analyze(other.passage.text))
    return len(terms & others) >= _SAME_WORDS * max(1, len(terms), len(others))
