"""Text cut into stretches that are shown marked or plain. No markup here: templates escape every stretch."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; ``mark`` is the name of its highlight, empty for plain text."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch ``[start, end)`` of a text, in code points, and what it is marked as."""

    start: int
    end: int
    mark: str


def cut(text: str, spans: Iterable[Span]) -> list[Segment]:
    """``text`` in order, marked where spans cover it; where two overlap the later one in ``spans`` is seen."""
    marks = [""] * len(text)
    for span in spans:
        for place in range(max(0, span.start), min(len(text), span.end)):
            marks[place] = span.mark
    segments: list[Segment] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marks[place] != marks[begin]:
            segments.append(Segment(text[begin:place], marks[begin]))
            begin = place
    return segments


def occurrences(text: str, phrases: Sequence[str], mark: str) -> list[Span]:
    """Where ``phrases`` stand in ``text`` as whole words, without regard to case, accents and blanks."""
    folded, origin = _folded(text)
    spans = []
    for phrase in phrases:
        wanted = _folded(phrase)[0].strip()
        at = folded.find(wanted) if wanted else -1
        while at >= 0:
            end = at + len(wanted)
            if not _inside_word(folded, at) and not _inside_word(folded, end):
                spans.append(Span(origin[at], origin[end - 1] + 1, mark))
            at = folded.find(wanted, at + 1)
    return spans


def _inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _folded(text: str) -> tuple[str, list[int]]:
    """``text`` folded, and for each of its characters the place that it comes from."""
    letters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            if letters and letters[-1] == " ":
                continue
            pieces = " "
        else:
            plain = unicodedata.normalize("NFKD", "'" if character == "’" else character)
            pieces = "".join(piece for piece in plain if not unicodedata.combining(piece)).casefold()
        letters.extend(pieces)
        origin.extend([place] * len(pieces))
    return "".join(letters), origin


def differences(quote: str, source: str) -> tuple[list[Segment], list[Segment]]:
    """A quote and the words that it should be, each with what the other lacks marked ``diff``."""
    ours: list[Span] = []
    theirs: list[Span] = []
    for tag, a_start, a_end, b_start, b_end in SequenceMatcher(None, quote, source, autojunk=False).get_opcodes():
        if tag != "equal":
            ours.append(Span(a_start, a_end, "diff"))
            theirs.append(Span(b_start, b_end, "diff"))
    return cut(quote, ours), cut(source, theirs)
