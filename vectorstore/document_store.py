"""Documents in the SQL database: clean text, structure, metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from vectorstore.days import OPEN_END, DayBounds, day
from vectorstore.tables import DocumentTable
from vectorstore.types import Block, BlockKind, Document, Kind, Provenance


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document and how many passages it was split into."""

    document: Document
    passages: int


class DocumentStore:
    """Reads and writes documents; every write is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, documents: Iterable[StoredDocument]) -> None:
        """Inserts or replaces documents by id."""
        with Session(self._engine) as session, session.begin():
            for stored in documents:
                session.merge(_to_row(stored))

    def remove(self, ids: Sequence[str]) -> None:
        """Deletes documents; unknown ids are ignored."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(DocumentTable).where(DocumentTable.id.in_(ids)))

    def get(self, ids: Iterable[str]) -> dict[str, Document]:
        """The documents that exist among ``ids``, with their text."""
        statement = select(DocumentTable).where(DocumentTable.id.in_(list(ids)))
        with Session(self._engine) as session:
            return {row.id: _to_document(row) for row in session.scalars(statement)}

    def all(self, ids: Iterable[str] | None = None) -> Iterator[StoredDocument]:
        """All documents, or those among ``ids``, by id, without their text, blocks and page map."""
        columns = [c for c in DocumentTable.__table__.columns if c.name not in ("text", "blocks", "pages")]
        statement = select(*columns).order_by(DocumentTable.id)
        if ids is not None:
            statement = statement.where(DocumentTable.id.in_(list(ids)))
        with self._engine.connect() as connection:
            for row in connection.execute(statement).mappings():
                yield _stored(DocumentTable(text="", blocks=[], pages=[], **row))

    def described(self, ids: Iterable[str]) -> dict[str, Document]:
        """The documents that exist among ``ids``, without their text, blocks and page map."""
        return {stored.document.id: stored.document for stored in self.all(ids)}

    def digests(self) -> dict[str, str]:
        """``id -> sha256`` of every document, to tell what changed."""
        with Session(self._engine) as session:
            return {row.id: row.sha256 for row in session.execute(select(DocumentTable.id, DocumentTable.sha256))}

    def passage_counts(self, ids: Iterable[str]) -> dict[str, int]:
        """``id -> passages`` for the documents that exist among ``ids``."""
        statement = select(DocumentTable.id, DocumentTable.passages).where(DocumentTable.id.in_(list(ids)))
        with Session(self._engine) as session:
            return {row.id: row.passages for row in session.execute(statement)}

    def day_bounds(self) -> DayBounds:
        """The extreme days of all documents."""
        table = DocumentTable
        extremes = select(func.max(table.published_on), func.max(table.valid_from), func.min(table.valid_to))
        with Session(self._engine) as session:
            published, valid_from, valid_to = session.execute(extremes).one()
        return DayBounds(day(published), day(valid_from), day(valid_to, OPEN_END))

    def count(self) -> int:
        """How many documents there are."""
        with Session(self._engine) as session:
            return session.scalar(select(func.count()).select_from(DocumentTable)) or 0


def _to_row(stored: StoredDocument) -> DocumentTable:
    document = stored.document
    return DocumentTable(
        id=document.id,
        source=document.source,
        text=document.text,
        title=document.title,
        kind=document.kind.value,
        publisher=document.publisher,
        reference=document.reference,
        published_on=document.published_on,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        language=document.language,
        url=document.url,
        sha256=document.sha256,
        section=list(document.section),
        blocks=[[block.kind.value, block.start, block.end, block.level] for block in document.blocks],
        pages=[list(run) for run in document.pages],
        provenance={name: how.value for name, how in document.provenance.items()},
        flags=list(document.flags),
        passages=stored.passages,
    )


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
    return StoredDocument(_to_document(row), row.passages)
