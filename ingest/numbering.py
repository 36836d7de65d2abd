"""The numbers that a word processor writes before list items and headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PLACE = re.compile(r"%([1-9])")
_LARGEST = 100_000
MAX_LEVEL = 9
BULLET = "- "


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is marked.

    ``form`` is "decimal", "lowerLetter", "upperLetter", "lowerRoman",
    "upperRoman", "bullet" or "none"; ``pattern`` is what is written, with "%1"
    for the number of the first level, "%2" for the second's, and so on.
    """

    form: str = "bullet"
    pattern: str = ""
    start: int = 1


def formatted(number: int, form: str) -> str:
    """``number`` as ``form`` writes it; figures when the form has no such number."""
    if form == "none":
        return ""
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        shown = _roman(number)
    elif form in ("lowerLetter", "upperLetter") and 0 < number <= 26 * 10:
        # After "z" comes "aa", then "bb", as word processors count.
        shown = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    else:
        return str(number)
    return shown.upper() if form.startswith("upper") else shown


def _roman(number: int) -> str:
    parts: list[str] = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)


@dataclass(slots=True)
class Counter:
    """The running numbers of the lists of one document, by list name."""

    _numbers: dict[str, list[int | None]] = field(default_factory=dict)

    def marker(self, name: str, level: int, levels: Mapping[int, ListLevel] | Sequence[ListLevel]) -> str:
        """Counts one more item at ``level`` (from 0) of list ``name``; returns its marker.

        The marker ends with a space; it is empty for a level without a mark.
        """
        level = min(max(level, 0), MAX_LEVEL - 1)
        own = _level(levels, level)
        numbers = self._numbers.setdefault(name, [None] * MAX_LEVEL)
        before = numbers[level]
        numbers[level] = own.start if before is None else min(before + 1, _LARGEST)
        numbers[level + 1 :] = [None] * (MAX_LEVEL - level - 1)
        if own.form == "bullet":
            return BULLET
        marker = _PLACE.sub(lambda match: self._shown(numbers, int(match[1]) - 1, levels), own.pattern).strip()
        return f"{marker} " if marker else ""

    def restart(self, name: str) -> None:
        """The next item of list ``name`` is its first again."""
        self._numbers.pop(name, None)

    @staticmethod
    def _shown(numbers: Sequence[int | None], level: int, levels: Mapping[int, ListLevel] | Sequence[ListLevel]) -> str:
        described = _level(levels, level)
        number = numbers[level]
        return formatted(described.start if number is None else number, described.form)


def _level(levels: Mapping[int, ListLevel] | Sequence[ListLevel], level: int) -> ListLevel:
    try:
        return levels[level]
    except (KeyError, IndexError):
        return ListLevel()
