"""French or English, by the commonest words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FRENCH = re.compile(r"\b(?:le|la|les|des|du|et|en|une|dans|pour|que|qui|est|sont|par|sur|aux?|cette|avec|pas|vous)\b")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|are|for|that|with|as|by|this|be|from|or|which|not|was|were|you|we)\b")
_FEWEST = 5


def guess_language(texts: Sequence[str]) -> str | None:
    """ "fr" or "en", or None when the texts are too short or hold neither's words."""
    sample = " ".join(texts)[:20_000].lower()
    french, english = len(_FRENCH.findall(sample)), len(_ENGLISH.findall(sample))
    if max(french, english) < _FEWEST:
        return None
    return "fr" if french >= english else "en"
