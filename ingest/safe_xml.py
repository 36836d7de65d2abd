"""XML from outside: no external entity, no declared entity at all, bounded size and depth."""

from __future__ import annotations

from lxml import etree

from ingest.archive import MAX_MEMBER, damaged
from vectorstore.errors import UnreadableSource

# A tree takes about a hundred bytes an element, beyond its text.
_MAX_TAGS = 3_000_000


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part of the document ``name``.

    No document format read here has a document type; one that declares
    entities is refused unexpanded. Nothing is fetched. libxml2's own bounds on
    depth (256) and on a node's length stay on. Raises :class:`UnreadableSource`.
    """
    if len(data) > MAX_MEMBER or data.count(b"<") > _MAX_TAGS:
        raise UnreadableSource(
            f"« {name} » est trop volumineux pour être lu d’un bloc : découpez-le en plusieurs documents."
        )
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or _wide_doctype(data):
        raise _entities(name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise damaged(name) from error
    if root is None:
        raise damaged(name)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _entities(name)
    return root


def _wide_doctype(data: bytes) -> bool:
    """The same in UTF-16, which XML allows."""
    return any(word.encode(form) in data for word in ("<!DOCTYPE", "<!ENTITY") for form in ("utf-16-le", "utf-16-be"))


def _entities(name: str) -> UnreadableSource:
    return UnreadableSource(
        f"« {name} » n’est pas ouvert : il déclare des entités XML, ce qu’aucun traitement de texte n’écrit. "
        "Vérifiez d’où vient ce fichier."
    )
