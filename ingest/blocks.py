"""The intermediate form between readers and Documents: raw blocks, and their assembly.

Every reader yields :class:`RawBlock`; :func:`assemble` is the only place where
clean text and offsets are made, so the offsets cannot drift from the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vectorstore.pages import PageMap, page_map
from vectorstore.types import Block, BlockKind

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"
_TYPOGRAPHIC = NBSP + NARROW_NBSP
# Beyond these, characters are looked at one by one.
_ODD = re.compile(r"[^ -~\u00a0\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u202f\u2030-\u205e€]")
# Characters that show nothing though they are letters or marks to Unicode
# (Default_Ignorable_Code_Point: fillers, joiners, variation selectors), and code
# points that are no characters. Inside a word they would hide it from search.
_IGNORABLE = re.compile(
    "[\u2065\ufdd0-\ufdef\ufff0-\ufff8\ufffe\uffff\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(rf"[ {_TYPOGRAPHIC}]{{2,}}")


@dataclass(frozen=True, slots=True)
class RawBlock:
    """One block as a reader found it.

    ``marker`` is the list marker to write before it ("- ", "1. "), outside its
    span. ``links`` is the share of its characters that stand in hyperlinks
    (HTML only): menus have 1.0, prose about 0. ``pages`` tells, for a paged
    source, from which place in ``text`` on it stands on which page; the first
    place is 0.
    """

    kind: BlockKind
    text: str
    level: int = 0
    marker: str = ""
    links: float = 0.0
    pages: PageMap = ()


def clean(text: str) -> str:
    """One line of clean text: NFC, no invisible characters, no double or outer spaces.

    Non-breaking spaces (U+00A0, U+202F) stay, as French typography needs them;
    every other blank, line breaks included, becomes a plain space.
    """
    if _ODD.search(text):
        text = "".join(map(_shown, text))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _SPACES.sub(_one_space, text).strip()


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    """What stands for ``char`` in clean text: itself, a space, or nothing."""
    if char in _TYPOGRAPHIC:
        return char
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"  # a lone surrogate cannot be stored as UTF-8
    return "" if category in ("Cc", "Cf") or _IGNORABLE.match(char) else char


def _one_space(match: re.Match[str]) -> str:
    return " " if " " in match[0] else match[0][0]


def introduces(text: str) -> bool:
    """Whether ``text`` ends with a colon, so that what follows belongs to it."""
    return text.rstrip().endswith(":")


def with_stems(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Mark as STEM each paragraph or item that ends with ":" and introduces what follows.

    A heading keeps its kind: it already stands above its section. An item is a
    stem only for deeper items.
    """
    result = list(blocks)
    for index, block in enumerate(result[:-1]):
        if not introduces(block.text):
            continue
        after = result[index + 1]
        if block.kind is BlockKind.PARAGRAPH:
            leads = after.kind in (BlockKind.ITEM, BlockKind.FIELD) or bool(after.marker)
        elif block.kind is BlockKind.ITEM:
            leads = bool(after.marker) and after.level > block.level
        else:
            leads = False
        if leads:
            result[index] = replace(block, kind=BlockKind.STEM)
    return result


def assemble(raw_blocks: Iterable[RawBlock]) -> tuple[str, tuple[Block, ...]]:
    """Join blocks into the clean text; return it with the exact spans.

    Blocks are separated by a blank line, items of one list and consecutive
    fields by a line break. Blocks without a letter or a figure (rules, stray
    bars) are dropped. For each block ``text[start:end]`` is stripped and not
    empty; spans are ordered and disjoint.
    """
    text, blocks, _ = assemble_paged(raw_blocks)
    return text, blocks


def assemble_paged(raw_blocks: Iterable[RawBlock]) -> tuple[str, tuple[Block, ...], PageMap]:
    """What :func:`assemble` gives, with the page map of the clean text."""
    cleaned = [
        replace(block, text=text, marker=_marker(block.marker), pages=_moved(block, text))
        for block in raw_blocks
        if _says_something(text := clean(block.text))
    ]
    parts: list[str] = []
    blocks: list[Block] = []
    pages: list[tuple[int, int]] = []
    position = 0
    previous: RawBlock | None = None
    for block in with_stems(cleaned):
        lead = ("" if previous is None else _separator(previous, block)) + block.marker
        start = position + len(lead)
        position = start + len(block.text)
        parts += (lead, block.text)
        blocks.append(Block(kind=block.kind, start=start, end=position, level=block.level))
        pages += ((start + place, page) for place, page in block.pages)
        previous = block
    return "".join(parts), tuple(blocks), page_map(pages)


def _moved(block: RawBlock, text: str) -> PageMap:
    """The block's page map for its clean ``text``."""
    if text == block.text:
        return block.pages
    return tuple((min(len(clean(block.text[:place])), len(text)), page) for place, page in block.pages)


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _marker(marker: str) -> str:
    shown = clean(marker)
    return f"{shown} " if shown else ""


def _separator(before: RawBlock, after: RawBlock) -> str:
    if before.kind is BlockKind.FIELD and after.kind is BlockKind.FIELD:
        return "\n"
    return "\n" if _in_list(before) and _in_list(after) else "\n\n"


def _in_list(block: RawBlock) -> bool:
    return block.kind is BlockKind.ITEM or (block.kind is BlockKind.STEM and bool(block.marker))
