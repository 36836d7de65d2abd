"""What a web page declares about itself: meta tags, JSON-LD, link, time and lang."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from lxml import etree

from ingest.blocks import clean
from ingest.declared import Declared
from ingest.kinds import named_kind
from vectorstore.dates import read_date

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "pubdate",
    "publishdate",
    "publication_date",
    "sailthru.date",
    "parsely-pub-date",
)
_TITLE = ("og:title", "dc.title", "dcterms.title", "twitter:title", "title", "headline")
_PUBLISHER = (
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "article:publisher",
    "publisher",
    "application-name",
)
_LANGUAGE = ("dc.language", "dcterms.language", "og:locale", "language")
_REFERENCE = ("dc.identifier", "dcterms.identifier", "reference")
_JSON_LIMIT = 500_000


def page_metadata(root: etree._Element) -> Declared:
    """What the parsed page declares; what is malformed is ignored."""
    meta = _meta(root)
    linked = list(_linked_data(root))

    def first(names: tuple[str, ...]) -> str | None:
        return next((meta[name] for name in names if meta.get(name)), None)

    published = next((day for name in _PUBLISHED if (day := read_date(meta.get(name)))), None)
    title = first(_TITLE) or _said(linked, "headline") or _document_title(root)
    publisher = _name(linked, "publisher") or first(_PUBLISHER)
    kinds = [str(item.get("@type", "")) for item in linked]
    return Declared(
        title=title,
        kind=named_kind("news") if "NewsArticle" in kinds else named_kind("job") if "JobPosting" in kinds else None,
        publisher=publisher if publisher and "://" not in publisher else None,
        published_on=read_date(_said(linked, "datePublished") or _said(linked, "datePosted"))
        or published
        or _marked_time(root),
        valid_to=None,
        reference=first(_REFERENCE),
        url=_canonical(root) or meta.get("og:url") or None,
        language=_language(root, first(_LANGUAGE)),
    )


def _meta(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = clean(element.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _linked_data(root: etree._Element) -> Iterator[dict[str, object]]:
    """The JSON-LD items that describe a page, graphs unfolded one level."""
    for element in root.iter("script"):
        if (element.get("type") or "").lower() != "application/ld+json":
            continue
        source = element.text or ""
        if len(source) > _JSON_LIMIT:
            continue
        try:
            data = json.loads(source)
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else [data]
        for item in items:
            if isinstance(item, dict):
                graph = item.get("@graph")
                yield item
                yield from ((part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ())


def _said(items: list[dict[str, object]], key: str) -> str | None:
    for item in items:
        value = item.get(key)
        if isinstance(value, str) and clean(value):
            return clean(value)
    return None


def _name(items: list[dict[str, object]], key: str) -> str | None:
    for item in items:
        value = item.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, str) and clean(value):
            return clean(value)
    return None


def _document_title(root: etree._Element) -> str | None:
    for element in root.iter("title"):
        parent = element.getparent()
        if parent is not None and parent.tag == "svg":
            continue
        return clean("".join(element.itertext())) or None
    return None


def _canonical(root: etree._Element) -> str | None:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            address = clean(element.get("href") or "")
            try:
                absolute = urlsplit(address).scheme in ("http", "https")
            except ValueError:
                absolute = False
            return address if absolute else None
    return None


def _marked_time(root: etree._Element) -> date | None:
    """The day of a <time> that the page marks as its publication, or of its only one."""
    times = [element for element in root.iter("time") if read_date(element.get("datetime"))]
    for element in times:
        if element.get("pubdate") is not None or "datePublished" in (element.get("itemprop") or ""):
            return read_date(element.get("datetime"))
    for element in times:
        before = element.getprevious()
        parent = element.getparent()
        lead = (before.tail if before is not None else parent.text if parent is not None else "") or ""
        if "publi" in lead.lower():
            return read_date(element.get("datetime"))
    return read_date(times[0].get("datetime")) if len(times) == 1 else None


def _language(root: etree._Element, named: str | None) -> str | None:
    code = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or named
    short = clean(code or "").replace("_", "-").split("-")[0].lower()
    return short if 2 <= len(short) <= 3 and short.isalpha() else None
