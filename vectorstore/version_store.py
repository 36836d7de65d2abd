"""Finds the versions of articles and pages in the SQL database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Engine, select

from vectorstore.batches import batches
from vectorstore.document_store import DocumentStore
from vectorstore.legal_reference import CODES, LegalReference
from vectorstore.tables import DocumentTable
from vectorstore.types import Document
from vectorstore.versions import Neighbours, neighbours, ordered

_CHUNK = 5000  # bound variables of one statement
_LETTERS = ("l", "r", "d", "a", "lo")
_NUMBER = re.compile(r"(?P<letter>[a-z]*)(?P<numbers>[0-9]+(?:-[0-9]+)*)")
_CLOSE = 10  # how far the first number of a close article may be


class VersionStore:
    """Versions by what they share; documents come without their texts."""

    def __init__(self, engine: Engine, documents: DocumentStore) -> None:
        self._engine = engine
        self._documents = documents

    def around(self, documents: Iterable[Document]) -> dict[str, Neighbours]:
        """``id -> (previous, next)`` of each document."""
        wanted = {document.id: document for document in documents}
        keys = self.keys(wanted)
        by_key = self._of_keys(set(keys.values()))
        return {id_: neighbours(document, by_key.get(keys.get(id_, ""), ())) for id_, document in wanted.items()}

    def of_article(self, reference: LegalReference) -> list[Document]:
        """All versions of an article, in the order of time; of every code that has it if the reference names none.

        A number written without its letter may be that of any.
        """
        tokens = [reference.token]
        if reference.token[0].isdigit():
            tokens = [letter + reference.token for letter in _LETTERS]
        codes = [reference.code, ""] if reference.code else [*CODES.values(), ""]
        by_key = self._of_keys({f"{code}:{token}" for code in codes for token in tokens})
        return ordered([document for versions in by_key.values() for document in versions])

    def close_to(self, reference: LegalReference, most: int = 3) -> list[str]:
        """The references of the articles whose numbers are closest, as the index writes them."""
        asked = _NUMBER.match(reference.token)
        if asked is None:
            return []
        statement = select(DocumentTable.version_key, DocumentTable.reference).distinct()
        statement = statement.where(DocumentTable.version_key.like(f"%:{asked['letter']}%"))
        found: dict[str, tuple[int, ...]] = {}
        with self._engine.connect() as connection:
            for key, written in connection.execute(statement):
                code, _, token = str(key).rpartition(":")
                distance = _distance(asked, token)
                if written and distance is not None and (not reference.code or code in ("", reference.code)):
                    found[written] = min(distance, found.get(written, distance))
        return sorted(found, key=lambda written: (found[written], written))[:most]

    def keys(self, ids: Iterable[str]) -> dict[str, str]:
        """``id -> key`` (see :func:`vectorstore.versions.version_key`) of the documents that have one."""
        keys: dict[str, str] = {}
        with self._engine.connect() as connection:
            for some in batches(list(ids), _CHUNK):
                statement = select(DocumentTable.id, DocumentTable.version_key)
                statement = statement.where(DocumentTable.id.in_(some), DocumentTable.version_key.is_not(None))
                keys.update((row.id, row.version_key) for row in connection.execute(statement))
        return keys

    def _of_keys(self, keys: Iterable[str]) -> Mapping[str, list[Document]]:
        """The documents of each key."""
        ids: dict[str, str] = {}
        with self._engine.connect() as connection:
            for some in batches(list(keys), _CHUNK):
                statement = select(DocumentTable.id, DocumentTable.version_key)
                ids.update(
                    (row.id, row.version_key)
                    for row in connection.execute(statement.where(DocumentTable.version_key.in_(some)))
                )
        found: defaultdict[str, list[Document]] = defaultdict(list)
        for some in batches(list(ids), _CHUNK):
            for id_, document in self._documents.described(some).items():
                found[ids[id_]].append(document)
        return found


def _distance(asked: re.Match[str], token: str) -> tuple[int, ...] | None:
    """How far an article's number is from that asked for; ``None`` if it is not close."""
    match = _NUMBER.match(token)
    if match is None or (asked["letter"] and match["letter"] != asked["letter"]):
        return None
    ours, theirs = ([int(part) for part in each["numbers"].split("-")] for each in (asked, match))
    if abs(ours[0] - theirs[0]) > _CLOSE:
        return None
    depth = max(len(ours), len(theirs))
    parts = zip(ours + [0] * (depth - len(ours)), theirs + [0] * (depth - len(theirs)), strict=True)
    return tuple(abs(one - other) for one, other in parts)
