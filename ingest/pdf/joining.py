"""Lines of one paragraph put together again, words broken at line ends made whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

_TAIL = 300  # characters before a line end that tell how it is joined
_LINES_BACK = 6  # lines and what is between them
_WORD = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
_BROKEN = re.compile(r"(?P<first>[^\W\d_]+(?:[-‐'’][^\W\d_]+)*)[-‐]$")
_START = re.compile(r"[^\W\d_]+")
_ADDRESS_END = re.compile(r"(?:https?://|www\.)\S*$")
_ADDRESS_PART = re.compile(r"^\S*[/_=&?%#]\S*|^\S+\.(?:fr|eu|com|org|net|html?|pdf)\b")
# A hyphen before the first and after the second of these belongs to the word.
_HYPHEN_BEFORE = re.compile(
    r"je|tu|ils?|elles?|on|nous|vous|ce|y|en|l[ea]s?|lui|leurs?|moi|toi|ci|là|mêmes?|t|être|à|dire|de(?:ssus|ssous|là)"
)
_HYPHEN_AFTER = re.compile(
    r"peut|celles?|celui|ceux|lui|elles?|eux|soi|moi|toi|nous|vous|c['’]est|sous|non|ex|vice|porte|grande?|mi|demi|semi"
    r"|nord|sud|vis|avant|après|arrière|contre|entre|au|par|là|ci|haut|bas|quasi|presque|dix|vingt|trente|quarante"
    r"|cinquante|soixante|quatre|rendez|savoir|chef|saint|sainte|outre|e"
)


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole in ``lines``, in lower case, hyphens included."""
    known: set[str] = set()
    broken = False
    for line in lines:
        words = _WORD.findall(line)
        ends = bool(_BROKEN.search(line)) or line.endswith("\u00ad")
        known.update(word.lower().replace("‐", "-") for word in words[int(broken) : len(words) - int(ends)])
        broken = ends
    return frozenset(known)


def join_lines(lines: Sequence[str], known: Collection[str] = frozenset()) -> tuple[str, list[int]]:
    """The text of the lines of one paragraph, and where in it each line begins.

    ``known`` are words of the document: of a word broken at a line end they
    tell whether its hyphen is its own ("sous-traitant") or the printer's.
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for line in lines:
        if parts and line:
            # A few lines back, for narrow columns break one word twice.
            kept, between = _seam("".join(parts[-_LINES_BACK:])[-_TAIL:], line, known)
            if not kept:
                parts[-1] = parts[-1][:-1]
                length -= 1
            parts.append(between)
            length += len(between)
        starts.append(length)
        if line:
            parts.append(line)
            length += len(line)
    return "".join(parts).removesuffix("\u00ad"), starts


def _seam(before: str, after: str, known: Collection[str]) -> tuple[bool, str]:
    """Whether the last character of ``before`` stays, and what comes between."""
    if before.endswith("\u00ad"):
        return False, ""
    address = _ADDRESS_END.search(before)
    if address:
        goes_on = bool(_ADDRESS_PART.match(after)) or (before[-1] in "/-_=&?%#" and after[:1].isalnum())
        return True, "" if goes_on else " "
    broken = _BROKEN.search(before)
    if broken:
        return _broken(broken["first"], after, known)
    if before[-1] in "-‐" and before[-2:-1].isalnum() and after[:1].isalnum():
        return True, ""  # "2020-" and "2021"
    if before[-1] in "'’" and before[-2:-1].isalpha() and after[:1].isalpha():
        return True, ""
    return True, " "


def _broken(first: str, after: str, known: Collection[str]) -> tuple[bool, str]:
    start = _START.match(after)
    if start is None or not start[0][0].islower():
        # A capital or a figure after a hyphen: "Seine-Saint-Denis", "sous-article 3".
        return True, "" if after[:1].isalnum() else " "
    first, second = first.lower().replace("‐", "-"), start[0]
    if first + second in known:
        return False, ""
    last = first.rpartition("-")[2]
    own = f"{first}-{second}" in known or _HYPHEN_BEFORE.fullmatch(second) or _HYPHEN_AFTER.fullmatch(last)
    return bool(own), ""
