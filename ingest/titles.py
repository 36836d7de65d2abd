"""Which block is the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import RawBlock
from ingest.fields import is_known_label
from ingest.lines import holds_address
from vectorstore.dates import find_dates
from vectorstore.types import BlockKind

LONGEST_TITLE = 300  # characters
_HEAD = 8
_SURTITLE = re.compile(
    r"^(?:communiqué(?: de presse)?|dossier de presse|actualités?|article|fiche|offre d['’]emploi"
    r"|note|discours|publié le\b.*|mis à jour\b.*|paris,? le\b.*|par\b.*\bpublié\b.*|minist[èe]re\b.*)$",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """``text`` reduced to its letters and digits, for comparing titles."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in bare if char.isalnum())


def place_title(blocks: Sequence[RawBlock], declared: str | None) -> tuple[list[RawBlock], str | None]:
    """Mark the title's block and put it first; return the blocks and the title found.

    With a ``declared`` title, only a block that says the same is the title.
    Without, it is the first heading of level 1, else the first short line that
    can be one. The returned title is None when none stands in the text.
    """
    index = _declared_at(blocks, declared) if declared else _guess(blocks)
    if index is None:
        return list(blocks), None
    title = replace(blocks[index], kind=BlockKind.TITLE, level=1, marker="")
    rest = [block for i, block in enumerate(blocks) if i != index]
    return [title, *rest], title.text


def _declared_at(blocks: Sequence[RawBlock], declared: str) -> int | None:
    wanted = fold(declared)
    if not wanted:
        return None
    for index, block in enumerate(blocks[:_HEAD]):
        if len(block.text) > LONGEST_TITLE:
            continue
        said = fold(block.text)
        if said == wanted:
            return index
        # A page's declared title often has the site's name after it.
        if block.kind is BlockKind.HEADING and len(said) >= 10 and wanted.startswith(said):
            return index
    return None


def _guess(blocks: Sequence[RawBlock]) -> int | None:
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING and block.level == 1:
            return index if index < _HEAD else None
    for index, block in enumerate(blocks[:_HEAD]):
        text = block.text
        if block.kind is BlockKind.ITEM:
            return None
        if _SURTITLE.match(text) or _is_bare_date(text) or not any(c.isalpha() for c in text):
            continue
        if block.kind is BlockKind.HEADING and len(text) <= LONGEST_TITLE:
            return index
        return index if _may_be_title(block) else None
    return None


def _may_be_title(block: RawBlock) -> bool:
    """Whether a line that is no heading by its place may still be the title."""
    text = block.text
    if block.kind is BlockKind.FIELD:
        if is_known_label(text.split(":", 1)[0]):
            return False
    elif block.kind is not BlockKind.PARAGRAPH:
        return False
    return len(text) <= 160 and not text.endswith((".", ";", ",", ":")) and not holds_address(text)


def _is_bare_date(text: str) -> bool:
    found = find_dates(text)
    return bool(found) and len(text) - (found[0].end - found[0].start) <= 12


def title_from_name(name: str) -> str:
    """A readable title from a file name without its suffix: words, no leading date."""
    words = re.sub(r"[_\-\s]+", " ", re.sub(r"^\d{4}(?:[-.]\d{2}){0,2}[_\-\s]*", "", name)).strip()
    shown = words or name
    return shown[:1].upper() + shown[1:]
