"""French and European legal references, however they are written.

"article L. 1111-8", "L1111-8", "l.1111-8 du CSP" and "Art. L 1111‑8" all name
one article; :func:`find_references` gives each the token ``l1111-8``. Search
indexes that token, and the answer checks compare references by it.

Method: our own grammar of Légifrance's writing habits, as bounded regular
expressions (every repeat is limited or possessive, so the time is linear in the
text), then one pass that hands the code's name on to the articles of a list
("articles L. 1110-4 et L. 1111-8 du code de la santé publique").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class ReferenceKind(StrEnum):
    """What a reference points to. ``TEXT_ID`` is a Légifrance identifier."""

    ARTICLE = "article"
    LAW = "loi"
    DECREE = "decret"
    ORDINANCE = "ordonnance"
    ORDER = "arrete"
    DELIBERATION = "deliberation"
    DECISION = "decision"
    REGULATION = "reglement"
    DIRECTIVE = "directive"
    TEXT_ID = "identifiant"


@dataclass(frozen=True, slots=True)
class LegalReference:
    """One reference ``text[start:end]``.

    ``number`` is the bare normalised number ("L1111-8", "2022-1434",
    "2016/679", "2018-06-11" for an *arrêté* known by its date). ``code`` is the
    short name of the code that an article belongs to ("csp"), when the text
    says it beside the article; the stretch does not include it. ``token`` is
    the one spelling that all spellings of the reference share.
    """

    kind: ReferenceKind
    number: str
    code: str | None
    start: int
    end: int
    token: str


_HYPHEN = "[-\u2010\u2011\u2012\u2013\u2212]"
_E = "(?:é|è|ê|e[\u0300-\u0302]?)"  # composed, decomposed or left out
_SPACED_HYPHEN = re.compile(rf"{_HYPHEN}\s?")
_NUMBER_SIGN = r"(?:n\s?[°ºo]s?\s{0,2}|n\.\s?|n\s|num" + _E + r"ro\s|num\.\s?)"
_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
           "octobre", "novembre", "decembre")  # fmt: skip
_DATE = (
    r"(?P<day>[0-9]{1,2})(?:er)?\s{1,2}"
    r"(?P<month>janvier|f" + _E + r"vrier|mars|avril|mai|juin|juillet|ao[uû]\u0302?t|septembre"
    r"|octobre|novembre|d" + _E + r"cembre)\s{1,2}(?P<year>[0-9]{4})(?!\w)"
)

_ARTICLE_HEAD = re.compile(
    r"(?<!\w)(?=[alrd])(?:(?P<prefix>art(?:icles?|s)?(?:\s?\.)?)\s{0,2})?"
    r"(?:(?P<letter>l\s?\.?\s?o|[lrda])(?P<dot>\s?\.)?\s{0,2}(?:\*\s?\.?\s?)?)?\Z",
    re.IGNORECASE,
)
_ARTICLE_NUMBER = re.compile(
    rf"(?P<number>[0-9]{{1,5}}+(?:{_HYPHEN}\s?[0-9]{{1,4}}+){{0,6}}+)"
    r"(?:\s?(?P<rank>bis|ter|quater|quinquies|sexies))?(?!\w)",
    re.IGNORECASE,
)
_TEXT_HEAD = re.compile(
    rf"(?<!\w)(?P<nature>loi|d{_E}cret(?:-loi)?|ordonnance|d{_E}lib{_E}ration|d{_E}cision)s?"
    r"(?:\s(?:organique|constitutionnelle|simple|cnil|de\sla\scnil"
    r"|du\sconseil\sconstitutionnel))?\s{1,2}"
    rf"{_NUMBER_SIGN}?\Z",
    re.IGNORECASE,
)
_TEXT_NUMBER = re.compile(rf"(?P<series>[0-9]{{2}}|[0-9]{{4}}){_HYPHEN}\s?(?P<rank>[0-9]{{1,5}})(?!\w)")
_NEXT_IN_LIST = re.compile(
    rf"(?:\sdu\s[0-9]{{1,2}}(?:er)?\s\w{{3,10}}+\s[0-9]{{4}})?\s?(?:,|et|ou)\s(?:du\s|de\sla\s)?"
    rf"{_NUMBER_SIGN}(?P<series>[0-9]{{2}}|[0-9]{{4}}){_HYPHEN}\s?(?P<rank>[0-9]{{1,5}})(?!\w)",
    re.IGNORECASE,
)
_ORDER_DATE = re.compile(_DATE, re.IGNORECASE)
_ORDER_HEAD = re.compile(
    rf"(?<!\w)arr[eê]\u0302?t{_E}s?(?:\s(?:(?:inter)?minist{_E}riel|modifi{_E}|conjoint))?\sdu\s\Z",
    re.IGNORECASE,
)
_EUROPEAN = re.compile(
    rf"(?<!\w)(?:(?P<nature>r{_E}glement|directive|d{_E}cision)s?"
    rf"(?:\s(?:d{_E}l{_E}gu{_E}e?|d['’]ex{_E}cution|europ{_E}en(?:ne)?))?\s{{0,2}})?"
    r"(?P<union>\(?(?:ue|ce|cee|eu)(?:,\seuratom)?\)?\s{0,2})?"
    rf"{_NUMBER_SIGN}?(?P<number>[0-9]{{1,4}}/[0-9]{{1,4}})(?P<suffix>/(?:ue|cee?|eu))?(?!\w|/[0-9])",
    re.IGNORECASE,
)
_TEXT_ID = re.compile(
    r"(?<!\w)(?:legi(?:arti|text|scta)|jorf(?:arti|text|scta)|kali(?:arti|text|scta|cont)"
    r"|cnil|ceta|juri|cons)(?:text)?[0-9]{12}(?!\w)",
    re.IGNORECASE,
)

_DIGITS = re.compile("[0-9]+")
_SLASHED = re.compile("/(?<=[0-9]/)[0-9]")  # what begins with one certain character is quick to look for
_WIDEST_HEAD = 64  # no fewer characters than stand before the number of any reference
_WIDEST_CODE = 128  # no fewer than a code's name has, and what may stand between it and an article

_Parts = tuple[re.Match[str], re.Match[str]]

CODES: dict[str, str] = {
    "santé publique": "csp",
    "sécurité sociale": "css",
    "action sociale et des familles": "casf",
    "relations entre le public et l'administration": "crpa",
    "travail": "ctrav",
    "civil": "cciv",
    "pénal": "cpen",
    "procédure pénale": "cpp",
    "procédure civile": "cpc",
    "justice administrative": "cja",
    "éducation": "ceduc",
    "recherche": "crech",
    "commerce": "ccom",
    "consommation": "cconso",
    "commande publique": "ccp",
    "sécurité intérieure": "csi",
    "patrimoine": "cpat",
    "défense": "cdef",
    "mutualité": "cmut",
    "propriété intellectuelle": "cpi",
    "collectivités territoriales": "cgct",
    "fonction publique": "cgfp",
    "impôts": "cgi",
    "monétaire et financier": "cmf",
    "postes et des communications électroniques": "cpce",
}
"""Codes by the words that follow "code (général) (de la/du/des)", to their short name."""


def _loose(words: str) -> str:
    """The pattern of ``words`` with accents optional and either apostrophe."""
    for accented, pattern in (("é", _E), ("ô", "[oô]\u0302?"), ("'", "['’]"), (" ", r"\s{1,2}")):
        words = words.replace(accented, pattern)
    return words


_ACRONYMS = ("csp", "css", "casf", "crpa", "cpp", "cja", "ccp", "csi", "cpi", "cgct", "cgfp",
             "cgi", "cmf", "cpce")  # fmt: skip
_CODE = re.compile(
    r"(?<!\w)(?:code\s{1,2}(?:g" + _E + r"n" + _E + r"ral\s{1,2})?"
    r"(?:de\sla\s|de\sl['’]|du\s|des?\s)?"
    r"(?:" + "|".join(f"(?P<{short}>{_loose(name)})" for name, short in CODES.items()) + r")"
    r"|(?P<acronym>" + "|".join(_ACRONYMS) + r"))(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
_BEFORE_CODE = re.compile(r"\s{0,2}(?:,\s?|\(|\[)?(?:(?:du|dudit|le)\s{1,2})?", re.IGNORECASE)
_AFTER_CODE = re.compile(r"\s{0,2}[,:)]?\s{0,2}", re.IGNORECASE)
_LIST_GAP = re.compile(
    r"\s{0,2}(?:,|;|et|ou|à|a\u0300|and|,\s?et|ainsi\sque)?\s{0,2}(?:(?:de\s|à\s)?l['’]|des\s|aux\s)?",
    re.IGNORECASE,
)


def _numbered(kind: ReferenceKind, series: str, rank: str, start: int, end: int) -> LegalReference:
    """A text of the national series; twentieth-century years keep two digits (loi 78-17)."""
    year = series[2:] if len(series) == 4 and series.startswith("19") else series
    number = f"{year}-{int(rank)}"
    return LegalReference(kind, number, None, start, end, f"{kind.value}{number}")


def _nature(written: str) -> ReferenceKind:
    """The kind that a nature word announces."""
    word = _plain(written)
    if word.startswith("decret"):
        return ReferenceKind.DECREE  # a décret-loi too
    named = (kind for kind in ReferenceKind if word.startswith(kind.value))
    return next(named, ReferenceKind.DECISION)


def _stands_alone(symbol: str, dot: bool, base: str, branch: str) -> bool:
    """Whether a letter and a number are a reference without the word "article"."""
    if symbol in ("", "A"):
        return False
    return (dot or len(base) >= 3) if branch else dot and len(base) == 3


def _announced(head: re.Pattern[str], number: re.Pattern[str], text: str, starts: Sequence[int]) -> Iterator[_Parts]:
    """The numbers among the runs of digits at ``starts`` that a head stands right before, each with its head."""
    for start in starts:
        if (found := number.match(text, start)) and (before := head.search(text, max(0, start - _WIDEST_HEAD), start)):
            yield before, found


def _articles(text: str, starts: Sequence[int]) -> Iterator[LegalReference]:
    for head, match in _announced(_ARTICLE_HEAD, _ARTICLE_NUMBER, text, starts):
        letter, prefix, dot = head["letter"], head["prefix"], head["dot"]
        number = _SPACED_HYPHEN.sub("-", match["number"])
        base, _, branch = number.partition("-")
        symbol = "".join(c for c in letter or "" if c.isalpha()).upper()
        if not (prefix or _stands_alone(symbol, bool(dot), base, branch)):
            continue  # "vitamine D 10", "L4-5", "Martin D. 2003"
        if not symbol and not (branch and len(base) >= 3):
            continue  # "article 9"
        full = f"{symbol}{number}{(match['rank'] or '').lower()}"
        yield LegalReference(ReferenceKind.ARTICLE, full, None, head.start(), match.end(), full.lower())


def _texts(text: str, starts: Sequence[int]) -> Iterator[LegalReference]:
    for head, match in _announced(_TEXT_HEAD, _TEXT_NUMBER, text, starts):
        kind = _nature(head["nature"])
        yield _numbered(kind, match["series"], match["rank"], head.start(), match.end())
        end = match.end()
        while follower := _NEXT_IN_LIST.match(text, end):
            start, end = follower.start("series"), follower.end()
            yield _numbered(kind, follower["series"], follower["rank"], start, end)


def _orders(text: str, starts: Sequence[int]) -> Iterator[LegalReference]:
    for head, match in _announced(_ORDER_HEAD, _ORDER_DATE, text, starts):
        month = _MONTHS.index(_plain(match["month"])) + 1
        number = f"{match['year']}-{month:02d}-{int(match['day']):02d}"
        token = f"arrete{number.replace('-', '')}"
        yield LegalReference(ReferenceKind.ORDER, number, None, head.start(), match.end(), token)


def _others(text: str, longest: int) -> Iterator[LegalReference]:
    for match in _EUROPEAN.finditer(text) if _SLASHED.search(text) else ():
        if not (match["nature"] or match["union"] or match["suffix"]):
            continue
        kind = _nature(match["nature"]) if match["nature"] else ReferenceKind.REGULATION
        number = "/".join(str(int(part)) for part in match["number"].split("/"))
        yield LegalReference(kind, number, None, *match.span(), f"ue{number}")
    for match in _TEXT_ID.finditer(text) if longest >= 12 else ():
        token = match[0].lower()
        yield LegalReference(ReferenceKind.TEXT_ID, match[0].upper(), None, *match.span(), token)


def _plain(word: str) -> str:
    table = str.maketrans("éèêû", "eeeu", "\u0300\u0301\u0302")
    return word.lower().translate(table)


def _short(mention: re.Match[str]) -> str:
    return (mention["acronym"] or mention.lastgroup or "").lower()


def _with_codes(text: str, found: list[LegalReference]) -> list[LegalReference]:
    """Give articles the code named just after (or just before) them or their list."""
    coded = list(found)
    for at in range(len(coded) - 1, -1, -1):
        reference = coded[at]
        if reference.kind is not ReferenceKind.ARTICLE:
            continue
        gap = _BEFORE_CODE.match(text, reference.end)
        after = _CODE.match(text, gap.end()) if gap else None
        code = _short(after) if after else None
        if code is None and at + 1 < len(coded):
            follower = coded[at + 1]
            between = text[reference.end : follower.start]
            if len(between) <= 24 and _LIST_GAP.fullmatch(between):
                code = follower.code
        if code is None:
            for mention in _CODE.finditer(text, max(0, reference.start - _WIDEST_CODE), reference.start + 1):
                edge = mention.end()
                if edge <= reference.start <= edge + 4 and _AFTER_CODE.fullmatch(text, edge, reference.start):
                    code = _short(mention)
        if code:
            coded[at] = replace(reference, code=code)
    return coded


def find_references(text: str) -> list[LegalReference]:
    """All legal references of ``text`` in reading order, none overlapping another.

    Offsets are those of ``text`` as given. Never raises; linear in ``len(text)``.
    """
    # What stands before a number holds no digit itself, so that heads are looked for only where digits begin.
    digits = [match.span() for match in _DIGITS.finditer(text)]
    starts = [start for start, _ in digits]
    longest = max((end - start for start, end in digits), default=0)
    found = [*_articles(text, starts), *_texts(text, starts), *_orders(text, starts), *_others(text, longest)]
    if not found:
        return []
    found.sort(key=lambda reference: (reference.start, -reference.end))
    kept: list[LegalReference] = []
    for reference in found:
        if not kept or reference.start >= kept[-1].end:
            kept.append(reference)
    if any(reference.kind is ReferenceKind.ARTICLE for reference in kept):
        return _with_codes(text, kept)
    return kept
