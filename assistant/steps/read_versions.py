"""Step 9: what another version of a text answers surely is looked for at its place in the version of then.

Versions of one article say the same things in the same places, in words of which the reader
may know one better than the other: « le partenaire peut solliciter l’accès » answers, « seuls les
ayants droit peuvent demander à consulter » does not say so of itself. Nothing of the other version is
shown: the stretch of the version of then that is most like the other's answer is the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.admission import answering, guarded
from assistant.candidate import Candidate, Scored
from assistant.context import Context, Part
from assistant.features import Rarity
from assistant.guards import anchors
from assistant.holding import asked_days, holding_then, is_given
from assistant.questions import looks_like
from assistant.reader.reader import Reader
from assistant.selection_model import least_probability
from assistant.stands import without_values
from assistant.steps.retrieve import unrepeated, with_documents
from assistant.steps.select import candidates_of, scored
from vectorstore.french import analyze
from vectorstore.index import Index
from vectorstore.legal_reference import ReferenceKind, find_references
from vectorstore.search import Searcher
from vectorstore.settings import Settings
from vectorstore.types import Document, Hit
from vectorstore.versions import in_force, is_version

MOST = 4
"""Passages read of other versions, and of the version of then."""
_SURE = 0.5
_ALIKE = 0.45
_LEAST_SHARED = 2


def read_versions(
    context: Context, index: Index, searcher: Searcher, reader: Reader, rarity: Rarity, settings: Settings
) -> None:
    """Gives a dated part that nothing answers what stands where another version answers it."""
    least = least_probability(settings.answer_threshold)
    for part in context.parts:
        days = asked_days(part, context)
        if days is None or not is_given(part, context) or next(answering(part, least), None):
            continue
        for guide in _guides(part, days[1], context, index, searcher, reader, rarity):
            if found := _aligned(guide, part, days, context, index, reader, rarity):
                part.candidates = [found, *part.candidates]
                break


def _guides(
    part: Part, day: date, context: Context, index: Index, searcher: Searcher, reader: Reader, rarity: Rarity
) -> Iterator[Scored]:
    """What surely answers in versions that are not in force on ``day``."""
    asked = part.read_as or part.question
    filters = replace(context.filters, as_of=None, known_on=None)
    found = unrepeated(searcher.search(asked.text, 3 * MOST, filters), index)
    hits, documents = with_documents(found, index)
    other = [hit for hit in hits if _is_of_another_time(documents[hit.passage.document_id], day)][:MOST]
    if not other:
        return
    candidates = candidates_of(other, documents, reader.read_hits(asked.text, other, documents))
    kept = anchors(part.time.text or part.question.text)
    for each in guarded(scored(asked, candidates, rarity), kept):
        if each.alone >= _SURE and each.probability >= _SURE:
            yield each


def _aligned(
    guide: Scored, part: Part, days: tuple[date, date], context: Context, index: Index, reader: Reader, rarity: Rarity
) -> Scored | None:
    """The stretch of the version of then that is most like the guide's, if it is alike enough."""
    version = _version_of(guide.candidate.document, days[1], index)
    document = index.documents.get([version.id]).get(version.id) if version else None
    if document is None:
        return None
    passages = index.passages.of([document.id]).get(document.id, [])
    said = _terms(guide.candidate)
    wanted = said | set(part.question.terms)
    passages = sorted(passages, key=lambda passage: -_weight(set(analyze(passage.text)) & wanted, rarity))
    hits = [Hit(passage, 1.0) for passage in passages[:MOST]]
    context.documents |= {document.id: document}
    read = reader.read_hits((part.read_as or part.question).text, hits, {document.id: document})
    candidates = holding_then(candidates_of(hits, {document.id: document}, read), part, days)
    alike = ((_likeness(each, said, part, rarity), each) for each in candidates)
    likeness, best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    if best is None or likeness < _ALIKE:
        return None
    return replace(guide, candidate=best, share=1.0, by_version=True)


def _is_of_another_time(document: Document, day: date) -> bool:
    return is_version(document) and not in_force(document, day)


def _version_of(document: Document, day: date, index: Index) -> Document | None:
    """The version of the same article that is in force on ``day``; a text that names no code may be of any."""
    named = [each for each in find_references(document.reference or "") if each.kind is ReferenceKind.ARTICLE]
    versions = index.versions.of_article(named[0]) if named and is_version(document) else []
    keys = index.versions.keys([document.id, *(version.id for version in versions)])
    codes = {id_: key.partition(":")[0] for id_, key in keys.items()}
    code = codes.get(document.id, "")
    same = (each for each in versions if "" in (code, codes.get(each.id, "")) or codes.get(each.id) == code)
    return next((each for each in same if in_force(each, day)), None)


def _likeness(candidate: Candidate, said: set[str], part: Part, rarity: Rarity) -> float:
    """How much of a stretch, under its heading, is what the guide says or the question asks, from 0 to 1."""
    expected = part.question.expects
    if expected and not any(looks_like(candidate.evidence.text, kind) for kind in expected):
        return 0.0
    own = _terms(candidate)
    if len(own & said) < _LEAST_SHARED:
        return 0.0
    return _weight(own & (said | set(part.question.terms)), rarity) / max(1e-9, _weight(own, rarity))


def _terms(candidate: Candidate) -> set[str]:
    heading = candidate.evidence.heading[-1] if candidate.evidence.heading else ""
    return set(analyze(f"{heading} {without_values(candidate.evidence.text)}"))


def _weight(terms: set[str], rarity: Rarity) -> float:
    return sum(rarity(term) for term in terms)
