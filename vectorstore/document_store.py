"""Documents in the SQL database: clean text, structure, metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.orm import Session

from vectorstore import duplicates
from vectorstore.batches import batches
from vectorstore.days import OPEN_END, DayBounds, day
from vectorstore.index_state import set_state
from vectorstore.likeness import signature
from vectorstore.passage_store import KeyedPassage, delete_passages, put_passages
from vectorstore.tables import DocumentTable, PassageTable
from vectorstore.types import Block, BlockKind, Document, Hit, Kind, Passage, Provenance
from vectorstore.versions import version_key

_CHUNK = 5000  # bound variables of one statement


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document, how many passages it was split into, and the document it nearly repeats, if any."""

    document: Document
    passages: int
    duplicate_of: str | None = None


class DocumentStore:
    """Reads and writes documents; every write is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put(
        self,
        documents: Iterable[StoredDocument],
        passages: Sequence[KeyedPassage] = (),
        *,
        generation: int | None = None,
        signatures: Sequence[bytes | None] | None = None,
    ) -> None:
        """Inserts or replaces documents with all their passages, and sets the generation.

        ``signatures`` are those of the documents' texts, if they are found already.
        """
        put = list(documents)
        signed_texts = [signature(stored.document.text) for stored in put] if signatures is None else signatures
        rows = [_values(stored, each) for stored, each in zip(put, signed_texts, strict=True)]
        ids = [row["id"] for row in rows]
        with self.engine.begin() as connection:
            orphaned = _delete(connection, ids)
            if rows:
                connection.execute(insert(DocumentTable), rows)
                put_passages(connection, ids, passages)
                signed = {row["id"]: row["signature"] for row in rows if row["signature"]}
                duplicates.link(connection, signed, orphaned)
            if generation is not None:
                set_state(connection, generation=generation)

    def remove(self, ids: Sequence[str], *, generation: int | None = None) -> None:
        """Deletes documents and their passages, and sets the generation; unknown ids are ignored."""
        with self.engine.begin() as connection:
            orphaned = _delete(connection, ids)
            delete_passages(connection, ids)
            duplicates.link(connection, {}, orphaned)
            if generation is not None:
                set_state(connection, generation=generation)

    def mark_stale(self, ids: Sequence[str] | None = None) -> None:
        """Forgets the digests of documents, or of all, so that they are ingested again when next met."""
        statement = update(DocumentTable).values(sha256="")
        with self.engine.begin() as connection:
            if ids is None:
                connection.execute(statement)
            for at in range(0, len(ids or ()), _CHUNK):
                connection.execute(statement.where(DocumentTable.id.in_((ids or ())[at : at + _CHUNK])))

    def get(self, ids: Iterable[str]) -> dict[str, Document]:
        """The documents that exist among ``ids``, with their text."""
        statement = select(DocumentTable).where(DocumentTable.id.in_(list(ids)))
        with Session(self.engine) as session:
            return {row.id: _to_document(row) for row in session.scalars(statement)}

    def all(self, ids: Iterable[str] | None = None) -> Iterator[StoredDocument]:
        """All documents, or those among ``ids``, by id, without their text, blocks and page map."""
        columns = [c for c in DocumentTable.__table__.columns if c.name not in _HEAVY]
        statement = select(*columns).order_by(DocumentTable.id)
        if ids is not None:
            statement = statement.where(DocumentTable.id.in_(list(ids)))
        with self.engine.connect() as connection:
            for row in connection.execute(statement).mappings():
                yield _stored(DocumentTable(text="", blocks=[], pages=[], **row))

    def names(self, ids: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """Identifier, source and title of the documents that exist among ``ids``; also of an index of older tables."""
        table = DocumentTable
        with self.engine.connect() as connection:
            for some in batches(ids, _CHUNK):
                for row in connection.execute(select(table.id, table.source, table.title).where(table.id.in_(some))):
                    yield row.id, row.source, row.title

    def described(self, ids: Iterable[str]) -> dict[str, Document]:
        """The documents that exist among ``ids``, without their text, blocks and page map."""
        return {stored.document.id: stored.document for stored in self.all(ids)}

    def duplicates(self, ids: Iterable[str]) -> dict[str, str]:
        """``id -> original`` for those among ``ids`` that nearly repeat another document."""
        statement = select(DocumentTable.id, DocumentTable.duplicate_of).where(
            DocumentTable.id.in_(list(ids)), DocumentTable.duplicate_of.is_not(None)
        )
        with Session(self.engine) as session:
            return {row.id: row.duplicate_of or "" for row in session.execute(statement)}

    def settled(self, hits: Sequence[Hit]) -> tuple[list[Hit], dict[str, Document]]:
        """The hits whose passage is its document's now, and those documents without text and blocks.

        One statement, so that a document replaced meanwhile shows wholly as it was or not at all.
        """
        columns = [c for c in DocumentTable.__table__.columns if c.name not in _HEAVY]
        passage = PassageTable.__table__.c
        statement = (
            select(*columns, passage.start, passage.end, passage.text.label("words"))
            .join(PassageTable, PassageTable.document_id == DocumentTable.id)
            .where(
                PassageTable.document_id.in_({hit.passage.document_id for hit in hits}),
                PassageTable.start.in_({hit.passage.start for hit in hits}),
            )
        )
        documents: dict[str, Document] = {}
        current: set[tuple[str, int, int, str]] = set()
        with self.engine.connect() as connection:
            for found in connection.execute(statement).mappings():
                row = dict(found)
                current.add((row["id"], row.pop("start"), row.pop("end"), row.pop("words")))
                if row["id"] not in documents:
                    documents[row["id"]] = _to_document(DocumentTable(text="", blocks=[], pages=[], **row))
        kept = [hit for hit in hits if _place(hit.passage) in current]
        return kept, {id_: documents[id_] for id_ in {hit.passage.document_id for hit in kept}}

    def digests(self) -> dict[str, str]:
        """``id -> sha256`` of every document, to tell what changed."""
        with Session(self.engine) as session:
            return {row.id: row.sha256 for row in session.execute(select(DocumentTable.id, DocumentTable.sha256))}

    def passage_counts(self, ids: Iterable[str]) -> dict[str, int]:
        """``id -> passages`` for the documents that exist among ``ids``."""
        statement = select(DocumentTable.id, DocumentTable.passages).where(DocumentTable.id.in_(list(ids)))
        with Session(self.engine) as session:
            return {row.id: row.passages for row in session.execute(statement)}

    def day_bounds(self) -> DayBounds:
        """The extreme days of all documents."""
        table = DocumentTable
        extremes = select(func.max(table.published_on), func.max(table.valid_from), func.min(table.valid_to))
        with Session(self.engine) as session:
            published, valid_from, valid_to = session.execute(extremes).one()
        return DayBounds(day(published), day(valid_from), day(valid_to, OPEN_END))

    def count(self) -> int:
        """How many documents there are."""
        with Session(self.engine) as session:
            return session.scalar(select(func.count()).select_from(DocumentTable)) or 0


_HEAVY = ("text", "blocks", "pages", "signature")


def _place(passage: Passage) -> tuple[str, int, int, str]:
    return passage.document_id, passage.start, passage.end, passage.text


def _delete(connection: Connection, ids: Sequence[str]) -> list[str]:
    orphaned = duplicates.unlink(connection, ids)
    for at in range(0, len(ids), _CHUNK):
        connection.execute(delete(DocumentTable).where(DocumentTable.id.in_(ids[at : at + _CHUNK])))
    return orphaned


def _values(stored: StoredDocument, signed: bytes | None) -> dict[str, Any]:
    document = stored.document
    return {
        "id": document.id,
        "source": document.source,
        "text": document.text,
        "title": document.title,
        "kind": document.kind.value,
        "publisher": document.publisher,
        "reference": document.reference,
        "published_on": document.published_on,
        "valid_from": document.valid_from,
        "valid_to": document.valid_to,
        "language": document.language,
        "url": document.url,
        "sha256": document.sha256,
        "section": list(document.section),
        "blocks": [[block.kind.value, block.start, block.end, block.level] for block in document.blocks],
        "pages": [list(run) for run in document.pages],
        "provenance": {name: how.value for name, how in document.provenance.items()},
        "flags": list(document.flags),
        "passages": stored.passages,
        "signature": signed,
        "duplicate_of": None,
        "version_key": version_key(document),
    }


def _to_document(row: DocumentTable) -> Document:
    return Document(
        id=row.id,
        source=row.source,
        text=row.text,
        title=row.title,
        kind=Kind(row.kind),
        blocks=tuple(Block(BlockKind(kind), start, end, level) for kind, start, end, level in row.blocks),
        publisher=row.publisher,
        reference=row.reference,
        published_on=row.published_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        language=row.language,
        url=row.url,
        sha256=row.sha256,
        section=tuple(row.section),
        pages=tuple((start, page) for start, page in row.pages),
        provenance={name: Provenance(how) for name, how in row.provenance.items()},
        flags=tuple(row.flags),
    )


def _stored(row: DocumentTable) -> StoredDocument:
    return StoredDocument(_to_document(row), row.passages, row.duplicate_of)
