"""Takes over an index whose passages were in Chroma alone, as version 0.1 made them.

Their keys are their ids, and what was embedded for them is not known: such a
passage is embedded again when its document changes, and not before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from sqlalchemy import insert

from vectorstore.embedding.e5_weights import Floats
from vectorstore.passage_store import digest
from vectorstore.tables import PassageTable

if TYPE_CHECKING:
    from vectorstore.index import Index

_PAGE = 1000
_HEADING_SEPARATOR = "\x1f"


def adopt(index: Index) -> None:
    """Copies every passage and its vector from Chroma into the database, with the generation and the model.

    Passages without a document are left to be found as orphans; a document that lacks
    passages is ingested again when next met. Run with the writers' lock.
    """
    expected = {stored.document.id: stored.passages for stored in index.documents.all()}
    rows, digests, vectors = [], [], []
    for key, text, metadata, vector in _passages(index):
        if metadata["document_id"] not in expected:
            continue
        heading = str(metadata["heading"])
        rows.append(
            {
                "key": key,
                "document_id": metadata["document_id"],
                "start": metadata["start"],
                "end": metadata["end"],
                "text": text,
                "heading": heading.split(_HEADING_SEPARATOR) if heading else [],
                "embedded": digest(f"adopted {key}"),
            }
        )
        digests.append(rows[-1]["embedded"])
        vectors.append(vector)
    if rows:
        index.passages.keep_vectors(digests, np.stack(vectors))
        with index.documents.engine.begin() as connection:
            connection.execute(insert(PassageTable).prefix_with("OR REPLACE"), rows)
    found = Counter(str(row["document_id"]) for row in rows)
    index.documents.mark_stale([id_ for id_, passages in expected.items() if found[id_] != passages])
    index.state.set(generation=index.chroma.generation, embedding_model=index.embedder.model_id)


def _passages(index: Index) -> Iterator[tuple[str, str, dict[str, Any], Floats]]:
    for at in range(0, index.chroma.count(), _PAGE):
        page = index.chroma.collection.get(
            limit=_PAGE, offset=at, include=["documents", "metadatas", "embeddings"]
        )  # fmt: skip
        embeddings = cast(Any, page["embeddings"])
        for number, (key, text, metadata) in enumerate(
            zip(page["ids"], page["documents"] or [], page["metadatas"] or [], strict=True)
        ):
            yield key, text, dict(metadata), np.asarray(embeddings[number], np.float32)
