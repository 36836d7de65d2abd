"""Links that land on the quoted words: URL text fragments (``#:~:text=``).

WICG, "URL Fragment Text Directives": a short quote is given whole, a long one
by its first and last words.
"""

from __future__ import annotations

from urllib.parse import quote

from vectorstore.pages import page_at
from vectorstore.types import Document

_WHOLE_WORDS = 10
_EDGE_WORDS = 5
_SCHEMES = ("http://", "https://")


def text_fragment_url(document: Document, start: int, end: int) -> str | None:
    """The document's web address, pointing at ``text[start:end]`` or its page; None without one."""
    if not document.url or not document.url.startswith(_SCHEMES):
        return None
    base = document.url.split("#", 1)[0]
    page = page_at(document.pages, start)
    if page is not None:
        return f"{base}#page={page}"  # what PDF viewers open at
    # A text directive cannot cross blocks as one run of words, so a list is
    # given by its edges too.
    lines = [line.split() for line in document.text[start:end].splitlines() if line.strip()]
    words = [word for line in lines for word in line]
    if len(lines) == 1 and len(words) <= _WHOLE_WORDS:
        return f"{base}#:~:text={_encode(words)}"
    first, last = lines[0][:_EDGE_WORDS], lines[-1][-_EDGE_WORDS:]
    return f"{base}#:~:text={_encode(first)},{_encode(last)}"


def _encode(words: list[str]) -> str:
    # "-" and "," are syntax of the directive, "&" separates directives.
    return quote(" ".join(words), safe="").replace("-", "%2D")
