"""From the lines of all pages to the blocks of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ingest.blocks import RawBlock, clean, introduces
from ingest.fields import is_field
from ingest.lines import marker_class
from ingest.pdf.contents import without_contents
from ingest.pdf.joining import join_lines, words_of
from ingest.pdf.layout import Item, PdfLine, PdfPage
from ingest.pdf.notes import part_notes, without_calls
from ingest.pdf.order import reading_order
from ingest.pdf.paragraphs import Paragraph, paragraphs
from ingest.pdf.running import without_running_lines
from ingest.pdf.style import Style, level_of, levels, may_head, style_of
from ingest.pdf.tables import aligned_tables
from ingest.publishers import is_body
from ingest.tables import table_blocks
from vectorstore.types import BlockKind

# What Word prints where a field of its own could not be filled in.
_FIELD_ERROR = re.compile(
    r"\b(?:Error|Erreur)[ \u00a0\u202f]?! (?:Unknown document property name|Reference source not found"
    r"|Bookmark not defined|No text of specified style in document|Source du renvoi introuvable|Signet non défini"
    r"|Nom de propriété de document inconnu|Il n['’]y a pas de texte répondant à ce style dans ce document)\.?",
    re.IGNORECASE,
)
_TITLE_PAGES = 2
_TITLE = 1.2  # of the size of the text
_CELL = 60  # characters: longer lines are text set in columns rather than cells
_COVER = 300  # characters beside the headings
_LONE_FIGURE = re.compile(r"^\d$")
_BOXES = ("☐", "☑", "☒")  # a ticked box says something, so it stays in the text
_NEAR = 3.0  # points: list marks of one level stand below each other


@dataclass(frozen=True, slots=True)
class _Notes:
    """The footnotes of one page."""

    page: int
    blocks: tuple[RawBlock, ...]


def read_blocks(pages: Sequence[PdfPage], pictured: frozenset[int] = frozenset()) -> list[RawBlock]:
    """The blocks of a document, each with its pages; the title, if one is seen, first.

    ``pictured`` are the numbers of the pages that show pictures. Headers, footers, page numbers,
    tables of contents and calls of notes are left out. Footnotes follow the paragraph or list
    that their page ends with.
    """
    pages = without_running_lines(pages, style_of(pages).body, pictured)
    told = without_contents([item for page in pages for item in page.items])
    by_page: dict[int, list[Item]] = {page.number: [] for page in pages}
    for item in told:
        by_page[item.page].append(item)
    pages = [replace(page, items=tuple(by_page[page.number])) for page in pages]
    style = style_of(pages)
    known = words_of(item.text for page in pages for item in page.items if isinstance(item, PdfLine))
    texts: list[list[Item]] = []
    notes: dict[int, _Notes] = {}
    for page in pages:
        items, below = _page_items(page, style)
        texts.append(items)
        if below:
            notes[page.number] = _Notes(page.number, tuple(_note_blocks(below, known)))
    items = list(chain.from_iterable(texts))
    return _titled(list(_with_notes(_blocks(paragraphs(items, style), style, known), notes)))


def silent_pages(pages: Sequence[PdfPage], pictured: frozenset[int]) -> list[int]:
    """The numbers of the ``pictured`` pages on which nothing stands but headers, footers and page numbers."""
    kept = without_running_lines(pages, style_of(pages).body, pictured)
    return [page.number for page in kept if page.number in pictured and not page.items]


def _page_items(page: PdfPage, style: Style) -> tuple[list[Item], dict[int, list[PdfLine]]]:
    shown = [kept for item in page.items if (kept := _without_errors(item)) is not None]
    widest: dict[int, float] = {}
    for item in shown:
        place = round(item.x0 / 20)
        widest[place] = max(widest.get(place, 0.0), item.x1)
    ordered: list[Item] = []
    for group in reading_order(aligned_tables(shown, lambda line: len(line.text) > _CELL)):
        reach = max(item.x1 for item in group) if len(group) >= 4 else 0.0
        ordered += [
            replace(item, right=reach or max(widest.get(round(item.x0 / 20) + d, 0.0) for d in (-1, 0, 1)))
            if isinstance(item, PdfLine)
            else item
            for item in group
        ]
    text, notes = part_notes(ordered, style.body)
    if notes:
        numbers = frozenset(notes)
        text = [
            replace(item, text=without_calls(item.text, numbers) or item.text) if isinstance(item, PdfLine) else item
            for item in text
        ]
    return text, notes


def _without_errors(item: Item) -> Item | None:
    if not isinstance(item, PdfLine) or "rr" not in item.text:
        return item
    text = clean(_FIELD_ERROR.sub("", item.text))
    return replace(item, text=text) if text else None


def _note_blocks(notes: dict[int, list[PdfLine]], known: frozenset[str]) -> Iterator[RawBlock]:
    for number, lines in notes.items():
        text, _ = join_lines([line.text for line in lines], known)
        yield RawBlock(BlockKind.PARAGRAPH, text, marker=f"{number}. ", pages=((0, lines[0].page),))


def _blocks(parts: Sequence[Paragraph], style: Style, known: frozenset[str]) -> list[RawBlock]:
    joined = [join_lines(part.texts, known) for part in parts]
    heads = [
        not part.table and not part.marker and may_head(part.lines, text, style) and not _is_name(text)
        for part, (text, _) in zip(parts, joined, strict=True)
    ]
    texts = [text for text, _ in joined]
    title = _title_at(parts, texts, heads, style)
    cover = _cover(parts, texts, heads, title)
    headings = [(i, (texts[i], part.lines[0].size)) for i, part in enumerate(parts) if heads[i] and i != title]
    inside = [heading for i, heading in headings if parts[i].page != cover]
    sizes = levels(inside or [heading for _, heading in headings])
    blocks: list[RawBlock] = []
    lists: list[tuple[str, float]] = []
    for index, (part, (text, starts)) in enumerate(zip(parts, joined, strict=True)):
        if part.table:
            rows = [[cell or "" for cell in row] for row in part.table.rows]
            blocks += (
                replace(block, pages=((0, part.page),))
                for block in table_blocks(rows, has_header=part.table.has_header)
            )
            continue
        if _LONE_FIGURE.match(text):
            continue  # a figure in a drawing, without its words
        pages = _pages(part.lines, starts)
        if heads[index]:
            lists.clear()
            level = 1 if index == title else level_of(text, part.lines[0].size, sizes)
            blocks.append(RawBlock(BlockKind.HEADING, text, level, pages=pages))
        elif part.marker:
            depth = _depth(lists, part)
            blocks.append(RawBlock(BlockKind.ITEM, text, depth, part.marker, pages=pages))
        elif text[:1] in _BOXES:
            blocks.append(RawBlock(BlockKind.ITEM, text, len(lists), pages=pages))
        else:
            kind = BlockKind.FIELD if is_field(text) else BlockKind.PARAGRAPH
            blocks.append(RawBlock(kind, text, pages=pages))
    return blocks


def _pages(lines: Sequence[PdfLine], starts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    pages: list[tuple[int, int]] = []
    for line, start in zip(lines, starts, strict=True):
        if not pages or pages[-1][1] != line.page:
            pages.append((start, line.page))
    return tuple(pages)


def _depth(lists: list[tuple[str, float]], part: Paragraph) -> int:
    """The nesting of an item, from the open lists, which are brought up to date."""
    mark, x0 = marker_class(part.marker), part.lines[0].x0
    known = next((i for i, (other, _) in enumerate(lists) if other == mark and abs(lists[i][1] - x0) <= _NEAR), None)
    if known is None:
        while lists and lists[-1][1] >= x0 - _NEAR and not (lists[-1][0] != mark and lists[-1][1] < x0 + _NEAR):
            lists.pop()
        lists.append((mark, x0))
        return len(lists) - 1
    del lists[known + 1 :]
    return known


def _title_at(parts: Sequence[Paragraph], texts: Sequence[str], heads: Sequence[bool], style: Style) -> int | None:
    """The position of the first largest heading of the first pages."""
    best: int | None = None
    size = _TITLE * style.body
    for index, part in enumerate(parts):
        if part.page > _TITLE_PAGES:
            break
        if heads[index] and part.lines[0].size > size:
            best, size = index, part.lines[0].size * 1.02
    return best


def _cover(parts: Sequence[Paragraph], texts: Sequence[str], heads: Sequence[bool], title: int | None) -> int | None:
    """The title's page when no text stands on it: its sizes say nothing of the headings'."""
    if title is None:
        return None
    page = parts[title].page
    written = sum(len(text) for part, text, h in zip(parts, texts, heads, strict=True) if part.page == page and not h)
    return page if written <= _COVER else None


def _is_name(text: str) -> bool:
    """Whether a line of the cover names who publishes rather than what."""
    return is_body(text) or bool(re.fullmatch(r"\([^()]*\)", text))


def _titled(blocks: list[RawBlock]) -> list[RawBlock]:
    """The blocks with the title, wherever its page shows it, first."""
    at = next((i for i, block in enumerate(blocks) if block.kind is BlockKind.HEADING and block.level == 1), None)
    return blocks if at is None else [blocks[at], *blocks[:at], *blocks[at + 1 :]]


def _with_notes(blocks: Sequence[RawBlock], notes: dict[int, _Notes]) -> Iterator[RawBlock]:
    """The blocks with the notes of a page where the text after that page makes room for them."""
    waiting = sorted(notes.values(), key=lambda note: note.page)
    before: RawBlock | None = None
    for block in blocks:
        page = block.pages[0][1]
        opens = block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
        if opens and not (before is not None and introduces(before.text)):
            while waiting and waiting[0].page < page:
                yield from waiting.pop(0).blocks
        yield block
        before = block
    for note in waiting:
        yield from note.blocks
