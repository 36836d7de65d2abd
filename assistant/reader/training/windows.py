"""A few neighbouring stretches of a passage, read alone.

So that the reader can be asked again about what it chose, with nothing around it
to lean on. A window of an answering passage that leaves the answer out is the
hardest of all nulls: everything is right in it but the answer.
"""

from __future__ import annotations

import random
from dataclasses import replace

from assistant.reader.training.examples import Example, Place
from vectorstore.sentences import sentences

_MOST = 4


def window(example: Example, rng: random.Random) -> Example:
    """One to four neighbouring stretches; of an answerable example two times in three with its answer."""
    stretches = sorted(example.stretches or sentences(example.paragraph))
    if len(stretches) < 2:
        return example
    length = rng.randint(1, min(_MOST, len(stretches) - 1))
    firsts = range(len(stretches) - length + 1)
    holding = [first for first in firsts if _held(example, stretches, first, length)]
    if holding and rng.random() < 2 / 3:
        first = rng.choice(holding)
    else:
        first = rng.choice([first for first in firsts if first not in holding] or holding)
    kept = stretches[first : first + length]
    start, end = kept[0][0], max(stretch[1] for stretch in kept)
    return replace(
        example,
        paragraph=example.paragraph[start:end],
        answers=_moved(example.answers, start, end),
        stretches=_moved(tuple(kept), start, end),
    )


def _held(example: Example, stretches: list[Place], first: int, length: int) -> bool:
    kept = stretches[first : first + length]
    return any(start < right and left < end for left, right in kept for start, end in example.answers)


def _moved(places: tuple[Place, ...], start: int, end: int) -> tuple[Place, ...]:
    """The parts of ``places`` within ``[start, end)``, counted from ``start``."""
    cut = ((max(left, start) - start, min(right, end) - start) for left, right in places)
    return tuple((left, right) for left, right in cut if left < right)
