"""Page maps: which page of its source a stretch of clean text stands on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

PageMap = tuple[tuple[int, int], ...]


def page_map(starts: Iterable[tuple[int, int]]) -> PageMap:
    """The shortest map that says the same as ``starts``.

    Each pair is an offset into the text and the page (from 1) that the text is
    of from there on; offsets never go down. Of pairs at one offset the last
    counts. Pages may come back: a title may be put first, a note last.
    """
    shortest: list[tuple[int, int]] = []
    for start, page in starts:
        if shortest and shortest[-1][0] == start:
            shortest.pop()
        if not shortest or shortest[-1][1] != page:
            shortest.append((start, page))
    return tuple(shortest)


def page_at(pages: Sequence[tuple[int, int]], offset: int) -> int | None:
    """The page that the character at ``offset`` stands on; None for a source without pages."""
    if not pages:
        return None
    return pages[max(0, bisect_right(pages, offset, key=lambda run: run[0]) - 1)][1]
