"""Passages in the SQL database, and the vectors of their texts.

A passage's key names its very content, metadata included: a passage that changes
in any way has another key. The search engines hold keys; those that no row here
has do not exist, whatever an engine says. So a document changes for every reader
at once, when the transaction that replaces its rows commits.

Vectors are kept under the digest of the text they were made from: what was embedded
once, under any document, is not embedded again, and Chroma can be made anew from
here without the model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, Engine, Row, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from vectorstore.batches import batches
from vectorstore.embedding.e5_weights import Floats
from vectorstore.tables import DocumentTable, PassageTable, VectorTable
from vectorstore.types import Kind, Passage, PassageRow, in_force_until

_CHUNK = 5000  # bound variables of one statement
_SEPARATOR = "#"  # sorts before every character of an identifier
_VECTOR = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class KeyedPassage:
    """A passage with its document's metadata, its key, and the digest of the text embedded for it."""

    key: str
    row: PassageRow
    embedded: str


def keyed(row: PassageRow, embedded_text: str) -> KeyedPassage:
    """The passage under its key; ``embedded_text`` is what stands for it in the vector space."""
    embedded = digest(embedded_text)
    return KeyedPassage(f"{row.passage.id}{_SEPARATOR}{digest(repr((row, embedded)))[:16]}", row, embedded)


def digest(text: str) -> str:
    """Hex SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def put_passages(connection: Connection, document_ids: Sequence[str], passages: Sequence[KeyedPassage]) -> None:
    """Replaces all passages of the documents, within a transaction."""
    delete_passages(connection, document_ids)
    if passages:
        connection.execute(insert(PassageTable), [_values(each) for each in passages])


def delete_passages(connection: Connection, document_ids: Sequence[str]) -> None:
    """Deletes all passages of the documents, within a transaction."""
    for some in batches(document_ids, _CHUNK):
        connection.execute(delete(PassageTable).where(PassageTable.document_id.in_(some)))


class PassageStore:
    """Reads passages; keeps vectors."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, keys: Iterable[str]) -> dict[str, Passage]:
        """The passages that exist among ``keys``, by key."""
        found: dict[str, Passage] = {}
        with self._engine.connect() as connection:
            for some in batches(keys, _CHUNK):
                for row in connection.execute(select(PassageTable.__table__).where(PassageTable.key.in_(some))):
                    found[row.key] = _passage(row)
        return found

    def keys(self) -> Iterator[str]:
        """Every key."""
        with self._engine.connect() as connection:
            yield from connection.execute(select(PassageTable.key)).scalars()

    def keys_of(self, document_ids: Sequence[str]) -> set[str]:
        """The keys of the documents' passages."""
        keys: set[str] = set()
        with self._engine.connect() as connection:
            for some in batches(document_ids, _CHUNK):
                statement = select(PassageTable.key).where(PassageTable.document_id.in_(some))
                keys.update(connection.execute(statement).scalars())
        return keys

    def of(self, document_ids: Sequence[str]) -> dict[str, list[Passage]]:
        """The passages of documents by document, in the order of the text."""
        found: dict[str, list[Passage]] = {}
        table = PassageTable
        with self._engine.connect() as connection:
            for some in batches(document_ids, _CHUNK):
                statement = select(table.__table__).where(table.document_id.in_(some)).order_by(table.start, table.key)
                for row in connection.execute(statement):
                    found.setdefault(row.document_id, []).append(_passage(row))
        return found

    def rows(self, keys: Sequence[str] | None = None) -> Iterator[KeyedPassage]:
        """All passages, or those among ``keys``, with their documents' metadata, in the order of their texts."""
        document, passage = DocumentTable, PassageTable
        statement = (
            select(
                passage.__table__, document.title, document.kind, document.publisher,
                document.published_on, document.valid_from, document.valid_to,
            )
            .join(document, document.id == passage.document_id)
            .order_by(passage.document_id, passage.start, passage.key)
        )  # fmt: skip
        with self._engine.connect() as connection:
            for some in [None] if keys is None else batches(keys, _CHUNK):
                chosen = statement if some is None else statement.where(passage.key.in_(some))
                for row in connection.execution_options(yield_per=1000).execute(chosen):
                    yield KeyedPassage(row.key, _row(row), row.embedded)

    def count(self) -> int:
        """How many passages there are."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(PassageTable)).scalar_one()

    def vectors(self, digests: Iterable[str]) -> dict[str, Floats]:
        """The vectors known among the digests of embedded texts, ``[dimension]`` each."""
        found: dict[str, Floats] = {}
        with self._engine.connect() as connection:
            for some in batches(set(digests), _CHUNK):
                for row in connection.execute(select(VectorTable.__table__).where(VectorTable.digest.in_(some))):
                    found[row.digest] = np.frombuffer(row.vector, _VECTOR)
        return found

    def keep_vectors(self, digests: Sequence[str], vectors: Floats) -> None:
        """Remembers the vectors ``[n, dimension]`` of embedded texts; those known stay as they are."""
        values = [
            {"digest": each, "vector": vector.astype(_VECTOR).tobytes()}
            for each, vector in zip(digests, vectors, strict=True)
        ]
        if values:
            with self._engine.begin() as connection:
                connection.execute(insert_or(VectorTable).on_conflict_do_nothing(), values)

    def forget_vectors(self) -> None:
        """Deletes the vectors that no passage uses any more."""
        statement = delete(VectorTable).where(VectorTable.digest.not_in(select(PassageTable.embedded)))
        with self._engine.begin() as connection:
            connection.execute(statement)


def _values(each: KeyedPassage) -> dict[str, object]:
    passage = each.row.passage
    return {
        "key": each.key,
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "heading": list(passage.heading),
        "embedded": each.embedded,
    }


def _passage(row: Row[tuple[object, ...]]) -> Passage:
    return Passage(
        id=row.key.rpartition(_SEPARATOR)[0] or row.key,
        document_id=row.document_id,
        start=row.start,
        end=row.end,
        text=row.text,
        heading=tuple(row.heading),
    )


def _row(row: Row[tuple[object, ...]]) -> PassageRow:
    kind = Kind(row.kind)
    until = in_force_until(kind, row.valid_to)
    return PassageRow(_passage(row), row.title, kind, row.publisher, row.published_on, row.valid_from, until)
