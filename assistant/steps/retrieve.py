"""Step 2: the passages that may hold the answer, with their documents."""

from __future__ import annotations

from assistant.context import Context
from vectorstore.index import Index
from vectorstore.search import Searcher

PASSAGES_READ = 8


def retrieve(context: Context, index: Index, searcher: Searcher) -> None:
    """Fills ``hits`` and ``documents``."""
    hits = searcher.search(context.question.text, PASSAGES_READ, context.filters)
    context.documents = index.documents.get({hit.passage.document_id for hit in hits})
    context.hits = [hit for hit in hits if hit.passage.document_id in context.documents]
