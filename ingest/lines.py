"""Text lines as a person sees them: list markers, wrapping, markup taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ingest.blocks import clean

_BULLETS = "•▪◦●○■□‣➢➤►▶✓✔✅❖·\uf0b7\uf0a7\uf0d8"
_LONE = re.compile(rf"^[{_BULLETS}\-–—*]$")
_BULLET = re.compile(rf"^(?:[{_BULLETS}]\s*|[-–—*+]\s+)(?=\S)")
_NUMBER = re.compile(
    r"^(?P<mark>\(?\d{1,2}\)|\d{1,2}\.(?:\d{1,2}\.?)*|\d{1,2}\s?°(?:\s(?:bis|ter|quater))?|[IVX]{1,5}(?:\.|\))"
    r"|\(?[a-z]\))[ \u00a0\u202f]+(?=\S)"
)
_EMPHASIS = (
    re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1", re.DOTALL),
    re.compile(r"(?<![\w*])(\*)(?=[^\s*])([^*]{1,300}?)(?<=[^\s*])\1(?![\w*])", re.DOTALL),
    re.compile(r"(?<!\w)(_)(?=[^\s_])([^_]{1,300}?)(?<=[^\s_])\1(?!\w)", re.DOTALL),
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_PARAGRAPH_BREAK = re.compile(r"(\n[ \t]*\n)")
_CLOSERS = "»”\"')] \u00a0\u202f"
_ADDRESS = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|https?://\S+|\bwww\.\S+|(?:\+33|\b0\d)(?:[ .]?\d{2}){4}\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line.

    ``marker`` is "- " for any bullet, "1. " and the like as written, else
    empty. ``gap`` tells that a blank line stands before it; ``lone`` that its
    marker stood alone on the line above, which pages do for layout.
    """

    text: str
    marker: str = ""
    indent: int = 0
    gap: bool = False
    lone: bool = False


def without_markup(text: str) -> str:
    """``text`` with bold, italics and links reduced to their words."""
    parts = _PARAGRAPH_BREAK.split(text)
    return "".join(part if part.isspace() else _plain(part) for part in parts)


def _plain(paragraph: str) -> str:
    if "](" in paragraph:
        # An image has a description, which is no part of the text.
        paragraph = _LINK.sub(lambda m: "" if m[0][0] == "!" else m[1], paragraph)
    for pattern in _EMPHASIS:
        if "*" in paragraph or "_" in paragraph:
            paragraph = pattern.sub(r"\2", paragraph)
    return paragraph


def visible_lines(text: str) -> list[Line]:
    """The lines of ``text`` that show something, with their markers taken off."""
    lines: list[Line] = []
    gap, lone = False, False
    for raw in text.split("\n"):
        shown = clean(raw)
        if not shown:
            gap = gap or bool(lines)
            lone = False
            continue
        if _LONE.match(shown):
            lone = True
            continue
        indent = len(raw) - len(raw.lstrip())
        if shown.endswith((" -", " –", " •")):
            # The next line's marker, left behind at the end of this one.
            shown, trailing = shown[:-2].rstrip(), True
        else:
            trailing = False
        marker, rest = split_marker(shown)
        if marker and not any(char.isalnum() for char in rest):
            marker, rest = "", shown  # a mark before nothing marks nothing
        # A page's layout leaves such marks before whole paragraphs too.
        if lone and not marker and not (rest.endswith(".") and len(rest) > 80):
            marker = "- "
        lines.append(Line(rest, marker, indent, gap, lone))
        gap, lone = False, trailing
    return lines


def split_marker(line: str) -> tuple[str, str]:
    """The list marker of a line (normalised, "" when there is none) and the rest."""
    bullet = _BULLET.match(line)
    if bullet:
        return "- ", line[bullet.end() :]
    number = _NUMBER.match(line)
    if number:
        return number["mark"] + " ", line[number.end() :]
    return "", line


def marker_class(marker: str) -> str:
    """The family of a marker: items of one list level share it."""
    mark = marker.strip()
    if not mark or mark == "-":
        return "-"
    if "°" in mark:
        return "1°"
    if mark.strip("()").isalpha() and mark.strip("()").islower():
        return "a)"
    if mark[0] in "IVX":
        return "I."
    return "1)" if mark.endswith(")") else "1."


def holds_address(text: str) -> bool:
    """Whether ``text`` holds an e-mail or web address or a telephone number."""
    return bool(_ADDRESS.search(text))


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends with closing punctuation, a colon or a semicolon."""
    return text.rstrip(_CLOSERS).endswith((".", "!", "?", "…", ":", ";"))


def continues(before: str, after: str) -> bool:
    """Whether the line ``after`` goes on with the sentence of ``before``.

    True only on clear signs: ``before`` does not end a sentence and ``after``
    begins in the middle of one.
    """
    if ends_sentence(before) or holds_address(after.split(" ", 1)[0]):
        return False
    if holds_address(before.rsplit(" ", 1)[-1]):
        return False
    return after[0].islower() or after[0] in ",;)»" or before.endswith(",")


def is_wrapped(lines: list[str]) -> bool:
    """Whether ``lines`` are one paragraph broken at a fixed width.

    Each line but the last must have had no room for the next line's first word,
    and most must stop in the middle of a sentence.
    """
    width = max(map(len, lines))
    if len(lines) < 3 or not 40 <= width <= 130:
        return False
    if sum(map(ends_sentence, lines)) > 0.5 * len(lines):
        return False
    full = sum(len(before) + 1 + len(after.split(" ", 1)[0]) > width - 2 for before, after in pairwise(lines))
    return full >= 0.8 * (len(lines) - 1)
