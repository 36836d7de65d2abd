"""The values that a text gives, by which two texts can be told to agree or not.

They are days, quantities and persons, and, where they are asked for, names of bodies (acronyms).

Method: our own closed rules over the writing habits of French administration, with
text2num for numbers in words. What is doubtful is no value, since a wrong one makes
sources seem to disagree: numbers of articles and versions, ordinals, postal codes,
years of a law's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from text_to_num import text2num

from assistant.guards import AnchorKind, anchors
from assistant.written_days import dates_in
from vectorstore.folding import folded, spaced
from vectorstore.french import STOP_WORDS, stem
from vectorstore.legal_reference import find_references


class ValueKind(StrEnum):
    """What a value measures or names."""

    DAY = "day"
    QUANTITY = "quantity"
    PERSON = "person"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Value:
    """One value ``text[start:end]``, whose words are ``text``.

    ``key`` is what is compared: year, month and day (``None`` where unsaid) of a
    day; the amount of a quantity, in ``unit``; a person's names; an acronym. ``rough`` marks
    "une soixantaine", "environ", "plus de".
    """

    kind: ValueKind
    text: str
    start: int
    end: int
    key: tuple[object, ...]
    unit: str = ""
    rough: bool = False


_EXACT, _TIMES, _ROUGH = 0.005, 0.03, 0.15
"""Relative differences under which two quantities are the same; a month is no 30 days."""

_SCALES = {"mille": 1e3, "millier": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "milliard": 1e9, "md": 1e9, "mds": 1e9}
_TENS = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
         "cinquantaine": 50, "soixantaine": 60, "centaine": 100}  # fmt: skip
_DAYS = {"jour": 1.0, "semaine": 7.0, "mois": 30.4, "trimestre": 91.3, "semestre": 182.5, "an": 365.0, "annee": 365.0}
_HOURS = {"minute": 1 / 60, "heure": 1.0}
_PEOPLE_WORDS = "agent personne collaborateur collaboratrice salarie etp emploi poste effectif"
_PEOPLE = frozenset(_PEOPLE_WORDS.split())
_WORDS = (
    "un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente"
    " quarante cinquante soixante cent cents mille"
)
_WORD = f"(?:{'|'.join(sorted(_WORDS.split(), key=len, reverse=True))})"
_QUANTITY = re.compile(
    r"(?<![\w/.,-])(?:(?:une )?(?P<tens>" + "|".join(_TENS) + r")s?|"
    r"(?P<digits>[0-9]{1,3}(?:[ .][0-9]{3})+(?![0-9])|[0-9]{1,12})(?P<part>,[0-9]{1,3}|\.[0-9]{1,2}(?![0-9]))?"
    rf"|(?P<words>{_WORD}(?:(?: et |[ -]){_WORD}){{0,6}}))(?:(?!\w)|(?=[mk]€|mds?€))"
    r"(?: ?(?P<scale>milliers?|millions?|milliards?|mille|mds?(?=[ €])|[mk](?= ?€|[ ]euro)))?"
    r" ?(?:(?P<sign>%|€)|pour (?P<cent>cent)(?!\w)|(?:de |d'|des |du )?(?P<unit>[a-z]{2,}))?"
)
_NO_QUANTITY = re.compile(
    r"(?:\b(?:articles?|art\.?|n[°o]\s?|numeros?|pages?|fiches?|versions?|v|annexes?|chapitres?|titres?|alineas?|phases?"
    r"|vagues?|etapes?|axes?|niveaux?|paris|cedex|points?|l|r|d)\.? ?|[a-z]\.|[0-9][/-])$"
)
_NO_UNIT_WORDS = "n er re eme au aux sur par pour et ou en plus moins environ fois"
_NO_UNIT = STOP_WORDS | frozenset(_NO_UNIT_WORDS.split())
_ROUGHLY = re.compile(
    r"(?:environ|pres d[e']|plus d[e']|moins d[e']|quelque|autour d[e']|au moins|au plus|jusqu'a|about|over|nearly)"
    r"(?: une?)? ?$"
)
_YEAR = re.compile(r"(?<![\w/.,-])(?:en|annee|fin|debut|depuis|des|courant) ((?:19|20)[0-9]{2})(?![\w-])")
_PERSON = re.compile(
    r"(?<![\w’'-])(?:(?:M\.|Mme|Mmes|MM\.|Dr|Pr|Monsieur|Madame|Professeure?|Docteure?)[ \u00a0])?"
    r"(?P<name>[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?(?:[ \u00a0](?:(?:de|du|des|la|le|van|von)[ \u00a0]|d['’])*"
    r"[A-ZÀ-Ý][\wÀ-ÿ’'-]+){1,2})"
)
_ACRONYM = re.compile(r"(?<![\w’'-])[A-ZÀ-Ý][A-ZÀ-Ý0-9]{2,}(?![\w-])|(?<=[dl][’'])[A-ZÀ-Ý][A-ZÀ-Ý0-9]{2,}(?![\w-])")


def values_in(text: str) -> tuple[Value, ...]:
    """Every value of ``text``, in reading order, none overlapping another. Never raises."""
    flat = spaced(text)
    taken = [(reference.start, reference.end) for reference in find_references(text)]
    found: list[Value] = []
    for value in (*_days(text, flat, taken), *_quantities(text, flat), *_persons(text)):
        if not any(value.start < end and start < value.end for start, end in taken):
            taken.append((value.start, value.end))
            found.append(value)
    return tuple(sorted(found, key=lambda value: value.start))


def _days(text: str, flat: str, taken: Sequence[tuple[int, int]]) -> Iterator[Value]:
    places: set[tuple[int, int]] = set()
    for start, end, key in dates_in(flat):
        if (start, end) not in places:
            places.add((start, end))
            yield Value(ValueKind.DAY, text[start:end], start, end, key)
    for match in _YEAR.finditer(flat):
        start, end = match.span(1)
        yield Value(ValueKind.DAY, text[start:end], start, end, (int(match[1]), None, None))


def _quantities(text: str, flat: str) -> Iterator[Value]:
    for match in _QUANTITY.finditer(flat):
        amount = _amount(match)
        before = flat[max(0, match.start() - 16) : match.start()]
        if amount is None or _NO_QUANTITY.search(before) or _is_postal_code(match, text):
            continue
        end, unit, factor = _unit(match)
        if not unit:
            continue
        rough = bool(match["tens"]) or _ROUGHLY.search(before) is not None
        yield Value(
            ValueKind.QUANTITY, text[match.start() : end], match.start(), end, (amount * factor,), unit, rough
        )  # fmt: skip


def _is_postal_code(match: re.Match[str], text: str) -> bool:
    """Five digits in a row and a name: « 75007 Paris »."""
    following = text[match.start("unit")] if match["unit"] else ""
    return (match["digits"] or "").isdigit() and len(match["digits"]) == 5 and following.isupper()


def _amount(match: re.Match[str]) -> float | None:
    if match["tens"]:
        number = float(_TENS[match["tens"]])
    elif match["digits"]:
        number = float(re.sub("[ .]", "", match["digits"]) + (match["part"] or "").replace(",", "."))
    else:
        try:
            number = float(text2num(match["words"], "fr"))
        except ValueError:
            return None
    scale = (match["scale"] or "").rstrip("s") or ""
    return number * _SCALES.get(scale, 1.0)


def _unit(match: re.Match[str]) -> tuple[int, str, float]:
    """Where the value ends, its unit, and what one of its own units is in that; no unit if it measures nothing."""
    if match["sign"] or match["cent"]:
        return match.end(), "%" if match["cent"] or match["sign"] == "%" else "euro", 1.0
    word = match["unit"] or ""
    if not word or word in _NO_UNIT:
        return match.end(), "", 1.0
    single = word if word == "mois" else word.removesuffix("s")
    if single in ("euro", "eur"):
        return match.end(), "euro", 1.0
    if single in _DAYS:
        return match.end(), "jour", _DAYS[single]
    if single in _HOURS:
        return match.end(), "heure", _HOURS[single]
    if single in _PEOPLE:
        return match.end(), "personne", 1.0
    if match["words"] in ("un", "une"):
        return match.end(), "", 1.0  # an article
    return match.end(), stem(word), 1.0


def _persons(text: str) -> Iterator[Value]:
    named = {anchor.text for anchor in anchors(text) if anchor.kind is AnchorKind.PERSON}
    for match in _PERSON.finditer(text):
        name = match["name"].replace("\u00a0", " ")
        if match[0] != match["name"] or any(name in other or other in name for other in named):
            parts = tuple(sorted(part for part in re.findall(r"\w{2,}", folded(name)) if part not in STOP_WORDS))
            yield Value(ValueKind.PERSON, match["name"], match.start("name"), match.end("name"), parts)


def names_in(text: str) -> tuple[Value, ...]:
    """The acronyms of ``text``, which name bodies, in reading order. Never raises."""
    found = _ACRONYM.finditer(text)
    return tuple(Value(ValueKind.NAME, match[0], *match.span(), (folded(match[0]),)) for match in found)


def comparable(one: Value, other: Value) -> bool:
    """Whether the two measure in the same way."""
    return one.kind is other.kind and one.unit == other.unit


def same(one: Value, other: Value) -> bool:
    """Whether two comparable values may be one: what one leaves unsaid contradicts nothing."""
    if one.kind is ValueKind.DAY:
        return all(None in pair or pair[0] == pair[1] for pair in zip(one.key, other.key, strict=True))
    if one.kind in (ValueKind.PERSON, ValueKind.NAME):
        return not set(one.key).isdisjoint(other.key)
    first, second = (float(str(value.key[0])) for value in (one, other))
    allowed = _ROUGH if one.rough or other.rough else _TIMES if one.unit in ("jour", "heure") else _EXACT
    return abs(first - second) <= allowed * max(abs(first), abs(second))
