"""What the styles of an OpenDocument text say of its paragraphs and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from ingest.numbering import MAX_LEVEL, ListLevel

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"

_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}
_CONTENTS = re.compile(
    r"contents[_ ]|table[_ ]of[_ ]contents|(?:table|illustration|user|object)[_ ]index", re.IGNORECASE
)
_CHAIN = 20


def number(value: str | None, default: int = 1) -> int:
    """A small non-negative whole number; ``default`` for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else default


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph or text style, what it inherits included."""

    is_title: bool = False
    is_contents: bool = False
    outline: int = 0
    list_style: str = ""
    bold: bool = False
    hidden: bool = False


PLAIN = Style()


@dataclass(slots=True)
class Styles:
    """The styles of a document: of paragraphs and words by family and name, and of lists."""

    named: dict[tuple[str, str], Style] = field(default_factory=dict)
    lists: dict[str, list[ListLevel]] = field(default_factory=dict)
    headings: list[ListLevel] = field(default_factory=list)

    def paragraph(self, name: str | None) -> Style:
        """The paragraph style of that name."""
        return self.named.get(("paragraph", name or ""), PLAIN)

    def words(self, name: str | None) -> Style:
        """The text style of that name."""
        return self.named.get(("text", name or ""), PLAIN)


def read_styles(roots: Sequence[etree._Element]) -> Styles:
    """The styles of ``styles.xml`` and of ``content.xml``, whose own come last and win."""
    elements: dict[tuple[str, str], etree._Element] = {}
    styles = Styles()
    for root in roots:
        for element in _definitions(root):
            name = element.get(f"{{{STYLE}}}name") or ""
            if element.tag == f"{{{STYLE}}}style":
                elements[element.get(f"{{{STYLE}}}family") or "", name] = element
            elif element.tag == f"{{{TEXT}}}list-style":
                styles.lists[name] = _levels(element)
            elif element.tag == f"{{{TEXT}}}outline-style":
                styles.headings = _levels(element)
    for key, element in elements.items():
        styles.named[key] = _style(element, key[0], elements)
    return styles


def _definitions(root: etree._Element) -> Iterator[etree._Element]:
    for group in root:
        if group.tag in (f"{{{OFFICE}}}styles", f"{{{OFFICE}}}automatic-styles"):
            yield from group


def _style(element: etree._Element, family: str, elements: dict[tuple[str, str], etree._Element]) -> Style:
    chain: list[etree._Element] = []
    current: etree._Element | None = element
    while current is not None and len(chain) < _CHAIN:
        chain.append(current)
        current = elements.get((family, current.get(f"{{{STYLE}}}parent-style-name") or ""))
    names = [one.get(f"{{{STYLE}}}name") or "" for one in chain]
    shown = [_words(one) for one in chain]
    bold = next((value for found in shown if (value := found.get(f"{{{FO}}}font-weight"))), "")
    display = next((value for found in shown if (value := found.get(f"{{{TEXT}}}display"))), "")
    outlines = (one.get(f"{{{STYLE}}}default-outline-level") for one in chain)
    lists = (one.get(f"{{{STYLE}}}list-style-name") for one in chain)
    return Style(
        is_title="Title" in names,
        is_contents=any(_CONTENTS.match(name) for name in names),
        outline=next((number(value, 0) for value in outlines if value), 0),
        list_style=next((value for value in lists if value), ""),
        bold=bold == "bold" or (bold.isdigit() and int(bold[:4]) >= 600),
        hidden=display == "none",
    )


def _words(style: etree._Element) -> dict[str, str]:
    found = style.find(f"{{{STYLE}}}text-properties")
    return {} if found is None else {str(key): str(value) for key, value in found.attrib.items()}


def _levels(element: etree._Element) -> list[ListLevel]:
    levels = [ListLevel() for _ in range(MAX_LEVEL)]
    for found in element:
        level = number(found.get(f"{{{TEXT}}}level"), 0)
        if not 1 <= level <= MAX_LEVEL:
            continue
        tag = str(found.tag).rpartition("}")[2]
        if tag.endswith("level-style-number") or tag == "outline-level-style":
            levels[level - 1] = _numbered(found, level)
        else:
            levels[level - 1] = ListLevel()
    return levels


def _numbered(element: etree._Element, level: int) -> ListLevel:
    form = _FORMS.get(element.get(f"{{{STYLE}}}num-format") or "", "decimal")
    shown = min(level, max(1, number(element.get(f"{{{TEXT}}}display-levels"))))
    numbers = ".".join(f"%{n}" for n in range(level - shown + 1, level + 1)) if form != "none" else ""
    before, after = (element.get(f"{{{STYLE}}}num-{end}") or "" for end in ("prefix", "suffix"))
    return ListLevel(form, f"{before[:20]}{numbers}{after[:20]}", number(element.get(f"{{{TEXT}}}start-value")))
