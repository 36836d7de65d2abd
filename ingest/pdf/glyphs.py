"""From the glyphs of a page to its lines."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.blocks import clean
from ingest.pdf.layout import PdfLine

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# Pictures that office programs draw with letters of a symbol font.
_WINGDINGS = {
    "è": "→", "à": "→", "ð": "→", "ü": "✓", "û": "✗", "§": "•", "l": "•", "n": "•", "q": "•", "v": "•", "w": "•",
    "Ø": "•", "Ü": "•", "u": "•", "o": "•", "¨": "•", "¡": "•", "·": "•", "Ä": "•", "Ê": "→", "F": "→",
}  # fmt: skip
_SYMBOL_FONT = re.compile(r"wingdings|webdings|dingbats", re.IGNORECASE)
_BOLD_FONT = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_UNMAPPED = re.compile(r"^\(cid:\d+\)$")
# PDF 32000-1, table D.2, note 3: the encoding's unused codes are bullets.
_WINANSI_BULLET = "(cid:127)"
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PRIVATE = range(0xF000, 0xF100)  # where symbol fonts put their letters

_SPACE = 0.2  # of the size: a wider gap between glyphs is a space
_CELL = 2.5  # of the size: a wider gap parts two cells
_MARK = re.compile(r"^(?:[•▪◦●○■□‣➢➤►▶✓✔✅❖·–—*-]|\(?\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2})+\.?|[a-z][.)]|[IVX]{1,5}[.)])$")
_MARK_REACH = 8.0  # of the size: how far a list mark may stand from its words


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph in the reading direction of its text."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool


@dataclass(slots=True)
class _Run:
    """The glyphs of one line, as they come."""

    glyphs: list[Glyph] = field(default_factory=list)
    size: float = 0.0
    baseline: float = 0.0
    x1: float = 0.0

    def takes(self, glyph: Glyph) -> bool:
        if not self.glyphs:
            return True
        size = max(self.size, glyph.size)
        gap = glyph.x0 - self.x1
        return abs(glyph.baseline - self.baseline) <= 0.5 * size and -0.6 * size <= gap <= _CELL * max(self.size, 1.0)

    def add(self, glyph: Glyph) -> None:
        self.glyphs.append(glyph)
        self.x1 = max(self.x1, glyph.x1) if len(self.glyphs) > 1 else glyph.x1
        if glyph.size >= self.size:
            self.size, self.baseline = glyph.size, glyph.baseline


def upright_and_turned(chars: Iterable[Mapping[str, Any]], width: float, height: float) -> tuple[list[Glyph], ...]:
    """The glyphs of a page by direction: upright, upwards, downwards.

    Each list has the coordinates of the page turned so that its text is
    upright. Slanted text (a stamp across the page), glyphs off the page and
    glyphs printed twice for boldness are left out.
    """
    groups: tuple[list[Glyph], ...] = ([], [], [])
    seen: dict[tuple[str, int, int], tuple[float, float]] = {}
    for char in chars:
        x0, x1, top, bottom = char["x0"], char["x1"], char["top"], char["bottom"]
        if width * height > 1 and (x1 < 0 or x0 > width or bottom < 0 or top > height):
            continue
        size = float(char["size"])
        if _printed_before(seen, char["text"], x0, top, 0.1 * size):
            continue
        a, b, _, _, _, f = char["matrix"]
        bold = bool(_BOLD_FONT.search(char["fontname"]))
        text = shown(char["text"], char["fontname"])
        if abs(b) <= 0.1 * abs(a) and a > 0:
            groups[0].append(Glyph(text, x0, x1, bottom - (f - char["y0"]), size, bold))
        elif abs(a) <= 0.1 * abs(b):
            if b > 0:
                groups[1].append(Glyph(text, height - bottom, height - top, x1, size, bold))
            else:
                groups[2].append(Glyph(text, top, bottom, width - x0, size, bold))
    return groups


def _printed_before(
    seen: dict[tuple[str, int, int], tuple[float, float]], text: str, x: float, y: float, near: float
) -> bool:
    """Whether the glyph is already there, less than ``near`` away; else notes that it is now."""
    if text.isspace():
        return False
    for column in (math.floor(x - 0.5), math.floor(x + 0.5)):
        for row in (math.floor(y - 0.5), math.floor(y + 0.5)):
            known = seen.get((text, column, row))
            if known is not None and abs(known[0] - x) <= near and abs(known[1] - y) <= near:
                return True
    seen[text, math.floor(x), math.floor(y)] = (x, y)
    return False


def is_unmapped(text: str) -> bool:
    """Whether the file gives a glyph no character."""
    return (bool(_UNMAPPED.match(text)) or text == "\ufffd") and text != _WINANSI_BULLET


def shown(text: str, font: str) -> str:
    """The characters that stand for a glyph; "" for one that the file gives no character."""
    if text == _WINANSI_BULLET:
        return "•"
    if is_unmapped(text):
        return ""
    if len(text) == 1 and ord(text) in _PRIVATE:
        text = chr(ord(text) - 0xF000)
        return _WINGDINGS.get(text, "•")
    if _SYMBOL_FONT.search(font):
        return _WINGDINGS.get(text, " " if text.isspace() else "•")
    return _LIGATURES.get(text, text)


def lines_of(glyphs: Sequence[Glyph], page: int) -> list[PdfLine]:
    """The lines that the glyphs make, in the order of the file.

    A gap wider than a few letters parts two lines of the same height (cells,
    columns), but a list mark is joined to its words however far they stand.
    """
    runs = [_Run()]
    for glyph in glyphs:
        if not glyph.text:
            continue
        if not runs[-1].takes(glyph):
            if glyph.text.isspace():
                continue
            runs.append(_Run())
        runs[-1].add(glyph)
    lines = [line for run in runs if (line := _line(run, page)) is not None]
    return _with_marks(lines)


def _line(run: _Run, page: int) -> PdfLine | None:
    inked = [glyph for glyph in run.glyphs if not glyph.text.isspace()]
    if not inked:
        return None
    weights = Counter(round(2 * glyph.size) / 2 for glyph in inked)
    most = max(weights, key=lambda size: (weights[size], size))
    main = [glyph for glyph in inked if round(2 * glyph.size) / 2 == most]
    size, baseline = main[0].size, main[0].baseline
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in run.glyphs:
        text = glyph.text
        if text.isdigit() and glyph.size <= 0.8 * size and baseline - glyph.baseline > 0.15 * size:
            text = text.translate(_SUPERSCRIPTS)
        gap = before is not None and glyph.x0 - before.x1 > _SPACE * min(glyph.size, before.size)
        if gap and parts and not text.isspace() and not parts[-1].isspace():
            parts.append(" ")
        parts.append(text)
        before = glyph
    # A soft hyphen at the line's end still tells that a word goes on.
    broken = "".join(parts).rstrip().endswith("\u00ad")
    text = clean("".join(parts)) + ("\u00ad" if broken else "")
    if not text:
        return None
    if text.startswith("o ") and len(text) > 2:
        text = "•" + text[1:]  # office programs draw a hollow bullet with this letter
    letters = [glyph for glyph in inked if glyph.text.isalnum()] or inked
    bold = sum(glyph.bold for glyph in letters) >= 0.95 * len(letters)
    return PdfLine(page, text, inked[0].x0, max(glyph.x1 for glyph in inked), baseline, size, bold)


def _with_marks(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """List marks printed by themselves, joined to the words on their right."""
    result: list[PdfLine] = []
    mark: PdfLine | None = None
    for line in lines:
        if mark is not None:
            reach = line.x0 - mark.x1
            size = max(line.size, mark.size)
            beside = abs(line.baseline - mark.baseline) <= 0.5 * size and -1 <= reach <= _MARK_REACH * size
            if beside and (line.text[0].isalpha() or mark.text[0] in "•-–"):
                joined = f"{mark.text} {line.text}"
                line = PdfLine(line.page, joined, mark.x0, line.x1, line.baseline, line.size, line.bold)
            else:
                result.append(mark)
            mark = None
        if _MARK.match(line.text):
            mark = line
        else:
            result.append(line)
    return [*result, mark] if mark is not None else result
