"""What kind of answer a French question expects, and whether a text could be one.

Small closed rules over question words and surface forms; they only weigh in the
choice of sentences, they never decide alone.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Expected(StrEnum):
    """A kind of answer with a recognisable form."""

    PERSON = "person"
    DATE = "date"
    NUMBER = "number"
    PLACE = "place"
    CONTACT = "contact"
    REASON = "reason"


VALUES = frozenset({Expected.PERSON, Expected.DATE, Expected.NUMBER})
"""The kinds that can be compared: two sources give the same, or they do not."""

_N = "[ \u00a0\u202f]"
_MONTH = "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"

# Tried on the question in lower case; several may hold.
_ASKS: tuple[tuple[Expected, str], ...] = (
    (
        Expected.PERSON,
        r"(?:^|\W)(?:qui|(?:quel|quelle)s? (?:est|était|sont) (?:le nom|la personne|l['’]auteur)"
        r"|à qui|par qui|de qui)(?:\W|$)",
    ),
    (
        Expected.DATE,
        r"\bquand\b|\bquelle(?: est la)? (?:date|ann[ée]e)|\bà quelle (?:date|[ée]poque)"
        r"|\ben quelle ann[ée]e|\bquel jour\b",
    ),
    (
        Expected.NUMBER,
        r"\bcombien\b|\bquel(?:le)?s?(?: est| sont| [ée]tait)? (?:le |la |les |l['’]|son |sa |ses |leurs? )?"
        r"(?:montant|nombre"
        r"|budget|prix|dur[ée]e|d[ée]lai|taux|effectifs?|part|somme|pourcentage|âge|tarif)",
    ),
    (
        Expected.PLACE,
        r"(?:^|\W)o[ùu](?:\W|$)|\bdans quel(?:le)?s? (?:ville|pays|r[ée]gion|lieu)"
        r"|\bquelle est l['’]adresse|\blieu\b|\blocalis",
    ),
    (
        Expected.CONTACT,
        r"\b(?:adresse|m[ée]l|e-?mail|courriel|t[ée]l[ée]phone|contact(?:er)?|candidature)\b",
    ),
    (Expected.REASON, r"\bpourquoi\b|\bpour quelles? raisons?\b|\bdans quel but\b"),
)
_ASKS_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _ASKS)

_NUMBER_WORDS = (
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|mille|milliers?|millions?"
    "|milliards?|dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine"
    "|moitié|tiers|quart"
)

_LOOKS: dict[Expected, re.Pattern[str]] = {
    Expected.PERSON: re.compile(
        r"(?:\bM\.|\bMme|\bDr|\bPr)?\s?[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)? "
        r"(?:(?:de|du|des|le|la|van|von) |d['’])?[A-ZÀ-Ý][A-Za-zà-ÿ'’-]+"
    ),
    Expected.DATE: re.compile(
        rf"\b(?:1er|\d{{1,2}}){_N}(?:{_MONTH})\b|\b(?:{_MONTH}){_N}\d{{4}}|\b(?:1[5-9]|20)\d\d\b|\b\d{{2}}/\d{{2}}/\d{{4}}\b",
        re.IGNORECASE,
    ),
    Expected.NUMBER: re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE),
    Expected.PLACE: re.compile(
        r"\b(?:à|au|aux|en|dans|vers|près de|chez|sur) (?:la |le |les |l['’])?[A-ZÀ-Ý]"
        r"|\b(?:rue|avenue|boulevard|place|quai)\b|\b\d{5} [A-ZÀ-Ý]"
    ),
    Expected.CONTACT: re.compile(r"[\w.+-]+@[\w-]+\.\w+|\b0\d(?:[ .]?\d{2}){4}\b|https?://"),
    Expected.REASON: re.compile(
        r"\b(?:car|parce qu|puisqu|afin|pour|en raison|grâce|à cause|permet|vise|dû|due|faute de|objectif)",
        re.IGNORECASE,
    ),
}


def expected(question: str) -> frozenset[Expected]:
    """The kinds of answer the question's words ask for; empty if they do not tell."""
    lowered = question.lower()
    return frozenset(kind for kind, pattern in _ASKS_COMPILED if pattern.search(lowered))


def looks_like(text: str, kind: Expected) -> bool:
    """Whether ``text`` holds a form of that kind."""
    return _LOOKS[kind].search(text) is not None


_ENGLISH_WORDS = "the of is are was were does did do what which who whom how when where why in for by to and it its"
_ENGLISH = frozenset(re.findall(r"\w+", _ENGLISH_WORDS))


def is_english(question: str) -> bool:
    """Whether three of its words are English: what it names is translated, and stands in no French text."""
    return len(_ENGLISH.intersection(question.lower().split())) > 2


_HOW_MANY = re.compile(r"\bcombien\b|\bquel(?: est)?(?: le)? nombre\b|\bhow many\b", re.IGNORECASE)


def asks_how_many(question: str) -> bool:
    """Whether the words ask for a number of things."""
    return _HOW_MANY.search(question) is not None


_NEXT = re.compile(r"\bprochaine?s?\b|\bà venir\b|\bnext\b|\bupcoming\b", re.IGNORECASE)


def asks_for_the_next(question: str) -> bool:
    """Whether the words ask for what is still to come."""
    return _NEXT.search(question) is not None


_SEVERAL = re.compile(
    r"\b(?:quels|quelles|lesquels|lesquelles|liste[rz]?|[ée]num[èe]re[rz]?|cite[rz]?|toutes? les|tous les"
    r"|what are|which are|list)\b|\bqu['’]?(?:els|elles) sont\b",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Whether the words ask for a list rather than for one thing."""
    return _SEVERAL.search(question) is not None


# « a été nommée », « ont-ils publié », « s'est passé », « est nommée »; accents tell « passé » from « passe ».
_HAPPENED = re.compile(
    r"\b(?:a|ont|fut|furent|est|sont)(?:-t-(?:il|elle|on)|-(?:il|elle)s?)?(?: (?:pas|déjà|été))*(?: \w+ment)? "
    r"(?:[a-zà-ÿœ'’]+(?:é|ée|és|ées)|pris|mis|remis|rendu|paru|sorti|élu|reçu|obtenu|tenu|fait"
    r"|dit|ouvert|conclu|eu lieu)"
    r"(?:es|e|s)?(?![a-zà-ÿ])"
    r"|\b[a-zà-ÿ]+(?:era|eront|ira|iront)\b"
    r"|\b(?:was|were|has been|have been|has|have) [a-z]+ed\b|\bdid\b|\bhappened\b",
    re.IGNORECASE,
)


def asks_what_happened(question: str) -> bool:
    """Whether the words ask for something that happened at a time, rather than for how things stood then."""
    return _HAPPENED.search(question) is not None
