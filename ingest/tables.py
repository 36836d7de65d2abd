"""Tables as label–value lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import RawBlock
from vectorstore.types import BlockKind

_COLON = " :\u00a0\u202f"


def table_blocks(rows: Sequence[Sequence[str]], *, has_header: bool) -> list[RawBlock]:
    """One block per row of a table.

    Under a header, a row reads "Header : cell ; Header : cell", so that one
    quote holds a value with what it means. Without, two cells are a label and
    its value, and other rows list their cells. Empty cells and rows go.
    """
    filled = [list(row) for row in rows if any(row)]
    if not filled:
        return []
    header: Sequence[str] = ()
    if has_header and len(filled) > 1:
        header, filled = filled[0], filled[1:]
    blocks = (row_block(header, row) for row in filled)
    return [block for block in blocks if block]


def row_block(header: Sequence[str], row: Sequence[str], *, first_is_label: bool = False) -> RawBlock | None:
    """One row as a block under ``header`` (empty for none), or None when it says nothing.

    ``first_is_label`` tells that the row's first cell names the others.
    """
    line = _row_line(header, row, first_is_label)
    if not line:
        return None
    return RawBlock(BlockKind.FIELD if " : " in line else BlockKind.PARAGRAPH, line)


def _row_line(header: Sequence[str], row: Sequence[str], first_is_label: bool) -> str:
    if any(header):
        parts = []
        for index, cell in enumerate(row):
            label = header[index].rstrip(_COLON) if index < len(header) else ""
            if cell:
                parts.append(f"{label} : {cell}" if label and label != cell else cell)
        return " ; ".join(parts)
    cells = [cell for cell in row if cell]
    if len(cells) == 2 or (first_is_label and len(cells) > 2):
        return f"{cells[0].rstrip(_COLON)} : {' ; '.join(cells[1:])}"
    return " ; ".join(cells)


_ROW = re.compile(r"^[ \t\u00a0]{0,3}\|(?P<cells>.*)\|[ \t\u00a0]*$")
_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")


def with_table_rules(text: str) -> str:
    """``text`` with its "| a | b |" rows made into Markdown tables.

    Some sources leave a blank line between the rows, or the rule below the
    first one out; Markdown then takes the rows for paragraphs.
    """
    result: list[str] = []
    rows: list[str] = []
    blank = 0
    for line in [*text.split("\n"), "end"]:
        if _ROW.match(line) or (rows and _RULE.match(line)):
            rows.append(line.replace("\u00a0", " "))
            blank = 0
        elif rows and not line.strip() and not blank:
            blank = 1
        else:
            result += _table_source(rows)
            result += [""] * (blank + bool(rows))
            rows, blank = [], 0
            result.append(line)
    return "\n".join(result[:-1])


def _table_source(rows: list[str]) -> list[str]:
    if len(rows) < 2:
        return rows
    if any(_RULE.match(row) for row in rows[:2]):
        return rows
    columns = re.sub(r"\\\|", "", rows[0].strip()).count("|") - 1
    return [rows[0], "|" + "---|" * columns, *rows[1:]]
