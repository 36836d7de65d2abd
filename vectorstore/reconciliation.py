"""Makes the engines hold exactly the passages that the database holds, or makes them anew.

Run with the writers' lock. When nothing was cut short and the numbers agree, it
costs three counts; else keys are compared, and only what differs is repaired.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.context import contextual_texts
from vectorstore.embedding.e5_weights import Floats
from vectorstore.lexical import LexicalIndex
from vectorstore.passage_store import KeyedPassage

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
    rebuilt: list[str] = []
    generation = index.generation + 1
    index.state.set(writing=True)
    orphans: set[str] = set()
    missing: set[str] = set()

    held = _held(index.chroma.keys) if chroma_sound and not index.chroma.in_doubt else None
    if held is None:
        rebuild_chroma(index)
        rebuilt.append("chroma")
    else:
        index.chroma.delete(sorted(held - keys))
        _add_to_chroma(index, index.passages.rows(sorted(keys - held)))
        index.chroma.trust()
        orphans, missing = held - keys, keys - held

    held = _held(index.lexical.ids) if lexical_sound else None
    if held is None:
        passages = ((each.key, each.row) for each in index.passages.rows())
        index.lexical = LexicalIndex.rebuilt(index.home / "lexical", passages, generation)
        rebuilt.append("lexical")
    else:
        index.lexical.delete(held - keys)
        for some in _batches(index.passages.rows(sorted(keys - held))):
            index.lexical.add([each.row for each in some], [each.key for each in some])
        index.lexical.commit(generation)
        orphans, missing = orphans | (held - keys), missing | (keys - held)

    index.chroma.set_generation(generation)
    index.passages.forget_vectors()
    index.state.set(generation=generation, writing=False)
    repairs = Repairs(len(orphans), len(missing), tuple(rebuilt))
    if repairs:
        logger.info("reconciled: %s", repairs)
    return repairs


def rebuild_chroma(index: Index) -> None:
    """Makes the Chroma collection anew from the database; the model reads only what it never read."""
    index.chroma.clear(index.embedder.model_id)
    _add_to_chroma(index, index.passages.rows())


def _held(keys: Callable[[], Iterable[str]]) -> set[str] | None:
    """The keys that an engine holds; None if it cannot say, or holds one twice."""
    try:
        held = list(keys())
    except Exception as error:  # neither engine gives damage a name of its own
        logger.info("an engine cannot be read: %s", error)
        return None
    return set(held) if len(set(held)) == len(held) else None


def _add_to_chroma(index: Index, passages: Iterable[KeyedPassage]) -> None:
    for some in _batches(passages):
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


def _batches(passages: Iterable[KeyedPassage]) -> Iterator[list[KeyedPassage]]:
    stream = iter(passages)
    while some := list(islice(stream, _BATCH)):
        yield some
