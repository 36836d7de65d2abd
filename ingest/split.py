"""From a Document to the Passages that are embedded and searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from vectorstore.headings import blocks_under_headings
from vectorstore.sentences import sentences
from vectorstore.types import Block, BlockKind, Document, Passage

CountTokens = Callable[[list[str]], list[int]]

TARGET_TOKENS = 180


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch that is never cut further: a block, or a part of a long one."""

    start: int
    end: int
    tokens: int
    heading: tuple[str, ...]
    opens: bool  # a title or heading, which must not stand without what it opens
    unit: int  # pieces of one unit (a list with its stem) stay together when they fit


def split(
    document: Document,
    count_tokens: CountTokens,
    max_tokens: int = 256,
    target_tokens: int = TARGET_TOKENS,
) -> list[Passage]:
    """Cut a document into passages along its structure.

    ``count_tokens`` gives the length of each text of a batch as the embedder
    counts it, special tokens included. Passages follow sections; inside one,
    neighbouring paragraphs and whole lists with their stem are packed up to
    ``target_tokens``, and neighbouring sections that are smaller are joined, each
    under its heading. What is longer than ``max_tokens`` is cut at sentence
    ends, then between words, then between characters. Nothing is left out:
    every block is covered, and ``text == document.text[start:end]``.
    """
    if max_tokens < 1:
        raise ValueError("max_tokens must be positive")
    target = min(target_tokens, max_tokens)
    pieces = _pieces(document, count_tokens, max_tokens, target)
    packed = _joined(_packed(pieces, max_tokens, target), target)
    groups = _fitting(document.text, packed, count_tokens, max_tokens)
    return [_passage(document, group) for group in groups]


def _passage(document: Document, group: Sequence[_Piece]) -> Passage:
    start, end = group[0].start, group[-1].end
    return Passage(
        id=f"{document.id}:{start}-{end}",
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        heading=_common([piece.heading for piece in group if not piece.opens] or [group[-1].heading]),
    )


def _common(headings: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that stand above all of a passage; others stand in its text."""
    first, last = min(headings), max(headings)  # what these two share, all share
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return first[:shared]


def _pieces(document: Document, count: CountTokens, maximum: int, target: int) -> list[_Piece]:
    if not document.blocks:
        document = replace(document, blocks=_whole(document.text))
    tokens = count([document.text[block.start : block.end] for block in document.blocks])
    pieces: list[_Piece] = []
    unit = 0
    previous: Block | None = None
    for (block, heading), size in zip(blocks_under_headings(document), tokens, strict=True):
        if previous is None or not _belongs(previous, block):
            unit += 1
        opens = block.kind in (BlockKind.TITLE, BlockKind.HEADING) and size <= target
        if size <= maximum:
            pieces.append(_Piece(block.start, block.end, size, heading, opens, unit))
        else:
            for start, end, part in _cut(document.text, block.start, block.end, count, maximum, target):
                pieces.append(_Piece(start, end, part, heading, False, unit))
        previous = block
    return pieces


def _whole(text: str) -> tuple[Block, ...]:
    """One block per line, for a document that came without blocks."""
    blocks: list[Block] = []
    position = 0
    for line in text.split("\n"):
        if line.strip():
            start = position + len(line) - len(line.lstrip())
            blocks.append(Block(BlockKind.PARAGRAPH, start, position + len(line.rstrip())))
        position += len(line) + 1
    return tuple(blocks)


def _belongs(before: Block, after: Block) -> bool:
    """Whether ``after`` is of the same list, stem included, as ``before``."""
    listed = (BlockKind.ITEM, BlockKind.STEM, BlockKind.FIELD)
    if after.kind is BlockKind.STEM:
        # A stem at the outermost level opens a list of its own, unless it is
        # itself an item, which the item before it at its level or above shows.
        return before.kind is BlockKind.ITEM and after.level > 0
    return after.kind in listed and before.kind in listed


def _cut(
    text: str, start: int, end: int, count: CountTokens, maximum: int, target: int
) -> Iterator[tuple[int, int, int]]:
    """Stretches of at most ``maximum`` tokens that cover ``text[start:end]`` but for blanks."""
    parts = [(start + a, start + b) for a, b in sentences(text[start:end])]
    sizes = count([text[a:b] for a, b in parts])
    small: list[tuple[int, int, int]] = []
    for (a, b), size in zip(parts, sizes, strict=True):
        if size <= maximum:
            small.append((a, b, size))
        else:
            small += _cut_sentence(text, a, b, count, maximum)
    yield from _merged(text, small, count, maximum, target)


def _cut_sentence(text: str, start: int, end: int, count: CountTokens, maximum: int) -> list[tuple[int, int, int]]:
    """Halve between words, or inside a word that is alone, until every part fits."""
    done: list[tuple[int, int, int]] = []
    todo = [(start, end)]
    while todo:
        sizes = count([text[a:b] for a, b in todo])
        later: list[tuple[int, int]] = []
        for (a, b), size in zip(todo, sizes, strict=True):
            if size <= maximum or b - a == 1:
                done.append((a, b, size))
                continue
            middle = _middle(text, a, b)
            later += [_trim(text, a, middle), _trim(text, middle, b)]
        todo = [(a, b) for a, b in later if a < b]
    return sorted(done)


def _middle(text: str, start: int, end: int) -> int:
    """Where to halve: at the blank nearest to the middle, else in the middle."""
    half = (start + end) // 2
    reach = (end - start) // 2
    for distance in range(reach):
        if text[half + distance].isspace():
            return half + distance
        if half - distance > start and text[half - distance].isspace():
            return half - distance
    return half


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _merged(
    text: str, parts: Sequence[tuple[int, int, int]], count: CountTokens, maximum: int, target: int
) -> list[tuple[int, int, int]]:
    """Neighbouring parts joined up to ``target`` tokens."""
    merged: list[tuple[int, int, int]] = []
    for start, end, size in parts:
        if merged and merged[-1][2] + size <= target:
            merged[-1] = (merged[-1][0], end, merged[-1][2] + size)
        else:
            merged.append((start, end, size))
    return merged


def _packed(pieces: Sequence[_Piece], maximum: int, target: int) -> list[list[_Piece]]:
    """Group pieces: by section, whole units together, headings with what they open."""
    groups: list[list[_Piece]] = []
    current: list[_Piece] = []
    size = 0
    for unit in _units(pieces):
        unit_size = sum(piece.tokens for piece in unit)
        content = any(not piece.opens for piece in current)
        new_section = content and (unit[0].opens or unit[0].heading != current[-1].heading)
        if new_section or (content and size + unit_size > target):
            groups.append(current)
            current, size = [], 0
        if size + unit_size <= maximum:
            current += unit
            size += unit_size
            continue
        for piece in unit:
            content = any(not other.opens for other in current)
            over = size + piece.tokens > (target if content else maximum)
            if current and over and (content or piece.tokens + size > maximum):
                groups.append(current)
                current, size = [], 0
            current.append(piece)
            size += piece.tokens
    if current:
        groups.append(current)
    return _without_bare_headings(groups, maximum)


def _joined(groups: Sequence[list[_Piece]], target: int) -> list[list[_Piece]]:
    """Join neighbouring short sections up to ``target``.

    A page of many two-line sections would else give passages too short to be
    ranked well. A group that goes on under a heading of the group before it is
    left alone, for joined to the next section it would lose that heading.
    """
    joined: list[list[_Piece]] = []
    for group in groups:
        before = joined[-1] if joined else []
        size = sum(piece.tokens for piece in before) + sum(piece.tokens for piece in group)
        keeps = bool(before) and (
            before[0].opens or before[0].heading == _common([before[0].heading, group[0].heading])
        )
        if keeps and size <= target:
            joined[-1] = before + group
        else:
            joined.append(list(group))
    return joined


def _units(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    units: list[list[_Piece]] = []
    for piece in pieces:
        if units and units[-1][0].unit == piece.unit:
            units[-1].append(piece)
        else:
            units.append([piece])
    return units


def _without_bare_headings(groups: list[list[_Piece]], maximum: int) -> list[list[_Piece]]:
    """Give a group of headings only to the neighbour it belongs to."""
    result: list[list[_Piece]] = []
    carried: list[_Piece] = []
    for group in groups:
        group = carried + group
        carried = []
        if all(piece.opens for piece in group):
            carried = group
        else:
            result.append(group)
    if carried:
        if result:
            # Nothing follows: the closing headings go with the text before
            # them, of which enough moves over to leave both within bounds.
            last = result.pop()
            room = maximum - sum(piece.tokens for piece in carried)
            moved: list[_Piece] = []
            while last and (not moved or sum(p.tokens for p in moved) + last[-1].tokens <= room):
                moved.insert(0, last.pop())
            if last:
                result.append(last)
            result.append(moved + carried)
        else:
            result.append(carried)
    return result


def _fitting(text: str, groups: Sequence[list[_Piece]], count: CountTokens, maximum: int) -> list[list[_Piece]]:
    """Halve the groups that are too long as a whole (markers and joins count too)."""
    done: list[list[_Piece]] = []
    todo = list(groups)
    while todo:
        sizes = count([text[group[0].start : group[-1].end] for group in todo])
        later: list[list[_Piece]] = []
        for group, size in zip(todo, sizes, strict=True):
            if size <= maximum or len(group) == 1:
                done.append(group)
                continue
            lead = next((i for i, piece in enumerate(group) if not piece.opens), 0)
            cut = max(len(group) // 2, min(lead + 1, len(group) - 1))
            later += [group[:cut], group[cut:]]
        todo = later
    return sorted(done, key=lambda group: group[0].start)
