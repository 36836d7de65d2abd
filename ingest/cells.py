"""Tables whose cells span columns and rows, or hold whole paragraphs and lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import RawBlock
from ingest.tables import row_block
from vectorstore.types import BlockKind

MAX_COLUMNS = 200
# A cell with more than this in several paragraphs is text, not a value.
_VALUE = 300
_LABEL = 120
# What spans rows counts in each of them when it is a value or a label, not a text.
_REPEATED = 200
_HEADER = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as written: its words, or its blocks when its format tells them apart.

    ``columns`` and ``rows`` say how far it spans; ``header`` that it names
    what stands below or beside it.
    """

    text: str = ""
    blocks: tuple[RawBlock, ...] = ()
    columns: int = 1
    rows: int = 1
    header: bool = False


_NOTHING = Cell()


def cell_table_blocks(rows: Sequence[Sequence[Cell]], *, guess_header: bool = False) -> list[RawBlock]:
    """The table's rows as label–value lines, each value under its own column's name.

    A cell that spans rows counts in each of them. With ``guess_header`` a first
    row of short words above at least three columns is taken for the columns'
    names, for formats whose writers seldom mark it. A row with whole paragraphs
    or lists in a cell gives those, introduced by the cell's label.
    """
    grid = [row for row in _grid(rows) if any(cell.text or cell.blocks for cell in row.values())]
    if not grid:
        return []
    count = _header_rows(grid)
    if not count and guess_header and _names_columns(grid):
        count = 1
    labels = _labels(grid[:count])
    blocks: list[RawBlock] = []
    for row in grid[count:]:
        if any(_is_text(cell) for cell in row.values()):
            blocks += _text_row(labels, row)
        else:
            blocks += _line(labels, row)
    return blocks


def _line(labels: dict[int, str], row: dict[int, Cell]) -> list[RawBlock]:
    width = max([*labels, *row]) + 1
    cells = ["" if (cell := row.get(column)) is None else cell.text for column in range(width)]
    header = [labels.get(column, "") for column in range(width)] if labels else []
    first = row.get(min(row))
    block = row_block(header, cells, first_is_label=bool(first and first.header))
    return [block] if block else []


def _grid(rows: Sequence[Sequence[Cell]]) -> list[dict[int, Cell]]:
    """Each row's cells by column, spans unfolded: downwards always, across for headers only."""
    # What is repeated downwards is bounded by what the table itself says, lest
    # a page of spans unfolds into gigabytes.
    budget = 1000 + 4 * sum(len(cell.text) for row in rows for cell in row)
    grid: list[dict[int, Cell]] = []
    hanging: dict[int, tuple[Cell, int]] = {}
    for cells in rows:
        placed: dict[int, Cell] = {}
        kept: dict[int, tuple[Cell, int]] = {}
        for column, (cell, left) in hanging.items():
            budget -= len(cell.text) + 1
            if budget <= 0:
                break
            placed[column] = cell
            if left > 1:
                kept[column] = (cell, left - 1)
        column = 0
        for cell in cells:
            while column in placed:
                column += 1
            if column >= MAX_COLUMNS:
                break
            width = min(max(1, cell.columns), MAX_COLUMNS - column)
            for offset in range(width if cell.header else 1):
                placed.setdefault(column + offset, cell)
                if cell.rows > 1:
                    kept[column + offset] = (cell if len(cell.text) <= _REPEATED else _NOTHING, cell.rows - 1)
            column += width
        hanging = kept
        grid.append(placed)
    return grid


def _header_rows(grid: Sequence[dict[int, Cell]]) -> int:
    """How many rows at the top name the columns; always fewer than there are."""
    count = 0
    for row in grid:
        if not all(cell.header or (not cell.text and not count) for cell in row.values()):
            break
        count += 1
    # A table of header cells only has the first row as its header.
    return count if count < len(grid) else min(1, len(grid) - 1)


def _names_columns(grid: Sequence[dict[int, Cell]]) -> bool:
    first = grid[0]
    if len(grid) < 2 or len(first) < 3 or any(cell.columns > 1 for cell in first.values()):
        return False
    named = [cell.text for column, cell in first.items() if column]
    if not all(named) or len(set(named)) < len(named):
        return False
    return all(len(text) <= _HEADER and not text.endswith(".") and _is_words(text) for text in named)


def _is_words(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return letters > sum(char.isdigit() for char in text) and not text.startswith("=")


def _labels(rows: Sequence[dict[int, Cell]]) -> dict[int, str]:
    """Each column's name: of several header rows, what they say from top to bottom."""
    labels: dict[int, list[str]] = {}
    for row in rows:
        for column, cell in row.items():
            parts = labels.setdefault(column, [])
            if cell.text and cell.text not in parts:
                parts.append(cell.text)
    return {column: ", ".join(parts) for column, parts in labels.items()}


def _is_text(cell: Cell) -> bool:
    if len(cell.blocks) < 2:
        return False
    plain = all(block.kind is BlockKind.PARAGRAPH for block in cell.blocks)
    return not plain or len(cell.text) > _VALUE


def _text_row(labels: dict[int, str], row: dict[int, Cell]) -> list[RawBlock]:
    filled = [(column, row[column]) for column in sorted(row) if row[column].text]
    blocks: list[RawBlock] = []
    beside = len(filled) == 2 and not _is_text(filled[0][1]) and len(filled[0][1].text) <= _LABEL
    for index, (column, cell) in enumerate(filled):
        label = labels.get(column, "")
        if beside and index == 0:
            blocks.append(RawBlock(BlockKind.PARAGRAPH, f"{cell.text.rstrip(': ')} :"))
        elif label and not beside:
            if _is_text(cell):
                blocks.append(RawBlock(BlockKind.PARAGRAPH, f"{label.rstrip(': ')} :"))
                blocks += cell.blocks
            else:
                blocks.append(RawBlock(BlockKind.FIELD, f"{label.rstrip(': ')} : {cell.text}"))
        else:
            blocks += cell.blocks or (RawBlock(BlockKind.PARAGRAPH, cell.text),)
    return blocks
