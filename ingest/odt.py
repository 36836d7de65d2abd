"""OpenDocument texts (ODT): the body's text as its styles and lists mark it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.archive import Archive, damaged, protected
from ingest.blocks import RawBlock, clean
from ingest.cells import MAX_COLUMNS, Cell, cell_table_blocks
from ingest.declared import Declared
from ingest.numbering import Counter
from ingest.odt_styles import DRAW, DUBLIN_CORE, META, OFFICE, TABLE, TEXT, Style, Styles, number, read_styles
from ingest.office import Paragraph, Styled, settled, stated_title, styled_blocks
from ingest.safe_xml import parse_xml
from vectorstore.types import BlockKind

_CONTENT, _STYLES, _META, _MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
_GROUPS = frozenset(("section", "index-title", "list-header", "numbered-paragraph"))
# Indexes repeat the headings with page numbers; tracked changes hold what was deleted.
_UNSHOWN = frozenset(
    (
        *("table-of-content", "illustration-index", "table-index", "object-index", "user-index"),
        *("alphabetical-index", "bibliography", "tracked-changes", "sequence-decls", "variable-decls"),
        *("user-field-decls", "forms", "annotation", "annotation-end", "hidden-text", "hidden-paragraph"),
        *("page-number", "page-count", "ruby-text", "binary-data", "script", "event-listeners", "title", "desc"),
    )
)
_MOST_SPACES = 100
_REPEATED = 2_000


def read_odt(data: bytes, name: str) -> tuple[list[RawBlock], Declared]:
    """The blocks of an OpenDocument text and what its properties declare.

    Headers, footers, comments, indexes, hidden and deleted text are left out;
    notes stand at the end of their section. Raises :class:`UnreadableSource`
    for what is damaged, protected or built to do harm.
    """
    archive = Archive(data, name)
    if b"encryption-data" in (archive.read(_MANIFEST) or b""):
        raise protected(name)
    content = archive.read(_CONTENT)
    if content is None:
        raise damaged(name)
    root = parse_xml(content, name)
    styles = archive.read(_STYLES)
    walk = _Walk(read_styles([*([parse_xml(styles, name)] if styles else []), root]))
    body = root.find(f"{{{OFFICE}}}body/{{{OFFICE}}}text")
    if body is None:
        raise damaged(name)
    walk.run(body)
    meta = archive.read(_META)
    return settled(walk.styled), _declared(parse_xml(meta, name) if meta else None, walk.styled)


def _declared(root: etree._Element | None, styled: list[Styled]) -> Declared:
    """The properties that speak of the document; its author and its days speak of a file."""

    def value(namespace: str, name: str) -> str:
        found = None if root is None else root.find(f".//{{{namespace}}}{name}")
        return "" if found is None else clean(found.text or "")

    language = value(DUBLIN_CORE, "language")[:2].lower()
    return Declared(
        title=stated_title(value(DUBLIN_CORE, "title"), styled),
        reference=value(META, "identifier") or None,
        language=language if language.isascii() and language.isalpha() and len(language) == 2 else None,
    )


@dataclass(frozen=True, slots=True)
class _List:
    """Where in a list a paragraph stands; ``first`` that it carries the item's mark."""

    name: str = ""
    style: str = ""
    level: int = -1
    first: bool = False


_NO_LIST = _List()


@dataclass
class _Walk:
    """One pass over the body."""

    styles: Styles
    styled: list[Styled] = field(default_factory=list)
    counter: Counter = field(default_factory=Counter)
    _notes: list[etree._Element] = field(default_factory=list)
    _lists: int = 0

    def run(self, body: etree._Element) -> None:
        for item in self._blocks(body, _NO_LIST):
            if item.block.kind is BlockKind.HEADING:
                self.styled += self._notes_so_far()
            self.styled.append(item)
        self.styled += self._notes_so_far()

    def _blocks(self, parent: etree._Element, place: _List) -> Iterator[Styled]:
        for element in parent:
            tag = local(element)
            if tag in ("p", "h"):
                yield from self._paragraph(element, place)
                place = _List(place.name, place.style, place.level, first=False)
            elif tag == "list":
                yield from self._list(element, place)
            elif tag == "table":
                for block in self._table(element):
                    yield Styled(block)
            elif tag in _GROUPS and element.get(f"{{{TEXT}}}display") != "none":
                yield from self._blocks(element, place)
            elif tag == "frame":
                yield from self._boxes([element])

    def _list(self, element: etree._Element, outer: _List) -> Iterator[Styled]:
        style = element.get(f"{{{TEXT}}}style-name") or outer.style
        name = outer.name
        if outer.level < 0:
            goes_on = element.get(f"{{{TEXT}}}continue-numbering") == "true" or element.get(f"{{{TEXT}}}continue-list")
            self._lists += 0 if goes_on else 1
            name = f"{style}:{self._lists}"
        for item in element:
            if local(item) == "list-item":
                yield from self._blocks(item, _List(name, style, outer.level + 1, first=True))
            elif local(item) == "list-header":
                yield from self._blocks(item, _List(name, style, outer.level + 1))

    def _paragraph(self, element: etree._Element, place: _List) -> Iterator[Styled]:
        style = self.styles.paragraph(element.get(f"{{{TEXT}}}style-name"))
        words = _Words(self.styles, style, self._notes)
        words.take(element)
        if not style.is_contents and not style.hidden:
            yield from styled_blocks(self._described(element, style, words, place))
        yield from self._boxes(words.frames)

    def _described(self, element: etree._Element, style: Style, words: _Words, place: _List) -> Paragraph:
        text = "".join(words.parts)
        heading = number(element.get(f"{{{TEXT}}}outline-level"), 1) or 1 if local(element) == "h" else style.outline
        heading = 1 if style.is_title else heading
        marker = ""
        if heading and not style.is_title and text.strip() and self.styles.headings:
            marker = self.counter.marker("headings", heading - 1, self.styles.headings)
        elif place.level >= 0 and place.first and text.strip():
            marker = self.counter.marker(place.name, place.level, self.styles.lists.get(place.style, []))
        return Paragraph(
            text=text,
            heading=min(heading, 9),
            is_title=style.is_title,
            marker="" if heading and marker == "- " else marker,
            level=max(0, place.level),
            listed=place.level >= 0,
            bold=words.all_bold,
        )

    def _boxes(self, frames: list[etree._Element]) -> Iterator[Styled]:
        for frame in frames:
            for box in frame:
                if box.tag == f"{{{DRAW}}}text-box":
                    yield from self._blocks(box, _NO_LIST)

    def _table(self, table: etree._Element) -> list[RawBlock]:
        rows = [self._row(row, heads) for row, heads in _rows(table, heads=False)]
        if all(len(row) < 2 for row in rows):
            return [block for row in rows for cell in row for block in cell.blocks]
        return cell_table_blocks(rows, guess_header=True)

    def _row(self, row: etree._Element, heads: bool) -> list[Cell]:
        cells: list[Cell] = []
        for element in row:
            tag = local(element)
            repeated = max(1, min(number(element.get(f"{{{TABLE}}}number-columns-repeated")), MAX_COLUMNS))
            if tag == "covered-table-cell":
                # The span of the cell before it says so already.
                continue
            if tag != "table-cell":
                continue
            blocks = tuple(item.block for item in self._blocks(element, _NO_LIST))
            text = " ".join(block.text for block in blocks)
            cell = Cell(
                text,
                blocks,
                columns=number(element.get(f"{{{TABLE}}}number-columns-spanned")),
                rows=number(element.get(f"{{{TABLE}}}number-rows-spanned")),
                header=heads,
            )
            # A few bytes may ask for the same long text two hundred times.
            cells += [cell] * min(repeated, max(1, _REPEATED // len(text))) if text else [Cell(columns=repeated)]
            if len(cells) >= MAX_COLUMNS:
                break
        while len(cells) > 1 and not cells[-1].text:
            cells.pop()
        return cells

    def _notes_so_far(self) -> list[Styled]:
        """The notes called since the last section."""
        styled: list[Styled] = []
        while self._notes:
            body = self._notes.pop(0).find(f"{{{TEXT}}}note-body")
            if body is not None:
                styled += self._blocks(body, _NO_LIST)
        return styled


def local(element: etree._Element) -> str:
    """The element's name without its namespace ("" for what is no element)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _rows(parent: etree._Element, *, heads: bool) -> Iterator[tuple[etree._Element, bool]]:
    for element in parent:
        tag = local(element)
        if tag == "table-row":
            yield element, heads
        elif tag in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(element, heads=heads or tag == "table-header-rows")


@dataclass
class _Words:
    """The words of one paragraph, and whether all are bold."""

    styles: Styles
    style: Style
    notes: list[etree._Element]
    parts: list[str] = field(default_factory=list)
    frames: list[etree._Element] = field(default_factory=list)
    _plain: bool = False

    @property
    def all_bold(self) -> bool:
        return bool(self.parts) and not self._plain

    def take(self, element: etree._Element) -> None:
        """Adds the words of a paragraph."""
        self._inside(element, bold=self.style.bold)

    def _inside(self, element: etree._Element, *, bold: bool) -> None:
        self._add(element.text, bold)
        for found in element:
            self._piece(found, bold)
            self._add(found.tail, bold)

    def _add(self, text: str | None, bold: bool) -> None:
        if text:
            # Blanks of the file, line ends among them, are one space; breaks are elements.
            self.parts.append(text.replace("\n", " "))
            self._plain = self._plain or (not bold and not text.isspace())

    def _piece(self, element: etree._Element, bold: bool) -> None:
        tag = local(element)
        if tag == "s":
            self.parts.append(" " * min(number(element.get(f"{{{TEXT}}}c")), _MOST_SPACES))
        elif tag == "tab":
            self.parts.append(" ")
        elif tag == "line-break":
            self.parts.append("\n")
        elif tag == "note":
            self.notes.append(element)
        elif tag == "frame":
            self.frames.append(element)
        elif tag == "span":
            style = self.styles.words(element.get(f"{{{TEXT}}}style-name"))
            if not style.hidden:
                self._inside(element, bold=bold or style.bold)
        elif tag and tag not in _UNSHOWN:
            self._inside(element, bold=bold)
