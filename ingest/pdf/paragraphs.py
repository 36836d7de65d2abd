"""Which lines make one paragraph, one list item, one heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.lines import continues, ends_sentence, holds_address, marker_class, split_marker
from ingest.pdf.layout import Item, PdfLine, PdfTable
from ingest.pdf.style import Style, number_depth, stands_out

_LARGE = 1.12
_OPENS = re.compile(r"^[→⤷⇒☐☑☒]")
_HIGH_NUMBER = re.compile(r"^(?P<mark>(?P<number>[1-9]\d{2})\.) +(?=\S)")
_BARE_DATE = re.compile(r"^(?:\w+ )?\d{1,2}(?:er)? \w+ \d{4}$|^\d{1,2}/\d{1,2}/\d{4}$")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, or one table; ``marker`` is its list mark."""

    lines: list[PdfLine] = field(default_factory=list)
    marker: str = ""
    texts: list[str] = field(default_factory=list)  # of the lines, without the mark
    table: PdfTable | None = None

    @property
    def page(self) -> int:
        """The page it begins on."""
        return self.table.page if self.table else self.lines[0].page


def paragraphs(items: Sequence[Item], style: Style) -> list[Paragraph]:
    """The paragraphs of a document whose items stand in reading order.

    A paragraph goes on when the next line has the same type, follows at the
    usual distance, and the line before it had no room for its first word or
    stops in the middle of a sentence. It goes on over a page end or a column
    end only in the middle of a sentence.
    """
    result: list[Paragraph] = []
    numbers: set[str] = set()  # of the items so far
    for item in items:
        if isinstance(item, PdfTable):
            result.append(Paragraph(table=item))
            continue
        last = result[-1] if result else None
        marker, text = ("", item.text) if _is_numbered_heading(item, style) else split_marker(item.text)
        high = None if marker else _HIGH_NUMBER.match(text)
        if high and f"{int(high['number']) - 1}." in numbers:
            marker, text = f"{high['mark']} ", text[high.end() :]
        if last is not None and last.lines and _goes_on(last, item, marker, style):
            last.lines.append(item)
            last.texts.append(item.text)
        else:
            result.append(Paragraph([item], marker, [text]))
            numbers.add(marker.strip())
    return result


def _is_numbered_heading(line: PdfLine, style: Style) -> bool:
    return stands_out(line, style) and number_depth(line.text) is not None and not ends_sentence(line.text)


def _goes_on(block: Paragraph, line: PdfLine, marker: str, style: Style) -> bool:
    before = block.lines[-1]
    if marker and not _is_mark_of_sentence(block, line, marker):
        return False
    if _OPENS.match(line.text) or abs(before.size - line.size) > max(0.6, 0.06 * style.body):
        return False
    down = line.baseline - before.baseline
    if line.page != before.page or down < -style.leading * style.body:
        return _crosses(before, line, style)
    if down <= 2:
        return False  # another cell of the same row
    if line.size >= _LARGE * style.body:
        return _same_heading(before, line, down)
    if before.bold != line.bold and not continues(before.text, line.text):
        return False
    leading = style.leading * line.size
    if down > 1.4 * leading:
        return down <= 2.2 * leading and continues(before.text, line.text)
    if _had_room(before, line):
        return continues(before.text, line.text) or before.text[-1] in "-\u00ad'’"
    if ends_sentence(before.text) and line.x0 - before.x0 > 0.9 * line.size and not block.marker:
        return False  # the first line of a paragraph is set in
    return not (len(before.text) < 60 and (holds_address(before.text) or holds_address(line.text)))


def _is_mark_of_sentence(block: Paragraph, line: PdfLine, marker: str) -> bool:
    """Whether what looks like a list mark is a dash or a figure of the sentence that goes on.

    "… vingt et un" and "(21) jours": the line before was full and stopped in the
    middle of a sentence, and no list of that mark is open.
    """
    before = block.lines[-1]
    rest = split_marker(line.text)[1]
    return (
        not ends_sentence(before.text)
        and not before.text.endswith(",")
        and rest[:1].islower()
        and not _had_room(before, line)
        and abs(line.x0 - before.x0) <= 1
        and line.text[0] not in "•▪◦●○■□"
        and marker_class(block.marker or "?") != marker_class(marker)
    )


def _crosses(before: PdfLine, line: PdfLine, style: Style) -> bool:
    """Whether a sentence goes on from the end of a page or column to the top of the next."""
    if stands_out(before, style) or stands_out(line, style):
        return False
    if continues(before.text, line.text) or before.text.endswith("\u00ad"):
        return True
    full = before.x1 >= before.right - 2 * before.size
    return full and not ends_sentence(before.text) and len(before.text) > 30 and not holds_address(before.text)


def _same_heading(before: PdfLine, line: PdfLine, down: float) -> bool:
    together = down <= 1.6 * line.size and before.bold == line.bold and before.x0 < line.x1 and line.x0 < before.x1
    opens = number_depth(line.text) is not None or bool(_BARE_DATE.match(line.text))
    return together and not opens and not ends_sentence(before.text)


def _had_room(before: PdfLine, line: PdfLine) -> bool:
    """Whether the first word of ``line`` would have fitted after ``before``."""
    word = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) * len(word) / max(1, len(line.text))
    return before.x1 + 0.25 * line.size + width < before.right - 1
