"""The order in which the lines of a page are read.

Programs write a page in the order it is read, columns included, so the order of
the file is kept; but slides and frames may have been drawn in any order, so a
group of lines that stands right above an earlier one goes before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.pdf.layout import Item, PdfLine

_NEAR = 2.2  # of the size: how far below each other lines of one group stand
_MOST_GROUPS = 400  # more are a drawing's labels, whose order says nothing


def reading_order(items: Sequence[Item]) -> list[list[Item]]:
    """The items in reading order, as groups of lines that stand below each other."""
    groups = _groups(items)
    if len(groups) > _MOST_GROUPS:
        return groups
    placed: list[list[Item]] = []
    for group in groups:
        at = next((i for i, other in enumerate(placed) if _above(group, other)), len(placed))
        placed.insert(at, group)
    return placed


def _groups(items: Sequence[Item]) -> list[list[Item]]:
    groups: list[list[Item]] = []
    for item in items:
        if groups and _follows(groups[-1][-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _follows(before: Item, item: Item) -> bool:
    if not isinstance(before, PdfLine) or not isinstance(item, PdfLine):
        return False
    down = item.baseline - before.baseline
    beside = abs(down) <= 2 and item.x0 > before.x1
    below = 0 < down <= _NEAR * max(item.size, before.size)
    return beside or (below and item.x0 < before.x1 and before.x0 < item.x1)


def _above(group: Sequence[Item], other: Sequence[Item]) -> bool:
    """Whether ``group`` stands wholly above ``other`` and over it."""
    if max(item.baseline for item in group) > min(item.top for item in other):
        return False
    left, right = min(item.x0 for item in group), max(item.x1 for item in group)
    left2, right2 = min(item.x0 for item in other), max(item.x1 for item in other)
    shared = min(right, right2) - max(left, left2)
    return shared >= 0.5 * min(right - left, right2 - left2)
