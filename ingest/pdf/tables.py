"""Tables of a page: those with rules, and rows of cells printed in line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ingest.pdf.glyphs import Glyph, lines_of
from ingest.pdf.joining import join_lines
from ingest.pdf.layout import Item, PdfLine, PdfTable, rows_of

# Pages with more strokes are drawings, on which the search for tables takes minutes.
_MOST_STROKES = 1500
_MOST_CELLS = 4000
_LONGEST_CELL = 1200
_HEADER_CELL = 60
_ALIGNED = 5.0  # points
_MOST_COLUMNS = 8
_BULLET = re.compile(r"^[•▪◦●○■□‣➢►✓*–-]\s+")

Box = tuple[float, float, float, float]


def ruled_tables(page: Any) -> list[list[list[Box | None]]]:
    """The cells' boxes of each table of a pdfplumber ``page`` that rules part, by rows.

    A frame around text and a drawing are no tables: a table has two rows and
    two columns at least.
    """
    strokes = len(page.rects) + len(page.lines) + len(page.curves)
    if not strokes or strokes > _MOST_STROKES:
        return []
    found: list[list[list[Box | None]]] = []
    for table in page.find_tables():
        if len(table.cells) > _MOST_CELLS:
            continue
        rows = [list(row.cells) for row in table.rows]
        if len(rows) >= 2 and max(map(len, rows)) >= 2:
            found.append(rows)
    return found


def fill(cells: list[list[Box | None]], glyphs: Sequence[Glyph], page: int) -> PdfTable | None:
    """The table with its words, or None when what stands in the cells is no table of short values."""
    places = [box for row in cells for box in row if box is not None]
    bounds = (
        min(b[0] for b in places),
        min(b[1] for b in places),
        max(b[2] for b in places),
        max(b[3] for b in places),
    )
    held = [glyph for glyph in glyphs if inside(glyph, bounds)]
    texts: list[tuple[str | None, ...]] = []
    lines: list[list[PdfLine]] = []
    for boxes in cells:
        row: list[str | None] = []
        across = _band(held, [box for box in boxes if box is not None])
        lines.append([])
        for box in boxes:
            own = lines_of([glyph for glyph in across if inside(glyph, box)], page) if box else []
            lines[-1] += own
            row.append(None if box is None else cell_text([line.text for line in own]))
        texts.append(tuple(row))
    bold = [bool(row) and all(line.bold for line in row) for row in lines if row]
    rows = _spanned([row for row in texts if any(row)])
    if len(rows) < 2 or any(len(cell or "") > _LONGEST_CELL for row in rows for cell in row):
        return None
    if max(sum(bool(cell) for cell in row) for row in rows) < 2:
        return None
    header = _is_header(rows, bold[0] and not all(bold))
    return PdfTable(page, tuple(rows), header, bounds[0], bounds[2], bounds[1], bounds[3])


def _band(glyphs: Sequence[Glyph], boxes: Sequence[Box]) -> list[Glyph]:
    """The glyphs that may be in one of the boxes of a row."""
    if not boxes:
        return []
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return [glyph for glyph in glyphs if top <= glyph.baseline - 0.3 * glyph.size < bottom]


def inside(glyph: Glyph, box: Box) -> bool:
    """Whether the middle of the glyph is in the box."""
    middle = (glyph.x0 + glyph.x1) / 2
    return box[0] <= middle < box[2] and box[1] <= glyph.baseline - 0.3 * glyph.size < box[3]


def cell_text(lines: Sequence[str]) -> str:
    """The words of a cell on one line; list items in it are parted by semicolons."""
    parts: list[list[str]] = []
    for line in lines:
        item = _BULLET.match(line)
        if item or not parts:
            parts.append([line[item.end() :] if item else line])
        else:
            parts[-1].append(line)
    joined = [join_lines(part)[0].rstrip(" ;") for part in parts]
    return " ; ".join(part for part in joined if part)


def _spanned(rows: list[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
    """The rows with a first cell that spans several rows repeated in each."""
    result: list[tuple[str | None, ...]] = []
    for row in rows:
        if row[0] is None and result and result[-1][0] and len(row) == len(result[-1]):
            row = (result[-1][0], *row[1:])
        result.append(row)
    return result


def _is_header(rows: Sequence[Sequence[str | None]], bold: bool) -> bool:
    first = rows[0]
    if not all(cell and len(cell) <= _HEADER_CELL for cell in first):
        return False
    return bold or (len(first) >= 3 and not any(char.isdigit() for cell in first for char in cell or ""))


def aligned_tables(lines: Sequence[Item], is_prose: Callable[[PdfLine], bool]) -> list[Item]:
    """``lines`` with runs of rows whose cells stand below each other made into tables.

    ``is_prose`` tells lines that fill their column, which are text set in
    columns rather than cells. A cell's further lines stand alone below it.
    """
    rows = rows_of(lines)
    result: list[Item] = []
    index = 0
    while index < len(rows):
        end, table = _table_at(rows, index, is_prose)
        if table is not None:
            result.append(table)
            index = end
        else:
            result += rows[index]
            index += 1
    return result


def _table_at(
    rows: Sequence[list[Item]], start: int, is_prose: Callable[[PdfLine], bool]
) -> tuple[int, PdfTable | None]:
    head = _cells(rows[start])
    if not 2 <= len(head) <= _MOST_COLUMNS or any(map(is_prose, head)):
        return start, None
    cells: list[list[list[PdfLine]]] = []
    index = start
    while index < len(rows):
        row = _cells(rows[index])
        if len(row) == len(head) and not any(map(is_prose, row)) and all(map(_below, head, row)):
            cells.append([[line] for line in row])
        elif cells and len(row) == 1 and (column := _column(head, row[0], cells[-1])) is not None:
            cells[-1][column].append(row[0])
        else:
            break
        index += 1
    if len(cells) < 2:
        return start, None
    texts = tuple(tuple(cell_text([line.text for line in cell]) for cell in row) for row in cells)
    flat = [line for row in cells for cell in row for line in cell]
    first = [line for cell in cells[0] for line in cell]
    bold = all(line.bold for line in first) and not all(line.bold for line in flat)
    x1, last = max(line.x1 for line in flat), max(line.baseline for line in flat)
    return index, PdfTable(head[0].page, texts, _is_header(texts, bold), head[0].x0, x1, head[0].top, last)


def _cells(row: list[Item]) -> list[PdfLine]:
    return [item for item in row if isinstance(item, PdfLine)]


def _below(one: PdfLine, other: PdfLine) -> bool:
    middles = abs(one.x0 + one.x1 - other.x0 - other.x1) / 2
    return min(abs(one.x0 - other.x0), abs(one.x1 - other.x1), middles) <= _ALIGNED


def _column(head: Sequence[PdfLine], line: PdfLine, last: Sequence[Sequence[PdfLine]]) -> int | None:
    """The column, not the first, that ``line`` goes on with right below."""
    for column in range(1, len(head)):
        above = last[column][-1]
        if abs(head[column].x0 - line.x0) <= _ALIGNED and 0 < line.baseline - above.baseline <= 1.7 * line.size:
            return column
    return None
