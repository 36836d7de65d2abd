"""What a synchronisation remembers: which documents a manifest owns, and what was fetched.

A document added by hand has no owner and is never removed by a synchronisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, delete, inspect, select
from sqlalchemy.orm import Session

from vectorstore.batches import batches
from vectorstore.tables import FetchedTable, OwnedTable

_SOME = 500  # SQLite bounds the variables of one statement


@dataclass(frozen=True, slots=True)
class Owned:
    """One document of a manifest: ``entry`` names the source in the manifest, ``origin`` the file or address."""

    document_id: str
    entry: str
    origin: str


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """An address as it was last fetched: validators, and the documents it gave (id to digest).

    ``key`` stands for all else that decided those documents (overrides, version):
    another key means that the page must be read again.
    """

    address: str
    final: str
    etag: str | None
    last_modified: str | None
    key: str
    documents: dict[str, str]


class SourceMemory:
    """Reads and writes the two tables; every write is one transaction.

    A database without the tables (one that is only looked at, before its first
    synchronisation) remembers nothing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._there = inspect(engine).has_table(OwnedTable.__tablename__)

    def owned(self, manifest: str) -> dict[str, Owned]:
        """The documents of a manifest, by document id."""
        if not self._there:
            return {}
        statement = select(OwnedTable).where(OwnedTable.manifest == manifest)
        with Session(self._engine) as session:
            rows = session.scalars(statement)
            return {row.document_id: Owned(row.document_id, row.entry, row.origin) for row in rows}

    def owned_among(self, manifest: str, ids: Iterable[str]) -> set[str]:
        """Those of ``ids`` that are the manifest's."""
        found: set[str] = set()
        with Session(self._engine) as session:
            for some in batches(ids, _SOME):
                found.update(
                    session.scalars(
                        select(OwnedTable.document_id).where(
                            OwnedTable.manifest == manifest, OwnedTable.document_id.in_(some)
                        )
                    )
                )
        return found

    def owned_elsewhere(self, manifest: str) -> set[str]:
        """The ids of the documents that other manifests own."""
        if not self._there:
            return set()
        with Session(self._engine) as session:
            return set(session.scalars(select(OwnedTable.document_id).where(OwnedTable.manifest != manifest)))

    def own(self, manifest: str, documents: Iterable[Owned]) -> None:
        """Records documents as the manifest's."""
        with Session(self._engine) as session, session.begin():
            for item in documents:
                session.merge(
                    OwnedTable(manifest=manifest, document_id=item.document_id, entry=item.entry, origin=item.origin)
                )

    def disown(self, manifest: str, ids: Iterable[str]) -> None:
        """Forgets that documents are the manifest's."""
        with Session(self._engine) as session, session.begin():
            for some in batches(ids, _SOME):
                session.execute(
                    delete(OwnedTable).where(OwnedTable.manifest == manifest, OwnedTable.document_id.in_(some))
                )

    def release(self, ids: Iterable[str]) -> None:
        """Forgets all owners of documents: somebody added them by hand."""
        with Session(self._engine) as session, session.begin():
            for some in batches(ids, _SOME):
                session.execute(delete(OwnedTable).where(OwnedTable.document_id.in_(some)))

    def fetched(self, address: str) -> FetchedPage | None:
        """The address as it was last fetched."""
        if not self._there:
            return None
        with Session(self._engine) as session:
            row = session.get(FetchedTable, address)
            if row is None:
                return None
            return FetchedPage(row.address, row.final, row.etag, row.last_modified, row.key, dict(row.documents))

    def remember(self, pages: Sequence[FetchedPage]) -> None:
        """Records pages as they were fetched."""
        with Session(self._engine) as session, session.begin():
            for page in pages:
                session.merge(
                    FetchedTable(
                        address=page.address, final=page.final, etag=page.etag,
                        last_modified=page.last_modified, key=page.key, documents=page.documents,
                    )
                )  # fmt: skip

    def forget(self, addresses: Iterable[str]) -> None:
        """Forgets pages; unknown ones are ignored."""
        with Session(self._engine) as session, session.begin():
            for some in batches(addresses, _SOME):
                session.execute(delete(FetchedTable).where(FetchedTable.address.in_(some)))
