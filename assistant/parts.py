"""The several things that one question may ask."""

from __future__ import annotations

import re

from vectorstore.french import analyze

_MOST = 3
_ASKING = (
    r"(?:(?:à|de|en|dans|pour|depuis|par|avec|sur|jusqu['’]à) )?"
    r"(?:qui|que|quoi|quel(?:le)?s?|quand|où|comment|combien|pourquoi|lequel|laquelle|lesquel(?:le)?s"
    r"|qu['’]|who|what|when|where|which|how|why)(?=[ '’]|$)"
)
_JOINT = re.compile(rf"(?:\s*[,;]\s*(?:et )?|\s+(?:et|and)\s+)(?={_ASKING})", re.IGNORECASE)
_ENDED = re.compile(r"(?<=\?)\s+(?=\S)")
_POINTS_BACK = re.compile(
    r"\b(?:ils?|elles?|y|en|lui|leurs?|son|sa|ses|celui-ci|celle-ci|cet?|cette|ces|cela|its?|their|they|he|she)\b",
    re.IGNORECASE,
)
# « En 2019, qui … »: such a piece says when or in what, and asks nothing.
_INTRODUCES = re.compile(
    r"(?:dans|en|au|aux|à|sous|selon|d['’]apr[èe]s|pour|avant|apr[èe]s|depuis|entre|jusqu['’](?:en|au|à)|lors|pendant"
    r"|durant|l['’](?:an|ann[ée]e)|il y a|fin|d[ée]but|mi-|le \d|s['’]agissant|concernant|in|on|at|as of|before|after"
    r"|since|during|according to|last|between)(?!\w)",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"-(?:t-)?(?:il|elle|on|ils|elles|ce|je|tu|nous|vous)\b", re.IGNORECASE)
_BARE = re.compile(rf"^{_ASKING}$", re.IGNORECASE)


def split_question(question: str) -> tuple[str, ...]:
    """The questions asked in one, in order; the question itself if it asks one thing.

    « Quand et où siège-t-il ? » gives « Quand siège-t-il ? » and « où siège-t-il ? ».
    A part that says too little to be read alone is asked with the whole question.
    """
    pieces = [piece for sentence in _ENDED.split(question) for piece in _JOINT.split(sentence)]
    pieces = [piece.strip(" ,;\u00a0\u202f") for piece in pieces if piece.strip(" ,;?!\u00a0\u202f")]
    if len(pieces) > 1 and _is_introduction(pieces[0]):
        pieces[:2] = [f"{pieces[0]}, {pieces[1]}"]
    if not 1 < len(pieces) <= _MOST:
        return (question,)
    if _BARE.match(_open(pieces[0])) and not _BARE.match(_open(pieces[1])):
        # « Quand et où siège-t-il ? »: the bare word shares the rest of the next piece.
        pieces[0] = _open(pieces[0]) + re.sub(rf"^{_ASKING}", "", pieces[1], flags=re.IGNORECASE)
        return tuple(_asked(piece) for piece in pieces)
    if any(not analyze(piece) for piece in pieces[:1]):
        return (question,)
    first = _asked(pieces[0])
    return (first, *(_asked(piece if _says_enough(piece) else f"{first} {piece}") for piece in pieces[1:]))


def _is_introduction(piece: str) -> bool:
    return (
        _INTRODUCES.match(piece) is not None
        and not piece.endswith("?")
        and not re.search(rf"(?<!\w){_ASKING}", piece, re.IGNORECASE)
        and not _INVERTED.search(piece)
    )


def _says_enough(piece: str) -> bool:
    terms = len(set(analyze(piece)))
    return terms > 2 or (terms == 2 and not _POINTS_BACK.search(piece))


def _open(piece: str) -> str:
    return piece.rstrip(" ?\u00a0\u202f")


def _asked(piece: str) -> str:
    return piece if piece.endswith("?") else f"{piece} ?"
