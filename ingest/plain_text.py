"""Plain text, mostly scraped web pages: structure guessed from the lines' shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import RawBlock, introduces
from ingest.fields import (
    is_field,
    is_known_label,
    is_numbered_heading,
    label_of,
    split_field,
)
from ingest.lines import (
    Line,
    continues,
    ends_sentence,
    holds_address,
    is_wrapped,
    marker_class,
    visible_lines,
    without_markup,
)
from vectorstore.dates import find_dates
from vectorstore.types import BlockKind

_CONTACT = re.compile(r"^(?:vos )?contacts?(?: presse| m[ée]dias?)?$", re.IGNORECASE)
_BYLINE = re.compile(r"\b(?:publi[ée]|mis|modifi[ée])e? (?:le|à jour)\b|^@", re.IGNORECASE)
# Text copied from a Markdown editor keeps its heading marks.
_MARKED_HEADING = re.compile(r"^(?P<level>#{1,6})[ \u00a0]+(?=\S)")
_SHORT = 120
_PLAIN_LEVEL = 3
_PROSE = 80
_CAPITALS = 200


def read_plain_text(text: str) -> list[RawBlock]:
    """The blocks of a plain text: headings, paragraphs, lists, label–value lines.

    No title is chosen here and nothing is removed; wrapped lines are joined.
    """
    lines = _joined(visible_lines(without_markup(text)))
    lines = [replace(line, text=part) if i == 0 else Line(part)
             for line in lines for i, part in enumerate(split_field(line.text))]  # fmt: skip
    lines = _implied_items(_labelled(lines))
    blocks = _blocks(lines)
    return _headings(blocks)


def read_lines(text: str) -> list[RawBlock]:
    """The blocks of a few lines inside a larger page, where no line is a heading."""
    return _blocks(_implied_items(_labelled(_joined(visible_lines(text)))))


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Put wrapped lines together again."""
    result: list[Line] = []
    group: list[Line] = []
    for line in [*lines, Line("", gap=True)]:
        if line.gap or line.marker:
            result += _join_group(group)
            group = []
        group.append(line)
    return [line for line in result if line.text]


def _join_group(group: list[Line]) -> list[Line]:
    if len(group) < 2:
        return group
    if is_wrapped([line.text for line in group]) and not any(
        holds_address(line.text) and len(line.text) < 60 for line in group
    ):
        return [replace(group[0], text=" ".join(line.text for line in group))]
    joined: list[list[Line]] = [[group[0]]]
    for line in group[1:]:
        first, last = joined[-1][0], joined[-1][-1]
        hangs = bool(first.marker) and line.indent > first.indent and not introduces(last.text)
        if hangs or continues(last.text, line.text):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [replace(part[0], text=" ".join(line.text for line in part)) for part in joined]


def _labelled(lines: Sequence[Line]) -> list[Line]:
    """Join a label and the value that stands on the line below it."""
    result: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        label = label_of(line.text)
        if label and index + 1 < len(lines) and _takes_value(line, label, lines[index + 1 : index + 4]):
            value = lines[index + 1]
            line = replace(line, text=f"{line.text} {value.text}", lone=True)
            index += 1
        result.append(line)
        index += 1
    return result


def _takes_value(line: Line, label: str, after: Sequence[Line]) -> bool:
    value = after[0]
    if value.gap or value.marker or label_of(value.text) or is_field(value.text):
        return False
    if is_known_label(label) or line.lone:
        return True
    followers = 0
    for other in after:
        if other.gap or other.marker or is_field(other.text):
            break
        followers += 1
    return (
        followers == 1
        and not line.marker
        and len(label.split()) <= 6
        and len(value.text) <= _SHORT
        and not ends_sentence(value.text)
    )


def _implied_items(lines: Sequence[Line]) -> list[Line]:
    """Give a marker to the bare lines that a "…:" line lists right below it."""
    result = list(lines)
    index = 0
    while index < len(result):
        stem = result[index]
        index += 1
        if not introduces(stem.text):
            continue
        end = index
        while end < len(result) and _listable(result[end]):
            end += 1
        bare = result[index:end]
        resumed = (
            end < len(result)
            and bool(stem.marker)
            and (marker_class(result[end].marker) == marker_class(stem.marker) and bool(result[end].marker))
        )
        if not resumed:
            # Nothing closes the list, so a full sentence does.
            bare = bare[: next((i for i, x in enumerate(bare) if x.text.endswith((".", "!", "?"))), len(bare))]
        if len(bare) >= 2:
            for offset, item in enumerate(bare):
                result[index + offset] = replace(item, marker="- ", indent=stem.indent + 2)
            index += len(bare)
    return result


def _listable(line: Line) -> bool:
    return (
        not line.marker
        and not line.gap
        and len(line.text) <= 2 * _SHORT
        and not introduces(line.text)
        and not is_field(line.text)
    )


def _blocks(lines: Sequence[Line]) -> list[RawBlock]:
    """One block per line; items get their nesting level."""
    blocks: list[RawBlock] = []
    open_lists: list[tuple[int, str]] = []
    for line in lines:
        if line.marker and _is_labelled_item(line):
            open_lists.clear()
            blocks.append(RawBlock(BlockKind.FIELD, line.text))
        elif line.marker:
            key = (line.indent, marker_class(line.marker))
            if key in open_lists:
                del open_lists[open_lists.index(key) + 1 :]
            else:
                while open_lists and open_lists[-1][0] > line.indent:
                    open_lists.pop()
                open_lists.append(key)
            level = len(open_lists) - 1
            blocks.append(RawBlock(BlockKind.ITEM, line.text, level, line.marker))
        elif mark := _MARKED_HEADING.match(line.text):
            open_lists.clear()
            level = len(mark["level"])
            blocks.append(RawBlock(BlockKind.HEADING, line.text[mark.end() :], level))
        else:
            open_lists.clear()
            kind = BlockKind.FIELD if is_field(line.text) else BlockKind.PARAGRAPH
            blocks.append(RawBlock(kind, line.text))
    return blocks


def _is_labelled_item(line: Line) -> bool:
    """Whether a bulleted line is a label and its value, the bullet being layout."""
    label, colon, value = line.text.partition(":")
    if not colon or not value.strip() or marker_class(line.marker) != "-":
        return False
    return is_known_label(label) or (line.lone and is_field(line.text))


def _headings(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Turn into headings the short lines that stand above content.

    Read from the end, so that what follows a line is already known.
    """
    result = list(blocks)
    for index in range(len(result) - 2, -1, -1):
        before = result[index - 1] if index else None
        result[index] = _as_heading(before, result[index], result[index + 1 : index + 3])
    levels = {b.level for b in result if b.kind is BlockKind.HEADING}
    if levels == {_PLAIN_LEVEL}:
        # With no greater heading about, the plain ones are the sections.
        result = [replace(b, level=2) if b.kind is BlockKind.HEADING else b for b in result]
    return result


def _as_heading(before: RawBlock | None, block: RawBlock, after: Sequence[RawBlock]) -> RawBlock:
    text, follower = block.text, after[0]
    if block.kind is BlockKind.HEADING:
        return block
    if block.kind is BlockKind.ITEM:
        if _numbers_a_part(before, block, follower):
            return RawBlock(BlockKind.HEADING, f"{block.marker}{text}", level=_PLAIN_LEVEL)
        return block
    if block.kind is BlockKind.FIELD and not is_numbered_heading(text):
        return block
    if is_capitals(text) and follower.kind is not BlockKind.FIELD:
        return RawBlock(BlockKind.HEADING, text, level=2)
    if not is_heading_like(text):
        return block
    if _CONTACT.match(text):
        return RawBlock(BlockKind.HEADING, text, level=_PLAIN_LEVEL)
    if follower.kind is BlockKind.HEADING:
        # A chain of short lines is a list of links or an address, and a lesser
        # heading never stands right above a greater one.
        chained = len(after) > 1 and after[1].kind is BlockKind.HEADING
        if follower.level == 2 or chained:
            return block
    elif follower.kind is BlockKind.PARAGRAPH:
        if len(follower.text) < _PROSE and not follower.text.endswith((".", ":")):
            return block
    elif follower.kind is BlockKind.FIELD and before is not None and before.kind is BlockKind.FIELD:
        return block
    return RawBlock(BlockKind.HEADING, text, level=_PLAIN_LEVEL)


def _numbers_a_part(before: RawBlock | None, block: RawBlock, follower: RawBlock) -> bool:
    """Whether a numbered short line is the heading of the prose below it."""
    return (
        block.level == 0
        and marker_class(block.marker) in ("1.", "I.")
        and len(block.text) <= _SHORT
        and not ends_sentence(block.text)
        and follower.kind is BlockKind.PARAGRAPH
        and len(follower.text) >= _PROSE
        and (before is None or before.kind is not BlockKind.ITEM)
        and not (before is not None and introduces(before.text))
    )


def is_capitals(text: str) -> bool:
    """Whether a line is set in capitals, as old press releases set their headings."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 8 or len(text) > _CAPITALS or holds_address(text):
        return False
    return sum(char.isupper() for char in letters) >= 0.85 * len(letters)


def is_heading_like(text: str) -> bool:
    """Whether a line has the shape of a heading, whatever stands around it."""
    if len(text) > (_CAPITALS if is_numbered_heading(text) else _SHORT):
        return False
    if len(text.split()) > (30 if is_numbered_heading(text) else 20) or _BYLINE.search(text):
        return False
    if holds_address(text) or _is_date_line(text):
        return False
    if is_numbered_heading(text):
        return not text.endswith((";", ","))
    opening = text[0]
    if not (opening.isupper() or opening.isdigit() or opening in "«“\"'" or not opening.isalnum()):
        return False
    return not text.endswith((".", ";", ",", ":", "…", "!"))


def _is_date_line(text: str) -> bool:
    found = find_dates(text)
    return bool(found) and len(text) - (found[0].end - found[0].start) <= 12
