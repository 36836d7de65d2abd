"""The numbers of a French text, in digits or in words.

Method: our own grammar of French numerals as one bounded regular expression, on
folded text (see :func:`evals.judging.folded`).
"""

from __future__ import annotations

import re

from evals.judging import folded

_UNITS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix sept": 17, "dix huit": 18,
    "dix neuf": 19,
}  # fmt: skip
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
         "octante": 80, "nonante": 90, "quatre vingt": 80}  # fmt: skip
_ABOUT = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
          "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000}  # fmt: skip
_SCALES = {
    "mille": 10**3, "milliers": 10**3, "k€": 10**3, "million": 10**6, "millions": 10**6, "m€": 10**6,
    "md€": 10**9, "mds€": 10**9, "md": 10**9, "mds": 10**9, "milliard": 10**9, "milliards": 10**9,
}  # fmt: skip


def _below_hundred() -> dict[str, int]:
    """Every spelling of 2 to 99; "un" alone is an article more often than a number."""
    found = _UNITS | _TENS | {"quatre vingts": 80}
    for tens, value in _TENS.items():
        teens = value in (60, 80) and tens != "octante" and tens != "huitante"
        for word, unit in {**_UNITS, "un": 1, "une": 1}.items():
            if unit < 10 or teens:
                found[f"{tens} {word}"] = value + unit
                found[f"{tens} et {word}"] = value + unit
    return found


_BELOW_HUNDRED = _below_hundred()
_SMALL = "|".join(sorted(_BELOW_HUNDRED, key=len, reverse=True))
_HUNDREDS = rf"(?:(?:(?:{'|'.join(_UNITS)}) )?cents?(?: (?:un|une|{_SMALL}))?|{_SMALL})"
_WORDS = re.compile(
    rf"\b(?:(?P<thousands>{_HUNDREDS}) )?mille(?: (?P<rest>un|une|{_HUNDREDS}))?\b|\b(?P<alone>{_HUNDREDS})\b"
    rf"|\b(?P<one>un|une)(?= (?:million|milliard)s?\b)|\b(?P<about>{'|'.join(_ABOUT)})s?\b"
)
_DIGITS = re.compile(r"(?<![\w.,/-])(?P<number>\d{1,3}(?:[ .]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?)(?![\d/])")
_SCALE = re.compile(rf" ?(?:de )?(?P<scale>{'|'.join(sorted(map(re.escape, _SCALES), key=len, reverse=True))})(?!\w)")
# "L. 1111-8", "2022-1434", "161-33-7", "2016/679": parts of a name, not quantities.
_REFERENCE = re.compile(r"(?<![\w-])(?:\d{3,}-\d+(?:-\d+)*|\d+(?:-\d+){2,}|\d+/\d+(?:/\d+)*)(?![\w])")


def numbers_in(text: str) -> set[float]:
    """Every number that ``text`` states, with and without its scale ("650 millions": 650 and 650,000,000).

    "1.200" is both 1,200 and 1.2. "un" and "une" count only in a compound.
    """
    # Dates are the caller's concern. The hyphens of words are blanks, those of "12-16" part two numbers.
    plain = _REFERENCE.sub(" # ", folded(text).replace("–", "-").replace("—", "-"))
    plain = re.sub(r"(?<=\d)-(?=\d)", " - ", plain)
    found: set[float] = set()
    for match in _DIGITS.finditer(plain):
        found |= _scaled(_readings(match["number"]), plain, match.end())
    spelt = " ".join(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", plain).split())
    for match in _WORDS.finditer(spelt):
        found |= _scaled({_spelt_value(match)}, spelt, match.end())
    return found


def _readings(written: str) -> set[float]:
    plain = written.replace(" ", "")
    readings = {float(plain.replace(".", "").replace(",", "."))} if re.search(r"\.\d{3}(?!\d)", plain) else set()
    if plain.count(".") + plain.count(",") <= 1:
        readings.add(float(plain.replace(",", ".")))
        if re.fullmatch(r"\d{1,3},\d{3}", plain):  # English thousands
            readings.add(float(plain.replace(",", "")))
    return readings


def _scaled(values: set[float], text: str, end: int) -> set[float]:
    scale = _SCALE.match(text, end)
    return values | {value * _SCALES[scale["scale"]] for value in values} if scale else values


def _spelt_value(match: re.Match[str]) -> float:
    if match["one"]:
        return 1.0
    if match["about"]:
        return float(_ABOUT[match["about"]])
    if match["alone"]:
        return float(_hundreds(match["alone"]))
    return float(_hundreds(match["thousands"] or "un") * 1000 + _hundreds(match["rest"] or ""))


def _hundreds(words: str) -> int:
    before, hundred, after = re.sub(r"\bcents\b", "cent", words).partition("cent")
    if hundred:
        return 100 * (_small(before.strip()) or 1) + _small(after.strip())
    return _small(words)


def _small(words: str) -> int:
    return 1 if words in ("un", "une") else _BELOW_HUNDRED.get(words, 0)
