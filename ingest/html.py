"""Web pages: the tree read once, from start tag to end tag, without recursion."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.blocks import RawBlock, clean
from ingest.cells import Cell, cell_table_blocks
from ingest.declared import NOTHING, Declared
from ingest.fields import is_field
from ingest.html_metadata import page_metadata
from ingest.html_shape import PageShape
from ingest.html_tree import bare_text, content_root, page_text, parse
from ingest.plain_text import read_lines, read_plain_text
from vectorstore.types import BlockKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# With less than this share of the page's words left, too much was taken away.
_LEAST = 0.1
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rp"),
        *("rt", "ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "wbr"),
    )
)


def read_html(data: bytes, name: str) -> tuple[list[RawBlock], Declared]:
    """The blocks of a web page and what it declares about itself.

    Headings, paragraphs, nested lists, definition lists and tables are kept;
    scripts, hidden elements, navigation and footers are not. Raises
    :class:`UnreadableSource` for what is no text.
    """
    source = page_text(data, name)
    root = parse(source)
    if root is None:
        return read_plain_text(bare_text(source)), NOTHING
    content = content_root(root)
    walk = _Walk(PageShape(content))
    walk.run(content)
    if sum(len(block.text) for block in walk.blocks) < _LEAST * walk.shape.total:
        # Names of classes misled: look at the elements themselves only.
        walk = _Walk(PageShape(content, lenient=True))
        walk.run(content)
    title = None if any(b.kind is BlockKind.HEADING and b.level == 1 for b in walk.blocks) else _outer_title(root)
    blocks = [title, *walk.blocks] if title else walk.blocks
    if not blocks:
        blocks = read_plain_text(bare_text(source))
    return blocks, page_metadata(root)


def _outer_title(root: etree._Element) -> RawBlock | None:
    """The page's first <h1>, which some sites keep outside their content."""
    for heading in root.iter("h1"):
        text = clean("".join(heading.itertext()))
        if text:
            return RawBlock(BlockKind.HEADING, text, 1)
    return None


@dataclass
class _Cell:
    parts: list[str] = field(default_factory=list)
    header: bool = False
    columns: int = 1
    rows: int = 1


@dataclass
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    layout: bool = False


@dataclass
class _Walk:
    """One pass over the tree; ``parts`` gathers the words of the block under way."""

    shape: PageShape
    blocks: list[RawBlock] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    heading: int = 0
    lists: list[int | None] = field(default_factory=list)
    marker: str = ""
    in_item: int = 0
    term: str = ""
    in_term: bool = False
    preformatted: int = 0
    articles: int = 0
    tables: list[_Table] = field(default_factory=list)

    def run(self, root: etree._Element) -> None:
        layout = _layout_tables(root)
        self.articles = 1 if root.tag in ("main", "article") else 0
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walker:
            if event == "start":
                if element is not root and not self.shape.shows(element, in_article=self.articles > 0):
                    walker.skip_subtree()
                    skipped = element
                    continue
                self._open(element, layout)
                self._text(element.text)
            else:
                if element is skipped:
                    skipped = None
                else:
                    self._close(element)
                if element is not root:
                    self._text(element.tail)
        self._flush()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if not self.preformatted:
            text = text.replace("\n", " ")
        self.parts.append(text)
        if self.links:
            self.linked += len(text.strip())

    def _open(self, element: etree._Element, layout: set[etree._Element]) -> None:
        tag = element.tag
        if tag == "br":
            self.parts.append(" " if self._in_cell() or self.heading or self.in_item else "\n")
            return
        if tag == "a":
            self.links += 1
            return
        if tag in _INLINE:
            return
        self._flush()
        if tag in ("main", "article"):
            self.articles += 1
        elif tag in _HEADINGS and not self._in_cell():
            self.heading = _HEADINGS[tag]
        elif tag in ("ul", "ol", "menu"):
            self.lists.append(_start(element) if tag == "ol" else None)
        elif tag == "li":
            self.marker = self._next_marker()
            self.in_item += 1
        elif tag == "dt":
            self.in_term = True
        elif tag == "pre":
            self.preformatted += 1
        elif tag == "table":
            self.tables.append(_Table(layout=element in layout))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables:
            if not self.tables[-1].rows:
                self.tables[-1].rows.append([])
            self.tables[-1].rows[-1].append(
                _Cell(header=tag == "th", columns=_count(element, "colspan"), rows=_count(element, "rowspan"))
            )

    def _close(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "a":
            self.links = max(0, self.links - 1)
            return
        if tag in _INLINE or tag == "br":
            return
        self._flush()
        if tag in ("main", "article"):
            self.articles -= 1
        elif tag in _HEADINGS:
            self.heading = 0
        elif tag in ("ul", "ol", "menu") and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.in_item = max(0, self.in_item - 1)
            self.marker = ""
        elif tag == "dt":
            self.in_term = False
        elif tag == "dl" and self.term:
            self._add(BlockKind.PARAGRAPH, self.term)
            self.term = ""
        elif tag == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        elif tag == "table" and self.tables:
            self._close_table()

    def _next_marker(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "- "
        number = self.lists[-1]
        self.lists[-1] = number + 1
        return f"{number}. "

    def _in_cell(self) -> bool:
        return (
            bool(self.tables)
            and not self.tables[-1].layout
            and bool(self.tables[-1].rows)
            and bool(self.tables[-1].rows[-1])
        )

    def _flush(self) -> None:
        text, linked = "".join(self.parts), self.linked
        self.parts, self.linked = [], 0
        shown = clean(text)
        if not shown:
            return
        share = min(1.0, linked / len(shown))
        if self._in_cell():
            self.tables[-1].rows[-1][-1].parts.append(shown)
        elif self.in_term:
            if self.term:
                self._add(BlockKind.PARAGRAPH, self.term)
            self.term = shown
        elif self.term:
            self._define(shown)
        elif self.heading:
            self._add(BlockKind.HEADING, shown, self.heading, share)
        elif self.in_item:
            level = max(0, len(self.lists) - 1)
            self.blocks.append(RawBlock(BlockKind.ITEM, shown, level, self.marker, share))
            self.marker = ""
        elif "\n" in text.strip():
            self.blocks += read_lines(text)
        else:
            self._add(BlockKind.FIELD if is_field(shown) else BlockKind.PARAGRAPH, shown, 0, share)

    def _define(self, text: str) -> None:
        """A definition: one label–value line when it is short, else a stem's item."""
        term, self.term = self.term.rstrip(" :\u00a0\u202f"), ""
        if len(text) <= 300:
            self._add(BlockKind.FIELD, f"{term} : {text}")
        else:
            self._add(BlockKind.PARAGRAPH, f"{term} :")
            self._add(BlockKind.PARAGRAPH, text)

    def _add(self, kind: BlockKind, text: str, level: int = 0, links: float = 0.0) -> None:
        self.blocks.append(RawBlock(kind, text, level, "", links))

    def _close_table(self) -> None:
        table = self.tables.pop()
        if table.layout:
            return
        rows = [
            [Cell(" ".join(cell.parts), header=cell.header, columns=cell.columns, rows=cell.rows) for cell in row]
            for row in table.rows
        ]
        if self._in_cell():
            inner = (" ; ".join(cell.text for cell in row if cell.text) for row in rows)
            self.tables[-1].rows[-1][-1].parts += filter(None, inner)
        else:
            self.blocks += cell_table_blocks(rows)


def _count(element: etree._Element, attribute: str) -> int:
    """How far a cell spans; "0" (to the end) and nonsense count as one."""
    value = element.get(attribute) or "1"
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def _start(element: etree._Element) -> int:
    value = element.get("start") or "1"
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _layout_tables(root: etree._Element) -> set[etree._Element]:
    """The tables that only lay out a page: they hold tables, headings or lists, or one column."""
    layout: set[etree._Element] = set()
    open_tables: list[etree._Element] = []
    widest: dict[etree._Element, int] = {}
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if tag == "table":
            if event == "start":
                layout.update(open_tables)
                open_tables.append(element)
                widest[element] = 0
            else:
                open_tables.pop()
                if widest[element] < 2:
                    layout.add(element)
        elif event == "start" and open_tables:
            if tag in _HEADINGS:
                layout.add(open_tables[-1])
            elif tag == "tr":
                cells = sum(1 for child in element if child.tag in ("td", "th"))
                widest[open_tables[-1]] = max(widest[open_tables[-1]], cells)
    return layout
