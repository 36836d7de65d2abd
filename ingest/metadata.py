"""What a document is, who published it and when, read from the document itself.

What is declared outranks what the text says, which outranks what its words and
its file name suggest. A date that merely occurs in the text is never its
publication date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from ingest.blocks import RawBlock
from ingest.declared import Declared
from ingest.kinds import found_kind, suggested_kind
from ingest.language import guess_language
from ingest.publication import HEAD, edges, publication_statements, release_line
from ingest.publishers import (
    body_named_in,
    is_body,
    known_body,
    press_title_in,
    publisher_of_host,
    rights_owner_in,
)
from vectorstore.dates import calendar_day, find_dates
from vectorstore.types import BlockKind, Kind, Provenance

_T = TypeVar("_T")

_REFERENCE_FIELD = re.compile(
    r"^(?:r[ée]f(?:[ée]rence)?(?: de l['’]offre)?|n° d['’]offre|num[ée]ro de l['’]offre"
    r"|NOR)\s*:\s*(?P<value>\S.{0,60})$",
    re.IGNORECASE,
)
_NOR = re.compile(r"\bNOR\s*:?\s*(?P<nor>[A-Z]{4}\d{7}[A-Z])\b")
_TEXT_NUMBER = re.compile(
    r"^(?P<kind>décret|loi|ordonnance|arrêté)(?: organique)?\s+n°\s*(?P<number>\d{2,4}-\d+)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"^Article (?P<number>(?:L\.O\.|[LRDA]\.\*?)\s?\*?\d[\w.-]*(?: \w{1,2})?) (?:du code|de la loi|de l['’])"
)
_EMPLOYER = re.compile(r"^(?:employeur|organisme(?: de rattachement)?)\s*:\s*(?P<name>.+)$", re.IGNORECASE)
_FILE_DATE = re.compile(r"^(\d{4})([-._])(\d{2})\2(\d{2})(?!\d)")
_SOURCE_URL = re.compile(r"^(?:(?:source|url|lien|adresse)\s*:\s*)?(?P<url>https?://\S+)$", re.IGNORECASE)
_LETTERHEAD = 120
_CONTACT = re.compile(r"^contacts? presse\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The settled metadata of one document; ``provenance`` is by field name."""

    kind: Kind
    publisher: str | None = None
    published_on: date | None = None
    reference: str | None = None
    url: str | None = None
    language: str = "fr"
    provenance: Mapping[str, Provenance] = field(default_factory=dict)


def find_metadata(
    blocks: Sequence[RawBlock],
    declared: Declared,
    title: str,
    name: str,
    furniture: Sequence[RawBlock] = (),
) -> Metadata:
    """Settle the metadata of a document.

    ``blocks`` are those of its text. ``furniture`` is every block of the page
    it stood on: a logo or a footer may name the publisher. ``name`` is the
    file's stem or the row's id.
    """
    known: dict[str, Provenance] = {}

    def settle(key: str, given: _T | None, found: _T | None, inferred: _T | None) -> _T | None:
        for value, how in (
            (given, Provenance.DECLARED),
            (found, Provenance.FOUND),
            (inferred, Provenance.INFERRED),
        ):
            if value is not None:
                known[key] = how
                return value
        return None

    texts = [block.text for block in blocks]
    around = [block.text for block in furniture] or texts
    kind = (
        settle("kind", declared.kind, found_kind(texts), suggested_kind(texts, title, name, declared.url)) or Kind.OTHER
    )
    known.setdefault("kind", Provenance.INFERRED)
    release, _ = release_line(texts)
    stated = publication_statements(texts)
    publisher = settle(
        "publisher",
        declared.publisher,
        _found_publisher(texts, around, kind, release),
        _likely_publisher(around, kind, declared.url),
    )
    published_on = settle(
        "published_on",
        declared.published_on,
        stated[0].day if stated else None,
        _date_in_title(title, kind) or date_in_name(name),
    )
    reference = settle("reference", declared.reference, _reference(blocks, title, kind), None)
    url = settle("url", declared.url, _own_url([texts[index] for index in edges(len(texts))]), None)
    language = settle("language", declared.language, None, guess_language(texts)) or "fr"
    return Metadata(kind, publisher, published_on, reference, url, language, known)


def _date_in_title(title: str, kind: Kind) -> date | None:
    """The date that names an official text ("loi n° 2002-303 du 4 mars 2002")."""
    if kind is not Kind.OFFICIAL_TEXT:
        return None
    dated = (f.date for f in find_dates(title) if title[: f.start].rstrip().endswith("du"))
    return next(dated, None)


def date_in_name(name: str) -> date | None:
    """The day that the name of a file or row begins with ("2023-06-08_note"), or None."""
    match = _FILE_DATE.match(name)
    return calendar_day(int(match[1]), int(match[3]), int(match[4])) if match else None


def _found_publisher(texts: Sequence[str], around: Sequence[str], kind: Kind, release: str | None) -> str | None:
    if release:
        return release
    if kind is Kind.JOB_DESCRIPTION:
        for text in texts:
            match = _EMPLOYER.match(text)
            if match:
                return match["name"].strip()
    if kind is Kind.NEWS:
        return press_title_in(around) or rights_owner_in(around)
    if kind is Kind.PRESS_RELEASE:
        for text in texts[:HEAD]:
            if len(text) <= 120 and text.lower().startswith(("minist", "délégation", "agence", "direction")):
                return body_named_in(text)
    return None


def _likely_publisher(texts: Sequence[str], kind: Kind, url: str | None) -> str | None:
    if url and (owner := publisher_of_host(url)):
        return owner
    if kind is not Kind.PRESS_RELEASE:
        # A body's name alone on a line is a letterhead.
        alone = next((text for text in texts[:HEAD] if len(text) <= _LETTERHEAD and is_body(text)), None)
        return known_body(alone) if alone else None
    if any(re.match(r"^gou?v?ernement$", text, re.IGNORECASE) for text in texts[:HEAD]):
        return "Gouvernement"
    start = next((i for i, text in enumerate(texts) if _CONTACT.match(text)), None)
    if start is None:
        return None
    # One press office among the contacts speaks for its own body; several do not.
    owners = {owner for text in texts[start : start + 8] if (owner := publisher_of_host(text))}
    return owners.pop() if len(owners) == 1 else None


def _reference(blocks: Sequence[RawBlock], title: str, kind: Kind) -> str | None:
    for block in blocks:
        match = _REFERENCE_FIELD.match(block.text) if block.kind is BlockKind.FIELD else None
        if match:
            return match["value"].strip()
        nor = _NOR.search(block.text) if len(block.text) <= 200 else None
        if nor:
            return nor["nor"]
    article = _ARTICLE.match(title)
    if article:
        return article["number"]
    number = _TEXT_NUMBER.match(title)
    if number and kind is Kind.OFFICIAL_TEXT:
        return f"{number['kind'].lower()} n° {number['number']}"
    return None


def _own_url(ends: Sequence[str]) -> str | None:
    """The address that stands alone on the first or the last lines."""
    for text in [*ends[:3], *ends[-2:]]:
        match = _SOURCE_URL.match(text)
        if match:
            return match["url"]
    return None
