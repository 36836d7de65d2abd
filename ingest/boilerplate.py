"""Removal of page furniture: menus, share bars, banners, breadcrumbs, footers.

The rules look at three things: the words (`ingest.furniture`), the shape (runs
of short, link-like lines) and the position. In the middle of a text only what
can be nothing else goes; before the first and after the last real paragraph
the rules are bolder. A label–value line, a contact, a list with its
introduction always stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import RawBlock, introduces
from ingest.fields import is_known_label
from ingest.furniture import (
    is_breadcrumb,
    is_call,
    is_menu_entry,
    is_motto,
    is_network,
    is_never_content,
    is_state_logo,
    may_be_menu_entry,
    opens_trail,
)
from ingest.lines import ends_sentence, holds_address
from vectorstore.dates import find_dates
from vectorstore.types import BlockKind

_PROSE = 100
_AUTHOR = re.compile(
    r"\b(?:Par|par|Auteur(?:e)? :|Rédigé par) "
    r"(?P<name>[A-ZÀ-Ý][\w'’-]+(?: (?:de |d['’]|du |le |la )?[A-ZÀ-Ý][\w'’-]+){1,3})"
)
_CONTACT = re.compile(r"(?:vos )?contacts?\b", re.IGNORECASE)
_STATED = re.compile(r"(?:publié|mis à jour|paru|paris)\b", re.IGNORECASE)
_RELEASE = re.compile(r"\bcommuniqué\b|\bdossier de presse\b", re.IGNORECASE)


def remove_furniture(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """The blocks that belong to the document itself, in order."""
    # Bars and dots between menu entries are no sign of anything by themselves.
    blocks = [block for block in blocks if any(char.isalnum() for char in block.text)]
    if not blocks:
        return []
    first, last = _body(blocks)
    dropped = [_is_furniture(block, first <= i <= last) for i, block in enumerate(blocks)]
    _drop_logos(blocks, dropped, first, last)
    _drop_lists(blocks, dropped, first, last)
    _drop_crumbs(blocks, dropped, first)
    _drop_trail(blocks, dropped, last)
    _drop_author_repeats(blocks, dropped)
    _drop_tag_clouds(blocks, dropped, last)
    _drop_between(blocks, dropped, first, last)
    _restore_headings(blocks, dropped)
    kept = [block for block, gone in zip(blocks, dropped, strict=True) if not gone]
    # Nothing but furniture by these rules: rather keep the page than lose it.
    return _without_repeated_heading(kept) if kept else list(blocks)


def _body(blocks: Sequence[RawBlock]) -> tuple[int, int]:
    """The positions of the first and the last real paragraph (the whole, if none)."""
    prose = [i for i, block in enumerate(blocks) if _is_prose(block)]
    return (prose[0], prose[-1]) if prose else (0, len(blocks) - 1)


def _is_prose(block: RawBlock) -> bool:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.STEM):
        return False
    if len(block.text) < _PROSE or block.links > 0.5 or is_call(block.text):
        return False
    return ends_sentence(block.text) and not is_never_content(block.text)


def _is_furniture(block: RawBlock, in_body: bool) -> bool:
    """Whether the block's own words settle it."""
    text = block.text
    if is_never_content(text):
        return True
    if is_breadcrumb(text) and (not in_body or ">" in text):
        return True
    if is_protected(block) or in_body:
        return False
    if block.kind is BlockKind.FIELD:
        return is_call(text)
    bare = block.kind is not BlockKind.ITEM  # lists are judged as wholes
    return is_call(text) or is_menu_entry(text) or (bare and is_network(text))


def is_protected(block: RawBlock) -> bool:
    """Whether no rule on shape or position may remove the block."""
    text = block.text
    if holds_address(text) or _RELEASE.search(text):
        return True
    if block.kind is BlockKind.FIELD:
        label = text.split(":", 1)[0]
        return is_known_label(label) or bool(find_dates(text))
    return bool(find_dates(text)) and (len(text) > 30 or bool(_STATED.match(text)))


def _drop_logos(blocks: Sequence[RawBlock], dropped: list[bool], first: int, last: int) -> None:
    """The State's logo: the motto and the capitals right above it."""
    for index, block in enumerate(blocks):
        if first <= index <= last:
            continue
        if is_state_logo(block.text):
            dropped[index] = True
        if is_motto(block.text):
            dropped[index] = True
            above = index - 1
            while above >= max(0, index - 4) and not dropped[above]:
                text = blocks[above].text
                if not (text.isupper() and len(text) <= 40):
                    break
                dropped[above] = True
                above -= 1


def _runs(blocks: Sequence[RawBlock]) -> list[tuple[int, int]]:
    """The stretches of consecutive list items, as half-open ranges."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index in range(len(blocks) + 1):
        is_item = index < len(blocks) and blocks[index].kind is BlockKind.ITEM
        if is_item and start is None:
            start = index
        elif not is_item and start is not None:
            runs.append((start, index))
            start = None
    return runs


def _drop_lists(blocks: Sequence[RawBlock], dropped: list[bool], first: int, last: int) -> None:
    """Menus and footers written as lists."""
    for start, end in _runs(blocks):
        items = blocks[start:end]
        if start and introduces(blocks[start - 1].text):
            continue
        if any(is_protected(item) or _is_prose(item) or introduces(item.text) for item in items):
            continue
        outside = end <= first or start > last
        hits = sum(may_be_menu_entry(item.text) for item in items) / len(items)
        sure = sum(is_menu_entry(item.text) for item in items)
        linked = sum(item.links >= 0.8 for item in items) / len(items)
        short = all(len(item.text) <= 60 for item in items)
        headed = start > 0 and blocks[start - 1].kind is BlockKind.HEADING and not dropped[start - 1]
        menu = short and (
            (hits > 0.6 and (sure >= 1 or len(items) == 1))
            or (outside and sure >= 2 and hits >= 0.2)
            or (outside and hits >= 0.9 and not headed)
            or (outside and linked >= 0.8 and len(items) >= 4 and not headed)
        )
        if menu:
            dropped[start:end] = [True] * len(items)


def _drop_crumbs(blocks: Sequence[RawBlock], dropped: list[bool], first: int) -> None:
    """Menu words on lines of their own, right below other furniture in the head."""
    for index in range(1, first - 1):
        block = blocks[index]
        if dropped[index - 1] and block.kind is not BlockKind.FIELD:
            dropped[index] = dropped[index] or may_be_menu_entry(block.text)


def _drop_trail(blocks: Sequence[RawBlock], dropped: list[bool], last: int) -> None:
    """What follows an article: links to other articles, calls, the footer."""
    index = 0
    while index < len(blocks):
        block = blocks[index]
        index += 1
        beyond = index - 1 > last
        opens = opens_trail(block.text) and block.kind is not BlockKind.FIELD
        rights = beyond and dropped[index - 1] and "droits réservés" in block.text.lower()
        if not opens and not rights:
            continue
        end = index
        while end < len(blocks) and (beyond or _is_link_like(blocks, end)):
            end += 1
        if not beyond and end == index:
            continue  # a heading of the text itself, with prose or a list below it
        for position in range(index - 1, end):
            if not is_protected(blocks[position]) and not _in_contact(blocks, position):
                dropped[position] = True
        index = end


def _is_link_like(blocks: Sequence[RawBlock], index: int) -> bool:
    """Whether a block may be the title of another page."""
    block = blocks[index]
    if block.kind is BlockKind.HEADING:
        follower = blocks[index + 1] if index + 1 < len(blocks) else None
        return follower is None or not (_is_prose(follower) or follower.kind is BlockKind.ITEM)
    return len(block.text) <= 160 and not ends_sentence(block.text) and not is_protected(block)


def _in_contact(blocks: Sequence[RawBlock], index: int) -> bool:
    """Whether a block belongs to contact details: an address stands near below it."""
    near = blocks[index : index + 4]
    above = blocks[max(0, index - 6) : index + 1]
    heading = any(_CONTACT.match(block.text) for block in above)
    return heading and any(holds_address(b.text) for b in near)


def _drop_author_repeats(blocks: Sequence[RawBlock], dropped: list[bool]) -> None:
    """The author's name alone on a line, once a by-line has given it."""
    authors = {m["name"] for b in blocks if len(b.text) < 200 and (m := _AUTHOR.search(b.text))}
    for index, block in enumerate(blocks):
        if block.text in authors:
            dropped[index] = True


def _drop_tag_clouds(blocks: Sequence[RawBlock], dropped: list[bool], last: int) -> None:
    """Lists of keywords after the text, told from real lists by the furniture beside them."""
    for start, end in _runs(blocks):
        items = blocks[start:end]
        above = blocks[start - 1] if start and not dropped[start - 1] else None
        if above and (introduces(above.text) or above.kind is BlockKind.HEADING):
            continue
        beside = (start > 0 and dropped[start - 1]) or (end < len(blocks) and dropped[end])
        words = sum(len(item.text.split()) for item in items) / len(items)
        plain = not any(is_protected(item) or ends_sentence(item.text) for item in items)
        if start > last and beside and plain and words <= 3.5 and len(items) >= 3:
            dropped[start:end] = [True] * len(items)


def _drop_between(blocks: Sequence[RawBlock], dropped: list[bool], first: int, last: int) -> None:
    """Short lines enclosed by furniture, and networks' names beside it, outside the body."""
    for zone in (range(first), range(last + 1, len(blocks))):
        index = zone.start
        while index < zone.stop:
            if dropped[index]:
                index += 1
                continue
            end = index
            while end < zone.stop and not dropped[end]:
                end += 1
            enclosed = index > zone.start and dropped[index - 1] and end < len(blocks) and dropped[end]
            if zone.start == 0 and not any(_heads(blocks[i], dropped[i]) for i in range(end, first)):
                enclosed = False  # the only line that can be the title
            names = [is_network(b.text) for b in blocks[index:end]]
            linkish = all(
                len(b.text) <= 40 and not ends_sentence(b.text) and not is_protected(b)
                and b.kind is not BlockKind.FIELD for b in blocks[index:end]
            )  # fmt: skip
            if end - index <= 3 and ((enclosed and linkish) or all(names)):
                dropped[index:end] = [True] * (end - index)
            index = max(end, index + 1)


def _heads(block: RawBlock, gone: bool) -> bool:
    """Whether a kept block may be the title of what is below it."""
    headed = block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
    return headed and not gone and not find_dates(block.text)


def _restore_headings(blocks: Sequence[RawBlock], dropped: list[bool]) -> None:
    """A heading such as "Nous contacter" is content when contact details follow it."""
    for index, block in enumerate(blocks[:-1]):
        if dropped[index] and block.kind is BlockKind.HEADING and not dropped[index + 1]:
            dropped[index] = is_never_content(block.text) or not holds_address(blocks[index + 1].text)


def _without_repeated_heading(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """Drop a heading that repeats the block right above it."""
    result: list[RawBlock] = []
    for block in blocks:
        if result and block.kind is BlockKind.HEADING and result[-1].text == block.text:
            result[-1] = block
        else:
            result.append(block)
    return result
