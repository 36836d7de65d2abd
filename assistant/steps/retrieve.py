"""Step 2: the passages that may hold the answer, with their documents."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.context import Context
from assistant.ranking import Ranker
from assistant.repeats import without_repeats
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.types import Document, Hit

_DEEPER = 3


def retrieve(context: Context, index: Index, searcher: Searcher, passages: int, ranker: Ranker | None) -> None:
    """Fills ``hits``, at most ``passages``, and ``documents``; what several documents repeat is taken from one.

    Three times as many are searched, among which a ranker chooses.
    """
    query = context.question.text
    hits = searcher.search(query, passages * _DEEPER, context.filters)
    hits = without_repeats(hits, index.documents.duplicates({hit.passage.document_id for hit in hits}))
    if ranker:
        hits = ranker.rank(query, *index.documents.settled(hits))
    hits = hits[:passages]
    context.documents = index.documents.get({hit.passage.document_id for hit in hits})
    context.hits = [hit for hit in hits if _stands(hit, context.documents)]


def _stands(hit: Hit, documents: Mapping[str, Document]) -> bool:
    """Whether the passage is still its document's: either may have been replaced since the search."""
    passage = hit.passage
    document = documents.get(passage.document_id)
    return document is not None and document.text[passage.start : passage.end] == passage.text
