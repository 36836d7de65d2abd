"""Step 6: more passages are read for what the first ones did not surely answer."""

from __future__ import annotations

from assistant.context import Context, Part
from assistant.features import Rarity
from assistant.reader.reader import Reader
from assistant.steps.read import read_up_to
from assistant.steps.select import select_for

SURE = 0.9
"""Probability at which reading stops early: a choice that was not measured."""


def read_on(context: Context, reader: Reader, rarity: Rarity, passages: int) -> None:
    """Reads up to ``passages`` hits for every part that is not sure, and chooses anew among all."""
    for part in context.parts:
        if len(part.readings) < min(passages, len(context.hits)) and not is_sure(part):
            read_up_to(passages, part, context, reader)
            select_for(part, context, rarity)


def is_sure(part: Part) -> bool:
    """Whether the best candidate is so probable that no other passage needs to be read."""
    return bool(part.candidates) and part.candidates[0].probability >= SURE
