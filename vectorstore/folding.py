"""Text without accents and capitals, every character in its place."""

from __future__ import annotations

from vectorstore.french import unaccented


def folded(text: str) -> str:
    """``text`` (in NFC) in lower case without accents; offsets are those of ``text``.

    A character that would become several, such as a ligature, stays as it is.
    """
    if text.isascii():
        return text.lower()
    return "".join(plain if len(plain := unaccented(c).lower()) == 1 else c for c in text)


def straightened(text: str) -> str:
    """``text`` :func:`folded`, with straight apostrophes."""
    return folded(text).replace("’", "'")


def spaced(text: str) -> str:
    """``text`` :func:`straightened`, with blanks for spaces that do not break."""
    return straightened(text).replace("\u00a0", " ").replace("\u202f", " ")
