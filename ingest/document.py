"""From raw blocks and metadata to a Document."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType

from ingest.blocks import RawBlock, assemble_paged
from ingest.boilerplate import remove_furniture
from ingest.bounds import MAX_BLOCKS, MAX_TEXT, too_long
from ingest.contradictions import FLAG as CONTRADICTORY
from ingest.contradictions import contradictions
from ingest.deadline import applications_end
from ingest.declared import NOTHING, Declared
from ingest.metadata import find_metadata
from ingest.notes import silent_flag
from ingest.titles import LONGEST_TITLE, fold, place_title, title_from_name
from vectorstore.errors import UnreadableSource
from vectorstore.instructions import document_flags
from vectorstore.types import Document, Kind, Provenance
from vectorstore.versions import REPEALED

_SLUG = 60


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the person who ingests says; it outranks everything. None says nothing."""

    kind: Kind | None = None
    published_on: date | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    reference: str | None = None
    language: str | None = None


NO_OVERRIDES = Overrides()


def build_document(
    blocks: Sequence[RawBlock],
    *,
    source: str,
    name: str,
    declared: Declared = NOTHING,
    overrides: Overrides = NO_OVERRIDES,
    scraped: bool = False,
) -> Document:
    """The Document of one source.

    ``name`` is the file's stem or the row's id; ``scraped`` tells that page
    furniture may stand among the blocks and is to be removed. Raises
    :class:`UnreadableSource` when no text remains, or far too much.
    """
    if len(blocks) > MAX_BLOCKS or sum(len(block.text) for block in blocks) > MAX_TEXT:
        raise too_long(name)
    kept = remove_furniture(blocks) if scraped else list(blocks)
    kept, in_text = place_title(kept, declared.title)
    if in_text is None and declared.title and scraped:
        # A page whose declared title is the site's, not the page's.
        kept, in_text = place_title(kept, None)
    title, how = _title(in_text, declared.title, name)
    title = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
    text, assembled, pages = assemble_paged(kept)
    if not any(char.isalnum() for char in text):
        raise UnreadableSource(f"« {name} » ne contient aucun texte lisible : vérifiez le fichier d'origine.")
    found = find_metadata(kept, declared, title, name, blocks)
    provenance = {**found.provenance, "title": how}
    for key in ("valid_from", "valid_to"):
        if getattr(declared, key) is not None:
            provenance[key] = Provenance.DECLARED
    valid_to = overrides.valid_to or declared.valid_to
    if valid_to is None and (overrides.kind or found.kind) is Kind.JOB_DESCRIPTION:
        valid_to = applications_end((block.text for block in kept), overrides.published_on or found.published_on)
        if valid_to:
            provenance["valid_to"] = Provenance.FOUND
    for item in fields(overrides):
        if getattr(overrides, item.name) is not None:
            provenance[item.name] = Provenance.GIVEN
    document = Document(
        id=stable_id(name, source),
        source=source,
        text=text,
        title=overrides.title or title,
        kind=overrides.kind or found.kind,
        blocks=assembled,
        publisher=overrides.publisher or found.publisher,
        reference=overrides.reference or found.reference,
        published_on=overrides.published_on or found.published_on,
        valid_from=overrides.valid_from or declared.valid_from,
        valid_to=valid_to,
        language=overrides.language or found.language,
        url=overrides.url or found.url,
        section=declared.section,
        pages=pages,
        provenance=MappingProxyType(provenance),
        flags=(*document_flags(f"{title}\n{text}"), *((REPEALED,) if declared.repealed else ())),
    )
    contradictory = (CONTRADICTORY,) if contradictions(document) else ()
    flags = (*document.flags, *contradictory, *silent_flag(declared.silent_pages))
    return _with_digest(replace(document, flags=flags))


def _title(in_text: str | None, declared: str | None, name: str) -> tuple[str, Provenance]:
    if declared and in_text and not fold(declared).startswith(fold(in_text)):
        return declared, Provenance.DECLARED
    if in_text:
        return in_text, Provenance.DECLARED if declared else Provenance.FOUND
    if declared:
        return declared, Provenance.DECLARED
    return title_from_name(name), Provenance.INFERRED


def stable_id(name: str, source: str) -> str:
    """A readable identifier that depends on ``name`` and ``source`` only."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:_SLUG].strip("-")
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug or 'document'}-{digest}"


def _with_digest(document: Document) -> Document:
    values = {
        item.name: getattr(document, item.name)
        for item in fields(document)
        if item.name not in ("sha256", "provenance", "blocks")
    }
    values["blocks"] = [[b.kind, b.start, b.end, b.level] for b in document.blocks]
    values["provenance"] = dict(document.provenance)
    for name in ("pages", "flags"):  # a document without any keeps the digest it had before there were any
        if not values[name]:
            del values[name]
    digest = hashlib.sha256(json.dumps(values, ensure_ascii=True, sort_keys=True, default=str).encode()).hexdigest()
    kept = {item.name: getattr(document, item.name) for item in fields(document)}
    return Document(**{**kept, "sha256": digest})
