"""Adds and removes documents so that every instant leaves an index that is whole.

New passages go into the engines first, where no reader sees them, since the
database does not know their keys; one transaction of the database then makes them
and their documents real and the old ones not; last, the engines forget the old.
Killed before the transaction, the write never was; after it, it is done.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.analyst import Analyst
from vectorstore.context import contextual_texts
from vectorstore.document_store import StoredDocument
from vectorstore.embedding.e5_weights import Floats
from vectorstore.errors import EmbeddingFailed
from vectorstore.lexical_document import indexed_text
from vectorstore.passage_store import KeyedPassage, digest, keyed
from vectorstore.types import Document, Passage, passage_row

if TYPE_CHECKING:
    from vectorstore.index import Index

# What is published together: enough to share the cost of a commit, and no more
# than a person would mind to see done again.
_PUBLISH_PASSAGES = 4000
_PUBLISH_SECONDS = 5.0
_WORTH_A_PROCESS = 1000  # passages


class IndexWriter:
    """Made by ``Index.writing``, which holds the lock. What is put becomes visible by :meth:`publish`.

    ``embedded`` counts the passages that the model read, ``reused`` those whose
    text had its vector already.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._staged: dict[str, tuple[Document, list[KeyedPassage]]] = {}
        self._vectors: dict[str, Floats] = {}
        self._since = 0.0
        self._begun = False
        self._gone = False
        self._analyst = Analyst()
        self.embedded = 0
        self.reused = 0

    @property
    def pending(self) -> int:
        """Documents put and not yet published."""
        return len(self._staged)

    def put(self, entries: Sequence[tuple[Document, Sequence[Passage]]]) -> None:
        """Takes documents with their passages, to replace earlier ones of the same ids.

        Publishes when enough, or for long enough, has waited. Raises
        ``EmbeddingFailed`` if the model fails; what was put before is then published.
        """
        rows = [passage_row(passage, document) for document, passages in entries for passage in passages]
        embedder = self._index.embedder
        texts = contextual_texts(rows, embedder.count_tokens, embedder.max_tokens)
        try:
            self._embed(texts)
        except EmbeddingFailed:
            self.publish()
            raise
        ready = iter([keyed(row, text) for row, text in zip(rows, texts, strict=True)])
        if not self._staged:
            self._since = time.monotonic()
        for document, passages in entries:
            self._staged[document.id] = (document, [next(ready) for _ in passages])
        waiting = sum(len(passages) for _, passages in self._staged.values())
        if waiting >= _WORTH_A_PROCESS:
            self._analyst.prepare()
        if waiting >= _PUBLISH_PASSAGES or time.monotonic() - self._since >= _PUBLISH_SECONDS:
            self.publish()

    def publish(self) -> None:
        """Makes what was put visible, all at once and for good."""
        if not self._staged:
            return
        index = self._index
        passages = [each for _, some in self._staged.values() for each in some]
        before = index.passages.keys_of(list(self._staged))
        new = [each for each in passages if each.key not in before]
        gone = before.difference(each.key for each in passages)
        generation = self._begin()
        keys, rows = [each.key for each in new], [each.row for each in new]
        # Chroma keeps Python waiting: meanwhile the analyst reads the texts, in a process of its own.
        documents = [document for document, _ in self._staged.values()]
        self._analyst.begin([indexed_text(row) for row in rows], [document.text for document in documents])
        index.chroma.add(keys, rows, self._stacked(new))
        terms, signatures = self._analyst.found()
        index.lexical.add(rows, keys, terms)
        index.lexical.commit(generation, more=True)
        index.chroma.set_generation(generation)
        stored = [StoredDocument(document, len(some)) for document, some in self._staged.values()]
        index.documents.put(stored, passages, generation=generation, signatures=signatures)
        self._staged, self._vectors = {}, {}
        self._forget(list(gone))

    def remove(self, ids: Sequence[str]) -> None:
        """Removes documents and their passages everywhere."""
        self.publish()
        gone = self._index.passages.keys_of(ids)
        generation = self._begin()
        self._index.documents.remove(ids, generation=generation)
        self._forget(list(gone))
        self._gone = True

    def finish(self) -> None:
        """Publishes, and gives all three stores one generation."""
        self.publish()
        self.close()
        if not self._begun:
            return
        index = self._index
        if self._gone:
            generation = self._begin()
            index.lexical.commit(generation)
            index.chroma.set_generation(generation)
            index.passages.forget_vectors()
            index.state.set(generation=generation, writing=False)
        else:
            index.lexical.commit(index.generation)
            index.state.set(writing=False)

    def close(self) -> None:
        """Ends the process that helps, if one does."""
        self._analyst.close()

    def _begin(self) -> int:
        """Says that a write is under way, before its first change; returns the next generation."""
        if not self._begun:
            self._index.state.set(writing=True)
            self._begun = True
        return self._index.generation + 1

    def _forget(self, keys: Sequence[str]) -> None:
        if keys:
            self._index.chroma.delete(keys)
            self._index.lexical.delete(keys)
            self._gone = True

    def _embed(self, texts: Sequence[str]) -> None:
        """Finds or makes the vector of every text; those made are kept at once, whatever comes next."""
        by_digest = {digest(text): text for text in texts}
        wanted = [each for each in by_digest if each not in self._vectors]
        known = self._index.passages.vectors(wanted)
        missing = [each for each in wanted if each not in known]
        self._vectors.update(known)
        if missing:
            vectors = self._encoded([by_digest[each] for each in missing])
            self._index.passages.keep_vectors(missing, vectors)
            self._vectors.update(zip(missing, vectors, strict=True))
        self.embedded += len(missing)
        self.reused += len(texts) - len(missing)

    def _encoded(self, texts: Sequence[str]) -> Floats:
        try:
            vectors = self._index.embedder.encode_document(texts)
            if not np.isfinite(vectors).all():
                raise ValueError("un vecteur n’est pas un nombre")
            return vectors
        except Exception as error:  # each model has errors of its own
            raise EmbeddingFailed(
                f"Le modèle d’embedding a échoué en cours de route ({error}) : ce qui précède est indexé ; "
                "relancez la même commande pour reprendre où elle s’est arrêtée."
            ) from error

    def _stacked(self, passages: Sequence[KeyedPassage]) -> Floats:
        if not passages:
            return np.empty((0, self._index.embedder.dimension), np.float32)
        return np.stack([self._vectors[each.embedded] for each in passages])
