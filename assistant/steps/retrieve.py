"""Step 2: the passages that may hold the answer, with their documents."""

from __future__ import annotations

from assistant.context import Context
from assistant.ranking import Ranker
from vectorstore.index import Index
from vectorstore.search import Searcher


def retrieve(context: Context, index: Index, searcher: Searcher, passages: int, ranker: Ranker | None) -> None:
    """Fills ``hits``, at most ``passages``, and ``documents``; a ranker chooses among three times as many."""
    query = context.question.text
    hits = searcher.search(query, passages * (3 if ranker else 1), context.filters)
    if ranker:
        described = index.documents.described({hit.passage.document_id for hit in hits})
        known = [hit for hit in hits if hit.passage.document_id in described]
        hits = ranker.rank(query, known, described)[:passages]
    context.documents = index.documents.get({hit.passage.document_id for hit in hits})
    context.hits = [hit for hit in hits if hit.passage.document_id in context.documents]
