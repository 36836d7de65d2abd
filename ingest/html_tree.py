"""Parsing of web pages, and which element holds the document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.encoding import decode
from ingest.html_shape import INVISIBLE

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
# What shows nothing, by how it opens and how it closes.
_UNSHOWN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<head>", "</head"))
# What libxml2 follows; deeper pages lose their content to it.
_DEEPEST = 2000


def page_text(data: bytes, name: str) -> str:
    """The page's source as text, by its declared encoding when that fits.

    Raises :class:`UnreadableSource` as :func:`ingest.encoding.decode` does.
    """
    declared = _META_CHARSET.search(data[:4096])
    text = decode(data, name)
    if declared:
        encoding = declared[1].decode("ascii").lower()
        # Pages that say Latin-1 mean Windows-1252, as browsers know.
        legacy = "cp1252" if encoding in ("iso-8859-1", "latin1", "latin-1", "us-ascii") else encoding
        if legacy not in ("utf-8", "utf8", "utf-16", "utf16") and not _is_utf8(data):
            try:
                return data.decode(legacy).replace("\r\n", "\n").replace("\r", "\n")
            except (LookupError, UnicodeDecodeError):
                pass
    return text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parse(source: str) -> etree._Element | None:
    """The tree of a page, or None when there is none or it is too deep to follow."""
    parser = etree.HTMLParser(
        huge_tree=True,
        recover=True,
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(source.replace("\x00", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _too_deep(source, root):
        return None
    return root


def _too_deep(source: str, root: etree._Element) -> bool:
    if source.count("<") < _DEEPEST:
        return False
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest >= _DEEPEST


def bare_text(source: str) -> str:
    """The words of a page that cannot be parsed, its tags taken as line breaks."""
    for opening, closing in _UNSHOWN:
        source = without_stretches(source, opening, closing)
    return re.sub(r"\n\s*\n+", "\n\n", _TAG.sub("\n", source))


def without_stretches(source: str, opening: str, closing: str) -> str:
    """``source`` without the stretches between the two marks, in one pass.

    A regular expression would look for the closing mark anew from every
    opening one, which a hostile page turns into minutes.
    """
    lowered = source.lower() if len(source.lower()) == len(source) else source
    kept: list[str] = []
    position = 0
    while (start := lowered.find(opening, position)) >= 0:
        kept.append(source[position:start])
        end = lowered.find(closing, start)
        if end < 0:
            return "".join(kept)
        position = source.find(">", end) + 1 or len(source)
    kept.append(source[position:])
    return "".join(kept)


def content_root(root: etree._Element) -> etree._Element:
    """The element that holds the document: <main>, the only <article>, or the body."""
    body = next(iter(root.iter("body")), root)
    whole = _length(body)
    mains = list(root.iter("main")) or [e for e in body.iter() if e.get("role") == "main"]
    articles = list(root.iter("article"))
    for candidates, share in ((mains, 0.2), (articles, 0.5)):
        if len(candidates) == 1 and _length(candidates[0]) >= max(80, share * whole):
            return candidates[0]
    return body


def _length(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in _shown_text(element))


def _shown_text(element: etree._Element) -> Iterator[str]:
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "start":
            if node.tag in INVISIBLE or not isinstance(node.tag, str):
                walker.skip_subtree()
            elif node.text:
                yield node.text
        elif node is not element and node.tail:
            yield node.tail
