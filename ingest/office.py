"""What text documents of word processors have in common: paragraphs into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import RawBlock, clean
from ingest.fields import is_field
from ingest.lines import split_marker
from ingest.plain_text import is_heading_like, read_lines
from vectorstore.types import BlockKind

# Titles that word processors and scanners write by themselves.
_EMPTY_TITLE = re.compile(
    r"^(?:microsoft word\b.*|document\s?\d*|sans (?:titre|nom)\b.*|untitled\b.*|titre(?: du document)?|title"
    r"|mod[èe]le\b.*|template\b.*|.*\.(?:docx?|dotx?|odt|ott|rtf|pdf|txt))$",
    re.IGNORECASE,
)
_LONGEST_TITLE = 250


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as its document marks it.

    ``heading`` is 0 for running text, 1 and more for headings; ``is_title``
    tells the document's own title. ``marker`` is its list marker or number,
    ``level`` its nesting. ``bold`` tells that all of it is set in bold.
    """

    text: str
    heading: int = 0
    is_title: bool = False
    marker: str = ""
    level: int = 0
    listed: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Styled:
    """A block, and what its style says that a block does not."""

    block: RawBlock
    is_title: bool = False
    bold: bool = False


def styled_blocks(paragraph: Paragraph) -> list[Styled]:
    """The blocks of one paragraph; line breaks inside it separate lines."""
    text = paragraph.text.strip()
    shown = clean(text)
    if not shown:
        return []
    if paragraph.heading:
        block = RawBlock(BlockKind.HEADING, f"{paragraph.marker}{shown}", paragraph.heading)
        return [Styled(block, paragraph.is_title)]
    if paragraph.listed and paragraph.marker:
        return [Styled(RawBlock(BlockKind.ITEM, shown, paragraph.level, paragraph.marker), bold=paragraph.bold)]
    if "\n" in text:
        return [Styled(block) for block in read_lines(text)]
    marker, rest = split_marker(shown)
    if marker == "- " and any(char.isalnum() for char in rest):
        return [Styled(RawBlock(BlockKind.ITEM, rest, 0, marker))]
    kind = BlockKind.FIELD if is_field(shown) else BlockKind.PARAGRAPH
    return [Styled(RawBlock(kind, shown), bold=paragraph.bold)]


def settled(styled: Sequence[Styled]) -> list[RawBlock]:
    """The blocks with their final heading levels.

    Beside a title, the sections are one level down. Where no style marks a
    heading, short lines all in bold are the headings, as many writers set them.
    """
    headings = [item for item in styled if item.block.kind is BlockKind.HEADING]
    sections = [item for item in headings if not item.is_title]
    if not sections:
        return [_by_weight(item) for item in styled]
    titled = len(sections) < len(headings)
    several = sum(item.block.level == 1 for item in sections) > 1
    down = 1 if titled or several else 0
    return [
        replace(item.block, level=item.block.level + down)
        if item.block.kind is BlockKind.HEADING and not item.is_title
        else item.block
        for item in styled
    ]


def _by_weight(item: Styled) -> RawBlock:
    block = item.block
    if not item.bold or block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return block
    if block.kind is BlockKind.ITEM and block.marker == "- ":
        return block
    if not is_heading_like(block.text):
        return block
    return RawBlock(BlockKind.HEADING, f"{block.marker}{block.text}", 2)


def stated_title(value: str | None, styled: Iterable[Styled]) -> str | None:
    """The title that the document's properties state, unless its text has one or it says nothing."""
    if any(item.is_title for item in styled):
        return None
    shown = clean(value or "")
    if not 4 <= len(shown) <= _LONGEST_TITLE or _EMPTY_TITLE.match(shown):
        return None
    return shown
