"""The index as a LangChain retriever."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.types import Filters


class SourcierRetriever(BaseRetriever):
    """Hybrid search behind ``invoke(query)``; each document's metadata tells its exact place."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 10
    filters: Filters = Filters()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits, documents = self.index.documents.settled(Searcher(self.index).search(query, self.k, self.filters))
        return [
            LangChainDocument(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    "document_id": hit.passage.document_id,
                    "source": documents[hit.passage.document_id].source,
                    "title": documents[hit.passage.document_id].title,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "score": hit.score,
                },
            )
            for hit in hits
        ]
