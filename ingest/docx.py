"""Word documents (DOCX): the body's text as its styles and lists mark it.

Read from the XML itself rather than through python-docx, which inflates every
part before a bound can be set, and leaves out what stands in content controls,
tracked insertions and text boxes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.archive import Archive, damaged
from ingest.blocks import RawBlock, clean
from ingest.cells import Cell, cell_table_blocks
from ingest.declared import Declared
from ingest.docx_styles import (
    PLAIN,
    Lists,
    Style,
    attribute,
    child,
    is_on,
    list_of,
    local,
    number,
    outline_level,
    read_lists,
    read_styles,
)
from ingest.docx_words import Words
from ingest.kinds import named_kind
from ingest.office import Paragraph, Styled, settled, stated_title, styled_blocks
from ingest.safe_xml import parse_xml
from vectorstore.types import BlockKind

_MAIN = "officeDocument"
_WRAPPERS = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body", "txbxContent"))
_CONTENTS = "table of contents"
# A cell merged downwards counts in each row when it is a value, not a text.
_REPEATED = 200


def read_docx(data: bytes, name: str) -> tuple[list[RawBlock], Declared]:
    """The blocks of a Word document and what its properties declare.

    Headers, footers, comments, tables of contents, hidden and deleted text are
    left out; notes stand at the end of their section. Raises
    :class:`UnreadableSource` for what is damaged, protected or built to do harm.
    """
    archive = Archive(data, name)
    main = _related(archive, "", name).get(_MAIN)
    content = archive.read(main) if main else None
    if main is None or content is None:
        raise damaged(name)
    parts = _related(archive, main, name)

    def part(kind: str) -> etree._Element | None:
        path = parts.get(kind)
        data = archive.read(path) if path else None
        return parse_xml(data, name) if data else None

    walk = _Walk(
        styles=read_styles(part("styles")),
        lists=read_lists(part("numbering")),
        notes={"footnote": _notes(part("footnotes")), "endnote": _notes(part("endnotes"))},
    )
    root = parse_xml(content, name)
    body = child(root, "body")
    if body is None:
        raise damaged(name)
    walk.run(body)
    return settled(walk.styled), _declared(archive, name, walk.styled)


def _related(archive: Archive, part: str, name: str) -> dict[str, str]:
    """The parts that ``part`` ("" for the package) points to, by the end of their kind."""
    folder, _, file = part.rpartition("/")
    data = archive.read(posixpath.join(folder, "_rels", f"{file}.rels"))
    found: dict[str, str] = {}
    for element in parse_xml(data, name) if data else ():
        target, kind = element.get("Target"), element.get("Type")
        if not target or not kind or element.get("TargetMode") == "External":
            continue
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found.setdefault(kind.rpartition("/")[2], path)
    return found


def _notes(root: etree._Element | None) -> dict[str, etree._Element]:
    return {
        identifier: element
        for element in (root if root is not None else ())
        if (identifier := attribute(element, "id")) is not None and attribute(element, "type") is None
    }


def _declared(archive: Archive, name: str, styled: list[Styled]) -> Declared:
    """The core properties that speak of the document.

    Its author and its days of creation and change speak of a file: they are
    neither who publishes nor when.
    """
    path = _related(archive, "", name).get("core-properties")
    data = archive.read(path) if path else None
    values = {local(element): clean(element.text or "") for element in parse_xml(data, name)} if data else {}
    category = values.get("category", "")
    language = values.get("language", "")[:2].lower()
    return Declared(
        title=stated_title(values.get("title"), styled),
        kind=named_kind(category) if category else None,
        reference=values.get("identifier") or None,
        language=language if language.isascii() and language.isalpha() and len(language) == 2 else None,
    )


@dataclass
class _Walk:
    """One pass over the body."""

    styles: dict[str, Style]
    lists: Lists
    notes: dict[str, dict[str, etree._Element]]
    styled: list[Styled] = field(default_factory=list)
    _pending: list[tuple[str, str]] = field(default_factory=list)
    _boxes: list[etree._Element] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def run(self, body: etree._Element) -> None:
        for item in self._blocks(body):
            if item.block.kind is BlockKind.HEADING:
                self.styled += self._notes_so_far()
            self.styled.append(item)
        self.styled += self._notes_so_far()

    def _blocks(self, parent: etree._Element) -> Iterator[Styled]:
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                for block in self._table(element):
                    yield Styled(block)
            elif name in _WRAPPERS and not _is_contents(element):
                yield from self._blocks(element)

    def _paragraph(self, element: etree._Element) -> Iterator[Styled]:
        properties = child(element, "pPr")
        named = child(properties, "pStyle")
        style = PLAIN if named is None else self.styles.get(attribute(named, "val") or "", PLAIN)
        words = Words(self.styles, style, self._boxes, self._pending)
        words.take(element)
        if not style.is_contents:
            yield from styled_blocks(self._described(properties, style, words))
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self._blocks(box)

    def _described(self, properties: etree._Element | None, style: Style, words: Words) -> Paragraph:
        text = "".join(words.parts)
        outline = outline_level(properties)
        list_id, level = list_of(properties)
        list_id = style.list_id if list_id is None else list_id
        level = (style.list_level or 0) if level is None else level
        # An empty paragraph of a list shows no number and counts none.
        marker = self.lists.marker(list_id, level) if list_id and text.strip() else ""
        heading = style.heading if outline is None else outline
        return Paragraph(
            text=text,
            heading=heading,
            is_title=style.is_title,
            marker="" if heading and marker == "- " else marker,
            level=level if list_id else 0,
            listed=bool(list_id),
            bold=words.all_bold,
        )

    def _table(self, table: etree._Element) -> list[RawBlock]:
        rows: list[list[Cell]] = []
        above: dict[int, Cell] = {}
        for row in _rows(table):
            heads = is_on(child(row, "trPr"), "tblHeader") is True
            cells: list[Cell] = []
            column = 0
            for element in _children(row, "tc"):
                cell = self._cell(element, heads)
                merged = child(element, "tcPr", "vMerge")
                if merged is not None and (attribute(merged, "val") or "continue") == "continue" and column in above:
                    cell = above[column]
                else:
                    above.pop(column, None)
                    if merged is not None and len(cell.text) <= _REPEATED:
                        above[column] = cell
                cells.append(cell)
                column += cell.columns
            rows.append(cells)
        if all(len(row) < 2 for row in rows):
            # A frame around text.
            return [block for row in rows for cell in row for block in cell.blocks]
        return cell_table_blocks(rows, guess_header=True)

    def _cell(self, element: etree._Element, heads: bool) -> Cell:
        blocks = tuple(item.block for item in self._blocks(element))
        span = child(element, "tcPr", "gridSpan")
        columns = number(attribute(span, "val")) if span is not None else None
        return Cell(" ".join(block.text for block in blocks), blocks, columns=columns or 1, header=heads)

    def _notes_so_far(self) -> list[Styled]:
        """The notes called since the last section, each once."""
        styled: list[Styled] = []
        while self._pending:
            kind, identifier = self._pending.pop(0)
            note = self.notes[kind].get(identifier)
            if note is not None and (kind, identifier) not in self._seen:
                self._seen.add((kind, identifier))
                styled += self._blocks(note)
        return styled


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of that name, those inside content controls included."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in _WRAPPERS:
            yield from _children(element, name)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (row for row in _children(table, "tr") if child(row, "trPr", "del") is None)


def _is_contents(element: etree._Element) -> bool:
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and (attribute(gallery, "val") or "").lower() == _CONTENTS
