"""Footnotes: told from the text by their size and place, and their calls taken out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf.layout import Item, PdfLine

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans(_RAISED, "0123456789")
_CALLS = re.compile(rf"[{_RAISED}]+(?:,[{_RAISED}]+)*")
_NOTE = re.compile(rf"^(?P<number>[{_RAISED}]{{1,3}}|\d{{1,3}}(?![\d,/]))[.)]?\s*(?=\S)")
_UNIT = re.compile(r"(?:^|[\s\d(/])(?:[kcdm]?m|ha)$")
_SMALLER = 0.93  # of the size of the text


def part_notes(items: Sequence[Item], body_size: float) -> tuple[list[Item], dict[int, list[PdfLine]]]:
    """The items of one page without its footnotes, and these by number, number taken off.

    Notes are the last lines of the page, smaller than its text; each begins
    with a number that a raised figure calls, and the numbers go up.
    """
    start = len(items)
    while start and _is_small(items[start - 1], body_size):
        start -= 1
    called = {n for item in items[:start] if isinstance(item, PdfLine) for n in calls(item.text)}
    # The first lines of a page's foot may belong to a note of the page before, or to the text.
    while start < len(items) and _number(items[start]) not in called:
        start += 1
    notes: dict[int, list[PdfLine]] = {}
    last = 0
    for item in items[start:]:
        if not isinstance(item, PdfLine):
            return list(items), {}
        mark, own = _NOTE.match(item.text), _number(item)
        if mark and own in called and own is not None and own > last:
            last = own
            notes[own] = [replace(item, text=item.text[mark.end() :])]
        else:
            notes[last].append(item)
    return list(items[:start]), notes


def calls(text: str) -> set[int]:
    """The numbers that stand raised in ``text``."""
    return {int(part.translate(_DIGITS)) for match in _CALLS.finditer(text) for part in match[0].split(",")}


def without_calls(text: str, numbers: frozenset[int]) -> str:
    """``text`` without the raised figures that call the notes ``numbers``; others stay ("m²")."""

    def kept(match: re.Match[str]) -> str:
        called = calls(match[0])
        unit = called <= {2, 3} and _UNIT.search(text[: match.start()])
        return match[0] if unit or not called <= numbers else ""

    return _CALLS.sub(kept, text)


def _is_small(item: Item, body_size: float) -> bool:
    return isinstance(item, PdfLine) and item.size <= _SMALLER * body_size and not item.bold


def _number(item: Item) -> int | None:
    mark = _NOTE.match(item.text) if isinstance(item, PdfLine) else None
    return int(mark["number"].translate(_DIGITS)) if mark else None
