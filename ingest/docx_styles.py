"""What the styles and lists of a Word document say of its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.numbering import MAX_LEVEL, Counter, ListLevel

_HEADING = re.compile(r"(?:heading|titre|title) (?P<level>[1-9])", re.IGNORECASE)
_TITLES = frozenset(("title", "titre"))
# Tables of contents and of figures: names are English in every language's Word.
_CONTENTS = re.compile(r"(?:toc (?:\d|heading)|table of (?:figures|authorities)|tm \d)", re.IGNORECASE)
# Word's own styles nest by their names, not by their list's levels.
_NESTED = re.compile(r"list(?: bullet| number)? (?P<level>[2-5])", re.IGNORECASE)
_CHAIN = 20
_OFF = frozenset(("0", "false", "off", "none"))


def local(element: etree._Element) -> str:
    """The element's name without its namespace ("" for what is no element)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute of the element's own namespace, as WordprocessingML writes them."""
    namespace = element.tag.partition("}")[0]
    value = element.get(f"{namespace}}}{name}")
    return value if isinstance(value, str) else None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along ``path``, or None."""
    for name in path:
        if element is None:
            return None
        element = next((found for found in element if local(found) == name), None)
    return element


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """Whether a toggle such as ``b`` is set; None when nothing is said."""
    found = child(properties, name)
    if found is None:
        return None
    return (attribute(found, "val") or "1") not in _OFF


def number(value: str | None) -> int | None:
    """A small non-negative whole number, or None."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else None


@dataclass(frozen=True, slots=True)
class Style:
    """One style, what it inherits included."""

    heading: int = 0
    is_title: bool = False
    is_contents: bool = False
    list_id: int | None = None
    list_level: int | None = None
    bold: bool = False
    hidden: bool = False


PLAIN = Style()


def read_styles(root: etree._Element | None) -> dict[str, Style]:
    """The styles by identifier."""
    elements = {
        identifier: element
        for element in (root if root is not None else ())
        if local(element) == "style" and (identifier := attribute(element, "styleId"))
    }
    return {identifier: _style(element, elements) for identifier, element in elements.items()}


def _style(element: etree._Element, elements: dict[str, etree._Element]) -> Style:
    chain = list(_chain(element, elements))
    names = [
        (attribute(named, "val") or "").strip().lower() for one in chain if (named := child(one, "name")) is not None
    ]
    matches = [found for name in names if (found := _HEADING.fullmatch(name))]
    outline = next(
        (level for one in chain if (level := outline_level(child(one, "pPr"))) is not None),
        None,
    )
    heading = int(matches[0]["level"]) if matches else (outline or 0)
    lists = [list_of(child(one, "pPr")) for one in chain]
    nested = [int(found["level"]) - 1 for name in names if (found := _NESTED.fullmatch(name))]
    return Style(
        heading=1 if names and names[0] in _TITLES else heading,
        is_title=bool(names) and names[0] in _TITLES,
        is_contents=any(_CONTENTS.fullmatch(name) for name in names[:1]),
        list_id=next((found[0] for found in lists if found[0] is not None), None),
        list_level=next((found[1] for found in lists if found[1] is not None), nested[0] if nested else None),
        bold=_first_said(chain, "b"),
        hidden=_first_said(chain, "vanish"),
    )


def _chain(element: etree._Element, elements: dict[str, etree._Element]) -> Iterator[etree._Element]:
    """The style and those it is based on; a circle ends at its bound."""
    current: etree._Element | None = element
    for _ in range(_CHAIN):
        if current is None:
            return
        yield current
        based = child(current, "basedOn")
        current = None if based is None else elements.get(attribute(based, "val") or "")


def _first_said(chain: list[etree._Element], name: str) -> bool:
    said = (is_on(child(one, "rPr"), name) for one in chain)
    return next((value for value in said if value is not None), False)


def outline_level(properties: etree._Element | None) -> int | None:
    """The heading level (1–9) that paragraph properties state, 0 for body text, None for nothing."""
    found = child(properties, "outlineLvl")
    level = None if found is None else number(attribute(found, "val"))
    if level is None:
        return None
    return level + 1 if level < 9 else 0


def list_of(properties: etree._Element | None) -> tuple[int | None, int | None]:
    """The list and the level that paragraph properties state; list 0 means none."""
    found = child(properties, "numPr")
    if found is None:
        return None, None
    list_id, level = child(found, "numId"), child(found, "ilvl")
    return (
        None if list_id is None else number(attribute(list_id, "val")),
        None if level is None else number(attribute(level, "val")),
    )


@dataclass(slots=True)
class Lists:
    """The lists of a document, and how far each has counted."""

    levels: dict[int, dict[int, ListLevel]] = field(default_factory=dict)
    family: dict[int, str] = field(default_factory=dict)
    counter: Counter = field(default_factory=Counter)

    def marker(self, list_id: int, level: int) -> str:
        """The marker of the next item of this list ("" when it has none)."""
        if list_id not in self.levels:
            return "- "
        return self.counter.marker(self.family[list_id], min(level, MAX_LEVEL - 1), self.levels[list_id])


def read_lists(root: etree._Element | None) -> Lists:
    """The list definitions of ``numbering.xml``."""
    lists = Lists()
    if root is None:
        return lists
    shared = {
        attribute(element, "abstractNumId") or "": _levels(element)
        for element in root
        if local(element) == "abstractNum"
    }
    for element in root:
        list_id = number(attribute(element, "numId")) if local(element) == "num" else None
        based = child(element, "abstractNumId")
        if list_id is None or based is None:
            continue
        family = attribute(based, "val") or ""
        levels = dict(shared.get(family, {}))
        overridden = False
        for change in element:
            if local(change) == "lvlOverride":
                overridden = _override(levels, change) or overridden
        lists.levels[list_id] = levels
        # Lists of one definition count on, unless one starts anew.
        lists.family[list_id] = f"{family}:{list_id}" if overridden else family
    return lists


def _levels(element: etree._Element) -> dict[int, ListLevel]:
    return {
        level: _level(found)
        for found in element
        if local(found) == "lvl" and (level := number(attribute(found, "ilvl"))) is not None
    }


def _level(element: etree._Element) -> ListLevel:
    def value(name: str) -> str | None:
        found = child(element, name)
        return None if found is None else attribute(found, "val")

    start = number(value("start"))
    return ListLevel(value("numFmt") or "decimal", (value("lvlText") or "")[:60], 1 if start is None else start)


def _override(levels: dict[int, ListLevel], change: etree._Element) -> bool:
    level = number(attribute(change, "ilvl"))
    if level is None:
        return False
    replaced, start = child(change, "lvl"), child(change, "startOverride")
    if replaced is not None:
        levels[level] = _level(replaced)
    first = None if start is None else number(attribute(start, "val"))
    if first is not None:
        known = levels.get(level, ListLevel())
        levels[level] = ListLevel(known.form, known.pattern, first)
    return first is not None
