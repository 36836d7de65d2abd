"""How much one document may hold, so that reading it takes seconds and megabytes.

Beyond these no real document goes: the whole public health code is about ten
megabytes. What is larger is to be cut, and is so better cited too.
"""

from __future__ import annotations

from vectorstore.errors import UnreadableSource

MAX_TEXT = 20_000_000
MAX_LINES = 500_000
MAX_TAGS = 1_000_000
MAX_BLOCKS = 300_000


def check_text(data: bytes | str, name: str, *, markup: bool = False) -> None:
    """Raises :class:`UnreadableSource` for a text too long to be one document.

    ``markup`` tells that tags are elements, which take memory each.
    """
    mark, returns, tag = ("\n", "\r", "<") if isinstance(data, str) else (b"\n", b"\r", b"<")
    lines = max(data.count(mark), data.count(returns))  # type: ignore[arg-type]
    tags = data.count(tag) if markup else 0  # type: ignore[arg-type]
    if len(data) > MAX_TEXT or lines > MAX_LINES or tags > MAX_TAGS:
        raise too_long(name)


def too_long(name: str) -> UnreadableSource:
    """The error for a document beyond the bounds."""
    return UnreadableSource(
        f"« {name} » est trop long pour être un seul document : découpez-le, par exemple un fichier par chapitre."
    )
