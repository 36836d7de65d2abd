"""What a question leaves to the one before it to name, put into its own words.

« Quand l’investigation a-t-elle commencé, et quand a-t-elle été close ? » asks, second, « quand
l’investigation a-t-elle été close ? ». Read alone, a question that says « elle » finds anything.
Method: our own rules over the surface; where the words leave a doubt of what is meant, nothing is said.
"""

from __future__ import annotations

import re

from assistant.asking_words import ASKING, DETERMINER, INVERTED

_LONGEST_NAME = 12  # words
_NAME = r"(?-i:[A-ZÀ-Ý][\wÀ-ÿ’'-]+(?: [A-ZÀ-Ý][\wÀ-ÿ’'-]+)*)"
_SUBJECT = re.compile(rf"(?:(?<=^)|(?<=\s))((?:{DETERMINER}[^?,;]*?|(?<=\s){_NAME}))\s(?={INVERTED})", re.IGNORECASE)
_VERB = re.compile(rf"(?<![\w'’-]){INVERTED}", re.IGNORECASE)
# What is asked about, at the end of a question: « … dirige la DNS », without what says when.
_OBJECT = re.compile(
    rf"(?<=\s)((?:{DETERMINER}[^?,;]*?|{_NAME}))(?:\s(?:en|depuis|avant|après|pendant|début|fin) [^?,;]*)?\s*\?*$",
    re.IGNORECASE,
)
# « Faut-il … », « y a-t-il … », « est-il possible … »: such a pronoun stands for nothing.
_IMPERSONAL = re.compile(
    r"(?:(?:ne |n['’])?y (?:a|avait|aura)|faut|faudra|faudrait|s['’]agit|convient|suffit|existe|reste|importe)-"
    r"|[\wà-ÿ]+-(?:t-)?il (?:vrai|possible|n[ée]cessaire|obligatoire|interdit|utile|permis|pr[ée]vu)\b",
    re.IGNORECASE,
)
_PLURAL = ("les", "des", "ces", "mes", "ses", "tes", "nos", "vos", "leurs")
_WHO = re.compile(r"(?:qui|who)\s(?P<does>[^?]+?)\s*\?*$", re.IGNORECASE)
_BARE = re.compile(rf"(?:et |and )?{ASKING}\s*\?*$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?<!\w)(son|sa|ses|leur|leurs) ((?:[\w’'-]+ ?){1,4}?)(?= ?\?*$)", re.IGNORECASE)
_OBJECT_PRONOUN = re.compile(
    r"^((?:et )?qui) (l['’]|(?:le|la|les) )"
    r"((?:(?:a|ont|avait|avaient|est|sera|aura) (?:été )?)?[\wÀ-ÿ-]+)",
    re.IGNORECASE,
)
_POSSESSED = {"son": "le ", "sa": "la ", "ses": "les ", "leur": "le ", "leurs": "les "}
_AS_SUBJECT = {"le": "il", "la": "elle", "les": "ils"}
_OF = {"le ": "du ", "les ": "des "}


def named(piece: str, before: str) -> str | None:
    """``piece`` with what ``before`` names in place of its pronoun; None if it points to nothing that is sure."""
    verb = _VERB.search(piece)
    if verb is not None:
        return _with_subject(piece, verb, before)
    thing = _thing(before)
    if thing is None:
        return None
    if found := _POSSESSIVE.search(piece):
        return f"{piece[: found.start()]}{_POSSESSED[found[1].lower()]}{found[2].strip()} {_of(thing)} ?"
    found = _OBJECT_PRONOUN.match(piece)
    if found and _agrees(thing, _AS_SUBJECT.get(found[2].strip().lower(), "")):
        rest = piece[found.end() :].strip(" ?\u00a0\u202f")
        return f"{found[1]} {found[3]} {thing} {rest}".rstrip() + " ?"
    return None


def has_subject(piece: str) -> bool:
    """Whether the pronoun after the verb only takes up a subject that stands before it: « la DNS siège-t-elle »."""
    return _SUBJECT.search(piece) is not None


def subject_of(question: str) -> str | None:
    """What a question asks something of, before an inverted verb: « un hébergeur » in « un hébergeur doit-il … »."""
    found = _SUBJECT.search(question)
    return found[1] if found else None


def asked_of(piece: str, before: str, found: str) -> str | None:
    """A bare question (« depuis quand ? ») after one of who, asked of ``found``, who that is; else None."""
    who = _WHO.match(before)
    if who is None or not _BARE.match(piece):
        return None
    asked = re.sub(r"^(?:et|and) ", "", piece.rstrip(" ?\u00a0\u202f"), flags=re.IGNORECASE)
    return f"{asked} {found} {who['does']} ?"


def _with_subject(piece: str, verb: re.Match[str], before: str) -> str | None:
    if has_subject(piece) or _IMPERSONAL.match(piece, verb.start()):
        return None
    pronoun = _pronoun(verb[0])
    subject = _SUBJECT.search(before)
    if subject is not None:
        other = _VERB.search(before, subject.end())
        same = other is not None and _pronoun(other[0]) == pronoun
        name = subject[1] if same else None
    else:
        name = _thing(before)
        name = name if name and _agrees(name, pronoun) else None
    if name is None or len(name.split()) > _LONGEST_NAME:
        return None
    begins = piece[: verb.start()]
    small = begins and re.match(DETERMINER, name, re.IGNORECASE) is not None
    return f"{begins}{name[0].lower() + name[1:] if small else name} {piece[verb.start() :]}"


def _thing(before: str) -> str | None:
    """What the question is about: its subject, or what ends it, if that is one thing."""
    subject = _SUBJECT.search(before)
    name = subject[1] if subject else None
    if name is None:
        ending = _OBJECT.search(before)
        name = ending[1] if ending else None
    return name if name and len(name.split()) <= _LONGEST_NAME else None


def _pronoun(verb: str) -> str:
    return verb.rpartition("-")[2].lower()


def _agrees(name: str, pronoun: str) -> bool:
    """Whether a pronoun (none: of unknown gender) may stand for what is named, as far as its article tells."""
    article = name.split(" ")[0].lower()
    if article in _PLURAL or pronoun in ("ils", "elles"):
        return article in _PLURAL and pronoun in ("ils", "elles", "")
    if article in ("la", "une", "cette", "ma", "sa", "ta"):
        return pronoun in ("elle", "")
    if article in ("le", "un", "ce", "cet", "mon", "son", "ton", "du"):
        return pronoun in ("il", "")
    return pronoun in ("il", "elle", "")


def _of(thing: str) -> str:
    for article, of in _OF.items():
        if thing.lower().startswith(article):
            return of + thing[len(article) :]
    return f"d’{thing}" if thing[0].lower() in "aeiouyéèêàâîôhœ" else f"de {thing}"
