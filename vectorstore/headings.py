"""Which headings a block of a document stands under."""

from __future__ import annotations

from collections.abc import Iterator

from vectorstore.types import Block, BlockKind, Document


def blocks_under_headings(document: Document) -> Iterator[tuple[Block, tuple[str, ...]]]:
    """Each block with its path of headings, outermost first, without the document's title.

    A heading is at the end of its own path; the place of an article in its code
    (``document.section``) is at the start of every path.
    """
    path: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            path = [entry for entry in path if entry[0] < block.level]
            path.append((block.level, document.text[block.start : block.end]))
        yield block, (*document.section, *(text for _, text in path))
