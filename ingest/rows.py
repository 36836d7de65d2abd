"""Files of JSON rows: one document per line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.blocks import RawBlock, clean
from ingest.bounds import MAX_TEXT, check_text
from ingest.declared import Declared
from ingest.kinds import named_kind
from ingest.legislation import is_article_row, read_article
from ingest.markdown import declared_from, read_markdown
from vectorstore.dates import read_date
from vectorstore.errors import UnreadableSource

# The longest line kept, in bytes: a text of the longest kind, letters of two bytes included.
MAX_ROW = 2 * MAX_TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """One readable row: its own id, its blocks, what it declares, and its file of origin."""

    id: str
    blocks: list[RawBlock]
    declared: Declared
    origin: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that cannot be read: its line number (from 1) and a French reason."""

    line: int
    reason: str


def read_rows(lines: Iterator[str]) -> Iterator[Row | BadRow]:
    """Read JSON lines one by one; a bad one never stops the others.

    An article row has ``code``, ``article`` and ``text``; any other needs a
    Markdown ``text``, and may have ``id``, ``title``, ``date``, ``url``,
    ``doc_type``, ``retire_le`` (the day an advert was withdrawn). Blank lines are skipped. A second row of the same
    id is bad, since its source could not be told from the first's.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        row = _read(line.strip("\ufeff \t\r\n"), number)
        if isinstance(row, Row):
            first = seen.setdefault(row.id, number)
            if first != number:
                row = BadRow(number, f"l'identifiant « {row.id} » est déjà celui de la ligne {first}")
        yield row


def _read(line: str, number: int) -> Row | BadRow:
    if len(line) > MAX_TEXT:
        return BadRow(number, "elle est trop longue pour être un seul document")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return BadRow(number, "elle n'est pas du JSON valide")
    if not isinstance(row, dict):
        return BadRow(number, "elle ne contient pas un objet JSON")
    identifier = row.get("id", row.get("_id"))  # "_id": BEIR collections
    name = clean(str(identifier)) if isinstance(identifier, str | int) else ""
    name = name or f"L{number}"
    try:
        blocks, declared = read_article(row) if is_article_row(row) else _read_text(row)
    except ValueError as error:
        return BadRow(number, str(error))
    origin = " ".join(str(row.get(key) or "") for key in ("path", "source"))
    return Row(name, blocks, declared, origin)


def _read_text(row: Mapping[object, object]) -> tuple[list[RawBlock], Declared]:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("le champ « text » manque ou est vide")
    try:
        check_text(text, "")
    except UnreadableSource:
        raise ValueError("son texte est trop long pour être un seul document") from None
    blocks, front = read_markdown(text)
    declared = declared_from(row)
    url = row.get("url")
    # The folder says what its files are; a file's own name says what it is about.
    folder = str(row.get("path") or "").rpartition("/")[0]
    kind = declared.kind or front.kind or (named_kind(folder) if folder else None)
    return blocks, replace(
        declared,
        title=declared.title or front.title,
        kind=kind,
        published_on=read_date(row.get("published_on") or row.get("date")) or front.published_on,
        valid_to=declared.valid_to or front.valid_to or read_date(row.get("retire_le")),
        url=clean(url) if isinstance(url, str) and url else front.url,
    )
