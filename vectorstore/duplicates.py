"""Links between documents that are nearly the same text, kept as documents come and go.

Each points to the first of them that was indexed, its original. Versions of one
article (whose days in force differ) and offers that differ in reference are not
one document, however alike their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from vectorstore.batches import batches
from vectorstore.likeness import ALIKE, bands, similarity
from vectorstore.tables import DocumentTable, LikenessTable

_CHUNK = 5000  # bound variables of one statement
_MOST_CANDIDATES = 200  # of one band: a text that hundreds share is a form, not a release


def unlink(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Forgets the bands of documents that change or go; returns those that pointed to them, to be linked anew."""
    orphaned: list[str] = []
    for some in batches(ids, _CHUNK):
        connection.execute(delete(LikenessTable).where(LikenessTable.document_id.in_(some)))
        pointing = select(DocumentTable.id).where(DocumentTable.duplicate_of.in_(some)).order_by(DocumentTable.id)
        orphaned += connection.execute(pointing).scalars()
    for some in batches(orphaned, _CHUNK):
        connection.execute(update(DocumentTable).where(DocumentTable.id.in_(some)).values(duplicate_of=None))
    gone = set(ids)
    return [id_ for id_ in orphaned if id_ not in gone]


def link(connection: Connection, put: Mapping[str, bytes], orphaned: Sequence[str]) -> None:
    """Links the documents just written (``id -> signature``) and those that lost their original."""
    values = [{"band": band, "document_id": id_} for id_, signed in put.items() for band in bands(signed)]
    if values:
        connection.execute(insert(LikenessTable).prefix_with("OR IGNORE"), values)
    pending = dict.fromkeys([*put, *orphaned])
    alike = _candidates(connection, list(pending))
    known = _described(connection, {*pending, *(other for others in alike.values() for other in others)})
    found: dict[str, str] = {}
    while pending:
        id_ = next(iter(pending))
        del pending[id_]
        settled = [other for other in alike.get(id_, ()) if other not in pending and other in known and id_ in known]
        best = max((_rank(known[id_], known[other]) for other in settled), default=(0.0, ""))
        if best[0] >= ALIKE:
            original = found.get(best[1]) or known[best[1]].duplicate_of or best[1]
            if original != id_:
                found[id_] = original
    for id_, original in found.items():
        connection.execute(update(DocumentTable).where(DocumentTable.id == id_).values(duplicate_of=original))


def _rank(one: Any, other: Any) -> tuple[float, str]:
    same_days = (one.valid_from, one.valid_to) == (other.valid_from, other.valid_to)
    other_reference = one.reference and other.reference and one.reference != other.reference
    if not same_days or other_reference:
        return 0.0, ""
    return similarity(one.signature, other.signature), other.id


def _candidates(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """For each document, those that share a band with it."""
    own: dict[int, list[str]] = {}
    for some in batches(ids, _CHUNK):
        statement = select(LikenessTable.band, LikenessTable.document_id).where(LikenessTable.document_id.in_(some))
        for band, id_ in connection.execute(statement):
            own.setdefault(band, []).append(id_)
    others: dict[int, list[str]] = {}
    for shared in batches(own, _CHUNK):
        statement = select(LikenessTable.band, LikenessTable.document_id).where(LikenessTable.band.in_(shared))
        for band, id_ in connection.execute(statement):
            held = others.setdefault(band, [])
            if len(held) < _MOST_CANDIDATES:
                held.append(id_)
    alike: dict[str, list[str]] = {}
    for band, mine in own.items():
        for id_ in mine:
            alike.setdefault(id_, []).extend(other for other in others[band] if other != id_)
    return {id_: list(dict.fromkeys(found)) for id_, found in alike.items() if found}


def _described(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
    table = DocumentTable
    columns = (table.id, table.signature, table.duplicate_of, table.reference, table.valid_from, table.valid_to)
    found: dict[str, Any] = {}
    for some in batches(ids, _CHUNK):
        for row in connection.execute(select(*columns).where(table.id.in_(some), table.signature.is_not(None))):
            found[row.id] = row
    return found
