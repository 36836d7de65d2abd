"""The sentences that tell most of what an article says, for whoever asks for the article itself."""

from __future__ import annotations

import re
from collections import Counter

from assistant.evidence import Evidence, Form, evidence_of
from assistant.features import Rarity
from assistant.standalone import lead_in
from vectorstore.french import analyze
from vectorstore.types import Document, Passage

_LIST_MAX_CHARS = 1500  # a longer list is quoted by its items
_POINTS_BACK = re.compile(r"alinéas? (?:précédente?s?|qui précèdent?|ci-dessus)")
_NOTE = re.compile(r"^NOTA\s?:", re.MULTILINE)  # a remark of the publisher, which is no part of the article


def most_telling(document: Document, most: int, rarity: Rarity, before: Document | None = None) -> list[Evidence]:
    """At most ``most`` stretches of the document, in the order of the text, the first always among them.

    Those that the version ``before`` has too, word for word, are left out.
    Each next one is that which adds the most words of weight (how often the article says
    them, by how rare they are elsewhere) for its length: greedy maximum coverage, as in
    Filatova and Hatzivassiloglou, "Event-based extractive summarization" (2004). The first sentence
    of a paragraph, which gives its rule, counts twice what those that qualify it or point back do.
    """
    same = {stretch.text for stretch in stretches_of(before)} if before else set()
    stretches = [stretch for stretch in stretches_of(document) if stretch.text not in same]
    if len(stretches) <= most:
        return stretches
    terms = [set(analyze(stretch.text)) for stretch in stretches]
    said = Counter(term for own in terms for term in own)
    weights = {term: count**0.5 * rarity(term) for term, count in said.items()}
    begins = {block.start for block in document.blocks}
    leads = [1.0 if _states_a_rule(stretch, begins) else 0.5 for stretch in stretches]
    chosen = [0]
    covered = set(terms[0])
    while len(chosen) < most:
        gains = [
            (leads[place] * sum(weights[term] for term in own - covered) / (1 + len(own)) ** 0.5, -place)
            for place, own in enumerate(terms)
            if place not in chosen
        ]
        place = -max(gains)[1]
        chosen.append(place)
        covered |= terms[place]
    return [stretches[place] for place in sorted(chosen)]


def stretches_of(document: Document) -> list[Evidence]:
    """The quotable stretches of a document, none within another."""
    whole = Passage(f"{document.id}:whole", document.id, 0, len(document.text), document.text)
    found = list(evidence_of(whole, document, 0))
    lists = [each for each in found if each.form is Form.LIST and len(each.text) <= _LIST_MAX_CHARS]
    kept = [
        each
        for each in found
        if each in lists or (each.form is not Form.LIST and not any(_within(each, other) for other in lists))
    ]
    kept.sort(key=lambda each: each.spans[-1])
    note = _NOTE.search(document.text)
    return [each for each in kept if note is None or each.spans[-1][1] <= note.start()] or kept


def _states_a_rule(stretch: Evidence, begins: set[int]) -> bool:
    points_back = _POINTS_BACK.search(stretch.text) or lead_in(stretch.text, "", (), "?")
    return stretch.spans[-1][0] in begins and not points_back


def _within(one: Evidence, other: Evidence) -> bool:
    start, end = one.spans[-1]
    return other.spans[0][0] <= start and end <= other.spans[-1][1]
