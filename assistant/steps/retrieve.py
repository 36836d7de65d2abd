"""Step 3: the passages that may hold the answer, with their documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.context import Context
from assistant.earliest import not_before
from assistant.ranking import Ranker
from assistant.repeats import without_repeats
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.types import Document, Hit

_DEEPER = 3
_PINNED = 4


def retrieve(context: Context, index: Index, searcher: Searcher, passages: int, ranker: Ranker | None) -> None:
    """Fills ``hits``, at most ``passages``, and ``documents``; what several documents repeat is taken from one.

    Three times as many are searched, among which a ranker chooses. The article that the
    question names comes first, and after each version of a text those that it followed
    within the period asked about.
    """
    hits = _searched(context, index, searcher, passages * _DEEPER)
    if ranker:
        hits = ranker.rank(context.question.text, *index.documents.settled(hits))
    hits = _pinned_first(hits, context, index)
    hits = _with_versions_beside(hits[:passages], context, index)[:passages]
    context.hits, context.documents = known_then(*with_documents(hits, index), context.filters.known_on)


def with_documents(hits: Sequence[Hit], index: Index) -> tuple[list[Hit], dict[str, Document]]:
    """The hits whose passage still is its document's, and those documents whole."""
    documents = index.documents.get({hit.passage.document_id for hit in hits})
    return [hit for hit in hits if stands(hit, documents)], documents


def known_then(
    hits: Sequence[Hit], documents: Mapping[str, Document], day: date | None
) -> tuple[list[Hit], dict[str, Document]]:
    """The hits, and their documents, without those of undated documents that tell of what happened after ``day``."""
    later = {id_ for id_, each in documents.items() if day and (written := not_before(each)) and written > day}
    known = {id_: document for id_, document in documents.items() if id_ not in later}
    return [hit for hit in hits if hit.passage.document_id in known], known


def unrepeated(hits: list[Hit], index: Index) -> list[Hit]:
    """The hits without what several documents repeat."""
    return without_repeats(hits, index.documents.duplicates({hit.passage.document_id for hit in hits}))


def _searched(context: Context, index: Index, searcher: Searcher, depth: int) -> list[Hit]:
    query = context.question.text
    hits = searcher.search(query, depth, context.filters)
    if not hits and context.time.published:
        # Nothing indexed was published then: the words tell of the time of something else.
        context.time = replace(context.time, published=None)
        given = context.request.filters
        context.filters = replace(
            context.filters, published_after=given.published_after, published_before=given.published_before
        )
        hits = searcher.search(query, depth, context.filters)
    return unrepeated(hits, index)


def _pinned_first(hits: list[Hit], context: Context, index: Index) -> list[Hit]:
    """The passages of the named article, those that the search found before its others, then the rest."""
    if not context.pinned:
        return hits
    found = [hit for hit in hits if hit.passage.document_id in context.pinned]
    rest = [hit for hit in hits if hit.passage.document_id not in context.pinned]
    score = hits[0].score if hits else 1.0
    known = {hit.passage.id for hit in found}
    of_article = index.passages.of(context.pinned).values()
    others = [Hit(passage, score) for passages in of_article for passage in passages if passage.id not in known]
    return [*found, *others[: max(0, _PINNED - len(found))], *rest]


def _with_versions_beside(hits: list[Hit], context: Context, index: Index) -> list[Hit]:
    """Adds the passages of the versions that were in force in the period asked about before those found."""
    if not context.time.period or context.time.as_of is None:
        return hits
    first, _ = context.time.period
    described = index.documents.described({hit.passage.document_id for hit in hits})
    pending = [document for document in described.values() if document.valid_from and document.valid_from > first]
    while pending:
        around = index.versions.around(pending)
        pending = []
        for id_, each in around.items():
            previous = each.previous
            if previous and previous.id not in described and previous.id not in context.beside:
                context.beside[previous.id] = context.beside.get(id_, id_)
                if previous.valid_from and previous.valid_from > first:
                    pending.append(previous)
    beside = index.passages.of(list(context.beside))
    wide: list[Hit] = []
    added: set[str] = set()
    for hit in hits:
        wide.append(hit)
        for earlier, later in context.beside.items():
            if later == hit.passage.document_id and earlier not in added:
                added.add(earlier)
                wide += [Hit(passage, hit.score) for passage in beside.get(earlier, [])[:_PINNED]]
    return wide


def stands(hit: Hit, documents: Mapping[str, Document]) -> bool:
    """Whether the passage is still its document's: either may have been replaced since the search."""
    passage = hit.passage
    document = documents.get(passage.document_id)
    return document is not None and document.text[passage.start : passage.end] == passage.text
