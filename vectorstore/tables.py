"""The SQL tables, as SQLAlchemy models. Alembic migrations create and change them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Integer, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Common base of all tables."""


class DocumentTable(Base):
    """One ingested document: its clean text, its structure and its metadata."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    source: Mapped[str] = mapped_column(Text, unique=True)
    text: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    publisher: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(Text)
    published_on: Mapped[date | None] = mapped_column(Date)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    language: Mapped[str] = mapped_column(String(8))
    url: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    section: Mapped[list[str]] = mapped_column(JSON)
    blocks: Mapped[list[list[Any]]] = mapped_column(JSON)
    pages: Mapped[list[list[int]]] = mapped_column(JSON, server_default="[]")
    provenance: Mapped[dict[str, str]] = mapped_column(JSON)
    flags: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    passages: Mapped[int] = mapped_column(Integer)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    duplicate_of: Mapped[str | None] = mapped_column(String(120), index=True)
    version_key: Mapped[str | None] = mapped_column(Text, index=True)


class PassageTable(Base):
    """One passage of a committed document. Engines may hold others: only these exist."""

    __tablename__ = "passages"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    document_id: Mapped[str] = mapped_column(String(120), index=True)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    heading: Mapped[list[str]] = mapped_column(JSON)
    embedded: Mapped[str] = mapped_column(String(64), index=True)


class VectorTable(Base):
    """The vector of one embedded text, under the text's digest: little-endian float32."""

    __tablename__ = "vectors"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class LikenessTable(Base):
    """One band of a document's signature; documents that share one may be the same text."""

    __tablename__ = "likeness"

    band: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    document_id: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)


class StateTable(Base):
    """The one row that says which state the documents are in.

    ``generation`` is raised by every change. ``writing`` is true from the first
    change of a write until its last: found true with no writer at work, it tells
    that one was cut short.
    """

    __tablename__ = "state"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    generation: Mapped[int] = mapped_column(Integer)
    writing: Mapped[bool] = mapped_column(Boolean)
    embedding_model: Mapped[str | None] = mapped_column(Text)
    context: Mapped[str | None] = mapped_column(String(64))


class OwnedTable(Base):
    """One document that a manifest of sources brought in, and by which of its sources."""

    __tablename__ = "owned_documents"

    manifest: Mapped[str] = mapped_column(Text, primary_key=True)
    document_id: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    entry: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)


class FetchedTable(Base):
    """One web address as it was last fetched."""

    __tablename__ = "fetched_pages"

    address: Mapped[str] = mapped_column(Text, primary_key=True)
    final: Mapped[str] = mapped_column(Text)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64))
    documents: Mapped[dict[str, str]] = mapped_column(JSON)
