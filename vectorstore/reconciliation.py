"""Makes the engines hold exactly the passages that the database holds, or makes them anew.

Run with the writers' lock. When nothing was cut short and the numbers agree, it
costs three counts; else keys are compared, and only what differs is repaired.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.batches import batches
from vectorstore.context import contextual_texts
from vectorstore.embedding.e5_weights import Floats
from vectorstore.lexical import LexicalIndex
from vectorstore.passage_store import KeyedPassage
from vectorstore.storage import is_full

if TYPE_CHECKING:
    from vectorstore.index import Index

logger = logging.getLogger(__name__)

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Repairs:
    """What was found amiss: passages that an engine held without a document, or lacked; engines made anew."""

    orphans: int = 0
    missing: int = 0
    rebuilt: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.orphans or self.missing or self.rebuilt)

    def told(self) -> str:
        """In French words, for a log or a terminal."""
        counts = ((self.orphans, "en trop"), (self.missing, "manquants"))
        told = [f"{count} passages {what}" for count, what in counts if count]
        return ", ".join([*told, *(f"« {name} » refait" for name in self.rebuilt)])


def agrees(index: Index) -> bool:
    """Whether the stores tell the same story, as far as their counts and generations say."""
    state = index.state.read()
    expected = index.passages.count()
    return (
        not state.writing
        and index.chroma.generation == index.lexical.generation == state.generation
        and index.chroma.count() == index.lexical.count() == expected
    )


def reconcile(index: Index, *, chroma_sound: bool = True, lexical_sound: bool = True) -> Repairs:
    """Repairs both engines; makes anew one that is not sound, or turns out not to be."""
    keys = set(index.passages.keys())
    generation = index.generation + 1
    index.state.set(writing=True)
    chroma = (
        _tried(index.home, lambda: _repair_chroma(index, keys)) if chroma_sound and not index.chroma.in_doubt else None
    )
    if chroma is None:
        index.chroma.clear(index.embedder.model_id)
        _add_to_chroma(index, index.passages.rows())
    lexical = _tried(index.home, lambda: _repair_lexical(index, keys, generation)) if lexical_sound else None
    if lexical is None:
        passages = ((each.key, each.row) for each in index.passages.rows())
        index.lexical = LexicalIndex.rebuilt(index.home / "lexical", passages, generation)
    index.chroma.set_generation(generation)
    index.state.set(generation=generation, writing=False)
    found = [held for held in (chroma, lexical) if held is not None]
    repairs = Repairs(
        orphans=len(set().union(*(held - keys for held in found))),
        missing=len(set().union(*(keys - held for held in found))),
        rebuilt=tuple(name for name, held in (("chroma", chroma), ("lexical", lexical)) if held is None),
    )
    if repairs:
        logger.info("reconciled: %s", repairs)
    return repairs


def _tried(home: Path, repair: Callable[[], set[str] | None]) -> set[str] | None:
    """What the repair returns; None if it fails, but for want of room: neither engine gives damage a name."""
    try:
        return repair()
    except Exception as error:
        if is_full(error, home):
            raise
        logger.info("an engine cannot be repaired: %s", error)
        return None


def _repair_chroma(index: Index, keys: set[str]) -> set[str] | None:
    """The keys that it held before, or None if it held one twice."""
    listed = list(index.chroma.keys())
    held = set(listed)
    if len(held) != len(listed):
        return None
    index.chroma.delete(sorted(held - keys))
    _add_to_chroma(index, index.passages.rows(sorted(keys - held)))
    index.chroma.trust()
    return held


def _repair_lexical(index: Index, keys: set[str], generation: int) -> set[str] | None:
    """The keys that it held before, or None if it held one twice."""
    listed = index.lexical.ids()
    held = set(listed)
    if len(held) != len(listed):
        return None
    index.lexical.sweep()
    index.lexical.delete(held - keys)
    for some in batches(index.passages.rows(sorted(keys - held)), _BATCH):
        index.lexical.add([each.row for each in some], [each.key for each in some])
    index.lexical.commit(generation)
    return held


def _add_to_chroma(index: Index, passages: Iterable[KeyedPassage]) -> None:
    for some in batches(passages, _BATCH):
        index.chroma.add([each.key for each in some], [each.row for each in some], _vectors(index, some))


def _vectors(index: Index, passages: Sequence[KeyedPassage]) -> Floats:
    """The passages' vectors, as kept, or made now."""
    known = index.passages.vectors(each.embedded for each in passages)
    unknown = [each for each in passages if each.embedded not in known]
    if unknown:
        embedder = index.embedder
        texts = contextual_texts([each.row for each in unknown], embedder.count_tokens, embedder.max_tokens)
        made = embedder.encode_document(texts)
        index.passages.keep_vectors([each.embedded for each in unknown], made)
        known.update((each.embedded, vector) for each, vector in zip(unknown, made, strict=True))
    return np.stack([known[each.embedded] for each in passages])
