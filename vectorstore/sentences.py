"""Sentences of French text, as spans."""

from __future__ import annotations

import re

# A stop, what closes after it, and a blank: a possible end. French puts a
# space before the closing quotation mark.
_END = re.compile(r"(?<![.!?…])[.!?…]++(?:[ \u00a0\u202f]?»|[”\"’)\]])*+(?=[ \t\u00a0\u202f])")
_BLANK = re.compile(r"[ \t\u00a0\u202f]+")
_OPENERS = '«“"‘([—–•-'
_ABBREVIATED = frozenset(
    (
        *("adj", "al", "alin", "art", "arts", "av", "avr", "bd", "bld", "cdt", "cf", "chap"),
        *("cie", "cit", "coll", "dept", "dr", "drs", "déc", "dép", "e.g", "ed", "eds", "env"),
        *("ex", "fax", "fig", "figs", "fév", "févr", "gal", "hab", "i.e", "ibid", "inc"),
        *("ing", "janv", "juil", "loc", "lt", "ltd", "m", "max", "me", "mgr", "min", "mlle"),
        *("mlles", "mm", "mme", "mmes", "nbre", "nov", "n°", "oct", "op", "p", "p.ex", "pp"),
        *("pr", "prof", "prs", "ref", "resp", "rte", "réf", "réfs", "sect", "sept", "sgt"),
        *("st", "ste", "sts", "sté", "suppl", "tel", "trad", "tél", "vol", "vs", "éd"),
    )
)
_ROMAN = re.compile(r"[IVX]{1,5}(?: ?(?:bis|ter|quater|-?[A-Z]))?")
_WORD = re.compile(r"[^\s(\[«“\"'’/]*$")


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of ``text``, in order.

    Each ``text[start:end]`` is stripped and not empty, spans do not overlap,
    and together they cover all but blanks. A line break always ends a sentence;
    "M.", "n°", "art. 5", "L. 1111-8", initials, figures, addresses and
    "« … » dit-il" do not.
    """
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n\r]+", text):
        start = line.start()
        for match in _END.finditer(text, line.start(), line.end()):
            if match.start() >= start and _is_end(text, start, match, line.end()):
                _add(spans, text, start, match.end())
                start = match.end()
        _add(spans, text, start, line.end())
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _is_end(text: str, start: int, match: re.Match[str], line_end: int) -> bool:
    blank = _BLANK.match(text, match.end(), line_end)
    follows = blank.end() if blank else match.end()
    if follows >= line_end:
        return True
    after = text[follows]
    if not (after.isupper() or after.isdigit() or after in _OPENERS or not after.isalnum()):
        return False
    if after in "»,;:.!?)]":
        return False
    if match[0] != ".":
        # "Quoi ! 3 ans" and the like are rare; "etc.)" and "?!" close well.
        return True
    return not _is_abbreviation(text[start : match.start()], after)


def _is_abbreviation(before: str, after: str) -> bool:
    """Whether the stop right after ``before`` belongs to an abbreviation."""
    found = _WORD.search(before)
    word = found[0] if found else ""
    bare = word.lower()
    if bare in _ABBREVIATED:
        return True
    last = bare.rsplit(".", 1)[-1].rsplit("-", 1)[-1]
    if len(last) == 1 and last.isalpha():
        return True  # an initial, "J.-C.", "L. 1111-8"
    # "1. Donner", "II. – Le directeur": the number of an item, not the end of a sentence.
    return (word.isdigit() and len(word) <= 2 and before.strip() == word) or bool(_ROMAN.fullmatch(before.strip()))
