"""The several things that one question may ask.

A piece is a question of its own if it asks in its own words; what only says when, where or
of whom (« En 2013 ? », « à la Cnam ») belongs to the question beside it, and so do clauses
that depend on it (« …, quand il était enfant »). Method: our own rules over interrogative words,
inversion and what joins the pieces; in doubt the question is asked whole.
"""

from __future__ import annotations

import re

from assistant.asking_words import ASKING, DETERMINER, INVERTED, asks, is_inverted, is_subordinate
from assistant.naming import has_subject, named
from assistant.two_things import two_questions
from vectorstore.french import analyze

_MOST = 3
_JOINT = re.compile(
    rf"(\s*[,;]\s*(?:(?:et|and|puis|then)\s+)?|\s+(?:et|and|puis|then)\s+)(?={ASKING}|{INVERTED}|est-ce[ -])",
    re.IGNORECASE,
)
# « La DNS est-elle une direction et l’ANS est-elle un groupement ? »
_NEXT_SUBJECT = re.compile(rf"(\s*,\s*(?:et\s+)?|\s+et\s+)(?={DETERMINER}[^,;?]{{1,60}}?\s{INVERTED})", re.IGNORECASE)
_ENDED = re.compile(r"(?<=\?)\s+(?=\S)")
_POINTS_BACK = re.compile(
    r"\b(?:ils?|elles?|y|en|lui|leurs?|son|sa|ses|celui-ci|celle-ci|cet?|cette|ces|cela|its?|their|they|he|she)\b",
    re.IGNORECASE,
)
# « En 2019, qui … »: such a piece says when or in what, and asks nothing.
_INTRODUCES = re.compile(
    r"(?:dans|en|au|aux|à|de|du|d['’]|par|chez|avec|sans|vers|hors|parmi|dès|sous|sur|selon|d['’]apr[èe]s|pour|avant"
    r"|apr[èe]s|depuis|entre|jusqu['’](?:en|au|à)|lors|pendant|durant|l['’](?:an|ann[ée]e)|il y a|fin|d[ée]but|mi-"
    r"|le \d|s['’]agissant|concernant|aujourd['’]hui|hier|demain|maintenant|actuellement|\d+|in|on|at|as of|before"
    r"|after|since|during|according to|last|between|for|under|from|by|today|now)(?!\w)",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    rf"([^,;:?]{{1,80}}),\s+(?={ASKING}|{INVERTED}|est-ce[ -]|{DETERMINER}[^,;?]{{1,60}}?\s{INVERTED})", re.IGNORECASE
)
# « Quand », « dans quelle ville »: what asks, without what is asked of it.
_PHRASE = rf"(?:(?:[^\W\d_]+['’ ]){{0,2}}(?:(?:quel(?:le)?s?|which|what) [\w’'-]+|combien d(?:e |['’])[\w-]+)|{ASKING})"
_BARE = re.compile(rf"^{_PHRASE}$", re.IGNORECASE)
_RELATIVE = re.compile(r"(qui|que|qu['’]|où|quand|which|who|where|when)(?!\w)", re.IGNORECASE)
_POLITE = re.compile(
    r"(?:merci|thank|thanks|svp|s['’]il (?:vous|te) pla[îi]t|please|cordialement|bonne (?:journ[ée]e|soir[ée]e))\b"
    r"[^?]{0,30}$",
    re.IGNORECASE,
)


def split_question(question: str) -> tuple[str, ...]:
    """The questions asked in one, in order; the question itself if it asks one thing.

    « Quand et où siège-t-il ? » gives « Quand siège-t-il ? » and « où siège-t-il ? ».
    A part that says « il » of what the first names is asked by that name; one that still
    says too little to be read alone is asked with the first.
    """
    parts = [part for sentence in _sentences(question) for part in _asked_in(sentence)]
    parts = [each for part in parts for each in two_questions(part)]
    if not 1 < len(parts) <= _MOST or not analyze(parts[0]):
        return (question,)
    first = parts[0]
    return (first, *(_after(first, part) for part in parts[1:]))


def _after(first: str, part: str) -> str:
    by_name = named(part, first)
    return by_name or (part if _says_enough(part) else f"{first} {part}")


def _sentences(question: str) -> list[str]:
    """The sentences that ask, each with those about it that do not."""
    found: list[str] = []
    waiting = ""  # what was said before anything was asked
    for piece in _ENDED.split(question):
        said = piece.strip(" ,;\u00a0\u202f")
        if not said.strip(" ,;.?!\u00a0\u202f") or _POLITE.match(said):
            continue
        if not found and not asks(said):
            waiting = f"{waiting}{_open(said)}, "
        elif found and not _is_another(said):
            found[-1] = f"{_open(found[-1])}, {_lowered(said)}" if said.endswith("?") else f"{found[-1]} {said}"
        else:
            found.append(waiting + (_lowered(said) if waiting else said))
            waiting = ""
    return found


def _is_another(sentence: str) -> bool:
    """Whether a sentence after a question asks another: one that only says when or where does not."""
    if asks(sentence):
        return True
    return sentence.endswith("?") and not _INTRODUCES.match(sentence)


def _asked_in(sentence: str) -> list[str]:
    """The questions of one sentence, each under what introduces them all."""
    found = _INTRODUCTION.match(sentence)
    introduction = found[0] if found and _INTRODUCES.match(sentence) and not asks(found[1]) else ""
    pieces = _pieces(sentence[len(introduction) :])
    if len(pieces) > 1 and _BARE.match(_open(pieces[0])) and not _BARE.match(_open(pieces[1])):
        # « Quand et où siège-t-il ? »: the bare word shares the rest of the next piece.
        pieces[0] = _open(pieces[0]) + re.sub(rf"^{_PHRASE}", "", pieces[1], count=1, flags=re.IGNORECASE)
    return [_asked(introduction + piece) for piece in pieces]


def _pieces(sentence: str) -> list[str]:
    split = _JOINT.split(sentence)
    pieces, asked = [split[0]], asks(split[0])
    joints = [*split[1::2], ""]
    for place, piece in enumerate(split[2::2]):
        own = _is_own(piece, joints[place], joints[place + 1], pieces[-1])
        if asked and own:
            pieces.append(piece)
        else:
            pieces[-1] += joints[place] + piece
            asked = asked or own
    return [part for piece in pieces for part in _by_subject(piece)]


def _by_subject(piece: str) -> list[str]:
    for joint in _NEXT_SUBJECT.finditer(piece):
        if is_inverted(piece[: joint.start()]):
            return [piece[: joint.start()], *_by_subject(piece[joint.end() :])]
    return [piece]


def _is_own(piece: str, joint: str, after: str, before: str) -> bool:
    """Whether a piece between two joints asks by itself, rather than depend on what is before it."""
    alone = joint.strip(" ,\u00a0\u202f") == ""  # only a comma before it
    if is_inverted(piece):
        return (
            not alone or is_inverted(before) or re.match(ASKING, piece, re.IGNORECASE) is not None or not asks(before)
        )
    if is_subordinate(piece):
        return False
    relative = _RELATIVE.match(piece)
    if relative is None or _BARE.match(_open(piece)):
        return True
    word = rf"(?<![\w'’-]){re.escape(relative[1])}(?!\w)"
    begins = re.match(word, before, re.IGNORECASE) is not None
    if len(re.findall(word, before, re.IGNORECASE)) > begins:
        return False  # « le comité qui conseille et qui siège »
    # « Où est-ce, qui le dirige et quand ouvre-t-il ? » names three things; a comma after it would end a clause.
    listed = after.strip() in ("et", "and")
    return begins or listed or not alone


def _says_enough(piece: str) -> bool:
    terms = len(set(analyze(piece)))
    return terms > 2 or (terms == 2 and (has_subject(piece) or not _POINTS_BACK.search(piece)))


def _open(piece: str) -> str:
    return piece.rstrip(" ?.!\u00a0\u202f")


def _lowered(piece: str) -> str:
    """The piece with a small first letter, unless its first word is a name or an acronym."""
    word = re.match(r"[^\W\d_]+['’]?", piece)
    small = word is not None and (_INTRODUCES.match(piece) or re.match(ASKING, piece, re.IGNORECASE))
    return piece[0].lower() + piece[1:] if small else piece


def _asked(piece: str) -> str:
    return piece if piece.endswith("?") else f"{_open(piece)} ?"
