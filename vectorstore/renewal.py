"""Embeds passages anew where what made their vectors is no longer what would make them now.

That is another way of putting them into context, or another model. Documents are
put again as they are: a passage whose embedded text is the same keeps its key and
its vector, so an interruption loses nothing, and the next run goes on from there.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import delete

from vectorstore.batches import batches
from vectorstore.context import context_version
from vectorstore.errors import EmbeddingModelMismatch
from vectorstore.index_state import set_state
from vectorstore.index_writer import IndexWriter
from vectorstore.tables import VectorTable

if TYPE_CHECKING:
    from vectorstore.index import Index

logger = logging.getLogger(__name__)

_DOCUMENTS = 100
_PASSAGES = 1000


def is_outdated(index: Index) -> bool:
    """Whether passages stand in another context, in the vector space, than the one written now."""
    return index.state.read().context != context_version()


def renew(index: Index) -> None:
    """Embeds the passages whose embedded text is another now. Run with the writers' lock."""
    writer = IndexWriter(index)
    for ids in batches(sorted(index.documents.digests()), _DOCUMENTS):
        documents, passages = index.documents.get(ids), index.passages.of(ids)
        for id_, document in documents.items():
            writer.put([(document, passages.get(id_, []))])
    writer.finish()
    index.state.set(context=context_version())
    logger.info("renewed: %d passages embedded, %d as they were", writer.embedded, writer.reused)


def start_afresh(index: Index) -> None:
    """Forgets all vectors, for the model in use to make them. Run with the writers' lock.

    Raises ``EmbeddingModelMismatch`` if passages are longer than that model reads;
    nothing is then changed.
    """
    embedder = index.embedder
    too_long = 0
    for some in batches(index.passages.rows(), _PASSAGES):
        lengths = embedder.count_tokens([each.row.passage.text for each in some])
        too_long += sum(length > embedder.max_tokens for length in lengths)
    if too_long:
        raise EmbeddingModelMismatch(
            f"Le modèle « {embedder.model_id} » lit au plus {embedder.max_tokens} tokens, et {too_long} passages sont "
            "plus longs : indiquez un autre SOURCIER_DATA_DIR et ingérez-y de nouveau vos documents ; "
            "rien n’a été modifié."
        )
    # In this order, the last two at once: cut short anywhere, no vector of another model is taken for
    # one of the model recorded.
    index.state.set(writing=True)
    index.chroma.clear(embedder.model_id)
    with index.database.begin() as connection:
        connection.execute(delete(VectorTable))
        set_state(connection, embedding_model=embedder.model_id, context=None)
