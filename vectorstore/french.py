"""The French analysis chain of lexical search: text to index terms.

Texts and queries pass through the same chain, so what matters is that two
spellings of one thing give the same term. Four views serve ranking:

- :func:`words`: folded words, stop words left out, references and numbers whole;
- :func:`analyze`: their stems; a text is *found* when it shares one of these;
- :func:`roots`: their first five letters, and :func:`pairs`: neighbouring
  stems; these only *rank* what the stems found.

Method: our own chain. The stemmer takes up the idea of light French stemming
(plural, gender and regular verb endings, no derivation), and works on words
without accents, so that "deleguee" and "déléguée" meet; Snowball French needs
the accents. Measured on PIAF (see the lexical index).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain, pairwise

from vectorstore.legal_reference import LegalReference, ReferenceKind, find_references

ROOT_LENGTH = 5

_STOP_WORDS = """
    a ai as au aux avec c ce ceci cela celle celles celui ces cet cette ceux chez ci comme
    d dans de des dont du elle elles en entre es est et etaient etait ete etes etre eux
    furent fut il ils j je l la le les leur leurs lui m ma mais me meme memes mes moi mon
    n ne ni nos notre nous on ont ou par pas pour qu que qui quoi s sa se sera seront ses
    si soi soit son sont sous sur t ta te tes toi ton tu un une vos votre vous y
    avait avaient avoir ayant etant aura auront ca donc car or no
    quel quelle quels quelles comment pourquoi quand combien lequel laquelle lesquels
    lesquelles auquel duquel desquels desquelles auxquels auxquelles
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Function and question words without accents. Our own list."""

_CAPITAL_STOP_WORDS = frozenset({"SI", "MES", "ES"})
"""Acronyms of the field that are stop words in lower case; they stay in capitals."""

_ENDING_IN_S = """
    ehds snds hds cpts rpps ars ans ins mss has igas dgos dgs dns ems esms eds sas sis
    ris ccas gps sms mooc fhir saas paas iaas pacs onvs rgs nis
"""
_ACRONYMS = frozenset(_ENDING_IN_S.split())
"""Short words whose last letter is not a plural or a feminine."""

_IRREGULAR = {
    "definit": "defini", "etablit": "etabli", "fournit": "fourni", "garantit": "garanti",
    "reunit": "reuni", "remplit": "rempli", "prevu": "prevoi", "prevoient": "prevoi",
    "prevoyait": "prevoi", "permis": "permet", "permise": "permet", "transmis": "transmet",
    "transmise": "transmet", "soumis": "soumet", "soumise": "soumet", "remis": "remet",
    "remise": "remet", "obtenu": "obteni", "obtient": "obteni", "recu": "recevoi",
    "recoit": "recevoi", "recoivent": "recevoi", "requis": "requeri", "requise": "requeri",
    "requiert": "requeri", "yeux": "oeil", **dict.fromkeys(("usager", "usagere"), "usager"),
    "passager": "passager", "messager": "messager", "medecine": "medecine", "indice": "indice",
    "gener": "gener", "differ": "differ",
}  # fmt: skip
"""Frequent forms that no ending rule reaches, and words that a rule would confuse."""

_ENDINGS = (
    # (ending, what replaces it, letters that must stay before it), longest first
    ("issaient", "i", 3), ("eraient", "", 4), ("issante", "i", 3), ("issant", "i", 3),
    ("issent", "i", 3), ("erent", "", 4), ("erait", "", 4), ("eront", "", 4),
    ("aient", "", 4), ("geant", "g", 4), ("trice", "teu", 3), ("ettre", "et", 3),
    ("ment", "ment", 0), ("euse", "eu", 3), ("eure", "eu", 4), ("crit", "cri", 0),
    ("uit", "ui", 3), ("eur", "eu", 3), ("era", "", 4), ("ait", "", 4), ("ail", "al", 4),
    ("ere", "", 4), ("ent", "", 5), ("ee", "", 3), ("ez", "", 4), ("er", "", 3),
    ("ir", "i", 3), ("e", "", 4),
)  # fmt: skip

_ELIDABLE = "l d qu j n s t m c jusqu lorsqu puisqu quoiqu presqu quelqu entr"
_ELIDED = frozenset(_ELIDABLE.split())
_SAME = str.maketrans(
    dict.fromkeys("\u2019\u2018\u201b\u02bc\u02b9\u0060\u00b4\u2032\uff07", "'")
    | {"\u2010": "-", "\u2011": "-", "\u00ad": "", "œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE"}
)
_FEMININE = "(?:e|ne|le|te|se|ve|rice|trice|euse|[eè]re)"
_INCLUSIVE = re.compile(
    rf"(?<=[a-z]{{2}})(?:\({_FEMININE}?s?\)s?|[.·•‧⋅∙/-]{_FEMININE}(?:[.·•‧⋅∙/-]?s)?|[·•‧⋅∙]s)(?![a-z])",
    re.IGNORECASE,
)
_ARTICLE = re.compile("[lrda]o?[0-9]+(?:-[0-9]+)+(?:bis|ter|qu[a-z]+|sexies)?", re.IGNORECASE)
_PIECE = re.compile(
    r"(?<![a-z0-9])(?:[a-z]\.){2,}(?:[a-z](?!\w))?"  # S.N.D.S.
    rf"|(?<!\w){_ARTICLE.pattern}(?!\w)"
    r"|[0-9]+(?:[.,][0-9]+)*(?=(?:mds?|k|m)?€)"  # 650M€
    r"|(?:(?<![a-z])(?:mds?|k|m))?€"
    r"|[0-9]+(?:[.,/][0-9]+)+(?!\w)"  # 14,2 and 2016/679
    r"|[^\W_]+(?:['-][^\W_]+)*",
    re.IGNORECASE,
)
_UNITS = {"k": "millier", "m": "million", "md": "milliard", "mds": "milliards"}
_ORDINAL = re.compile(r"([0-9]+)(?:er|re|e|eme|nd|nde)")
_INVERTED = re.compile(
    r"(?:-t)?-(?:ils?|elles?|on|je|tu|nous|vous|ce|ci|la|les?|moi|toi|lui|leur|y|en)$",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")
_DIGIT = re.compile("[0-9]")
_CACHE_SIZE = 2**16
_LONGEST = 64  # letters of a term, and of a stretch worth remembering


def unaccented(text: str) -> str:
    """``text`` without accents and ligatures, its case kept (lengths may change)."""
    text = text.translate(_SAME)
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The folded words of ``text``, in order, repeats kept. Never raises.

    Stop words are left out; a legal reference, a number or an acronym is one
    term. Acronyms of two to four capitals keep them ("ANS" is not "ans"), and
    :func:`analyze` gives both the same stem.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not _DIGIT.search(text):
        return _words(text)
    terms: list[str] = []
    at = 0
    for reference in find_references(text):
        terms += _words(text[at : reference.start])
        terms += _reference_words(reference, text[reference.start : reference.end])
        at = reference.end
    return terms + _words(text[at:])


def analyze(text: str) -> list[str]:
    """The stems of :func:`words`, in order, repeats kept. Never raises."""
    return stems(words(text))


def stems(terms: list[str]) -> list[str]:
    """The stem of each word of :func:`words`."""
    return list(map(_stem, terms))


def roots(terms: list[str]) -> list[str]:
    """The first letters of each word of :func:`words`; terms with digits stay whole."""
    return [term[:ROOT_LENGTH].lower() if term.isalpha() else term for term in terms]


def pairs(terms: list[str]) -> list[str]:
    """Neighbouring stems, joined by a character that no term holds."""
    return [f"{first}_{second}" for first, second in pairwise(terms)]


def _words(text: str) -> list[str]:
    chunks = _GROUPED.sub(_without_spaces, text).split()
    split = _split if max(map(len, chunks), default=0) <= _LONGEST else _split.__wrapped__
    return list(chain.from_iterable(map(split, chunks)))


def _without_spaces(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


def _reference_words(reference: LegalReference, written: str) -> list[str]:
    if reference.kind is ReferenceKind.ORDER:
        return [*_words(written), reference.token]
    if reference.kind in (ReferenceKind.ARTICLE, ReferenceKind.TEXT_ID):
        return [reference.token, reference.code] if reference.code else [reference.token]
    return [reference.kind.value, reference.number]


@lru_cache(maxsize=_CACHE_SIZE)
def _split(chunk: str) -> tuple[str, ...]:
    """Words of one stretch without white space."""
    plain = _INCLUSIVE.sub("", unaccented(chunk))
    found = chain.from_iterable(map(_piece, _PIECE.findall(plain)))
    return tuple(term[:_LONGEST] for term in found)


@lru_cache(maxsize=_CACHE_SIZE)
def _stem(word: str) -> str:
    return word if word in _CAPITAL_STOP_WORDS else stem(word.lower())


def _piece(piece: str) -> list[str]:
    """Words of one match of ``_PIECE``: elisions, hyphens, units, numbers."""
    if piece.endswith("€"):
        unit = _UNITS.get(piece[:-1].lower())
        return [unit, "euro"] if unit else ["euro"]
    if piece[0].isdigit():
        if "/" in piece:
            return [piece, *piece.split("/")]
        if "." in piece or "," in piece:
            return [piece.replace(",", ".")]
    elif "." in piece:
        return _kept(piece.replace(".", "").upper())
    terms: list[str] = []
    if "'" in piece:
        *before, piece = piece.split("'")
        if piece.lower() == "hui" and before[-1].lower() == "aujourd":
            return ["aujourdhui"]
        for part in before:
            if part.lower() not in _ELIDED:
                terms += _hyphenated(part)
    return terms + _hyphenated(piece)


def _hyphenated(piece: str) -> list[str]:
    """A compound as one word, then its parts; inverted pronouns are left out."""
    if "-" not in piece:
        return _kept(piece)
    if _ARTICLE.fullmatch(piece):  # a reference token, or "L4-5"
        return [piece.lower()]
    piece = _INVERTED.sub("", piece)
    parts = piece.split("-")
    if len(parts) == 1:
        return _kept(piece)
    numeric = all(part.isdigit() for part in parts)
    terms = [piece] if numeric else _kept("".join(parts).lower())
    for part in parts:
        if len(part) > 1 or part.isdigit():
            terms += _kept(part)
    return terms


def _kept(word: str) -> list[str]:
    """``word`` folded ("21e" as "21"), or nothing for a stop word."""
    if word.isupper() and 2 <= len(word) <= 4 and word.isalpha():
        if word in _CAPITAL_STOP_WORDS:
            return [word]
        return [] if word.lower() in STOP_WORDS else [word]
    word = word.lower()
    if ordinal := _ORDINAL.fullmatch(word):
        return [ordinal[1]]
    return [] if word in STOP_WORDS else [word]


def stem(word: str) -> str:
    """The stem of ``word`` (lower case, no accents). Never raises.

    A word with a character outside a–z is its own stem, and so is one whose
    stem would be a stop word.
    """
    if not (word.isascii() and word.isalpha()):
        return word
    shorter = word
    for _ in range(6):
        before = shorter
        shorter = _IRREGULAR.get(before) or _shorten(before)
        if shorter == before:
            break
    return word if shorter in STOP_WORDS else shorter


def _shorten(word: str) -> str:
    if len(word) <= 3 or word in _ACRONYMS:
        return word
    word = _singular(word)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    size = len(word)
    if size <= 4:
        return word
    for ending, replacement, least in _ENDINGS:
        if word.endswith(ending) and size - len(ending) >= least:
            word = word[: size - len(ending)] + replacement
            break
    if word[-1] == "s" and word[-2] != "s":  # "mobilisé": no plural, and none at the next turn
        word = word[:-1] + "z"
    if len(word) == 3:  # "noter" and "votée" join "note" and "vote"
        return word + "e"
    if len(word) >= 5:
        if word[-1] == word[-2] and word[-1] in "lnt":
            return word[:-1]
        if word.endswith("iqu"):
            return word[:-2] + "c"
        if word.endswith("f"):
            return word[:-1] + "v"
    return word


def _singular(word: str) -> str:
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > 5:
        return word[:-2] + "l"
    if word.endswith("ux") or (word.endswith("s") and not word.endswith("ss")):
        return word[:-1]
    return word
