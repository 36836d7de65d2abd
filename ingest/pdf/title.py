"""Which of the titles that PDF metadata give are titles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import RawBlock, clean
from ingest.titles import fold

_PROGRAM = re.compile(r"^microsoft (?:word|powerpoint|excel)\s*-\s*", re.IGNORECASE)
_FILE = re.compile(r"\.(?:docx?|odt|pptx?|odp|pdf|rtf|indd|qxp|xlsx?)$", re.IGNORECASE)
_FIRST_PAGES = 2
_LONGEST = 300
_SHARE = 0.75


def sensible_title(title: object, blocks: Sequence[RawBlock]) -> str | None:
    """``title`` as metadata give it, if the first pages say it too; else None.

    Programs fill it with file names and with the titles of templates and of
    the documents that served as such, which is why the text has to agree: most
    of its words of three letters or more must stand there.
    """
    if not isinstance(title, str):
        return None
    shown = clean(title)
    if not 4 <= len(shown) <= _LONGEST or _PROGRAM.match(shown) or _FILE.search(shown):
        return None
    words = [folded for word in re.findall(r"\w+", shown) if len(folded := fold(word)) >= 3]
    first = [block.text for block in blocks if block.pages and block.pages[0][1] <= _FIRST_PAGES]
    known = {fold(word) for text in first for word in re.findall(r"\w+", text)}
    return shown if words and sum(word in known for word in words) >= _SHARE * len(words) else None
