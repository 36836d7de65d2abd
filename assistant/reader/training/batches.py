"""Examples as padded tensors, alike in length within a batch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from assistant.reader.inputs import InputBuilder, ReaderInput
from assistant.reader.training.examples import Example
from vectorstore.sentences import sentences

_POOL = 32  # batches sorted by length together


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids``, ``mask``, ``readable`` are [batch, length]; the others mark gold places in the same shape.

    ``readable`` is where an answer may begin or end, and place 0, "no answer".
    ``segments`` numbers the stretches that may be quoted from 1, 0 being none;
    ``holds`` [batch, most stretches] is 1 for those that answer, -1 where there is none.
    """

    ids: Tensor
    mask: Tensor
    readable: Tensor
    starts: Tensor
    ends: Tensor
    sentence: Tensor
    segments: Tensor
    holds: Tensor
    answerable: Tensor


def batches(examples: Sequence[Example], builder: InputBuilder, size: int, rng: random.Random) -> Iterator[Batch]:
    """All examples once, in random order but for the grouping by length."""
    order = rng.sample(range(len(examples)), len(examples))
    for at in range(0, len(order), size * _POOL):
        chosen = [examples[place] for place in order[at : at + size * _POOL]]
        encoded = [(example, encode(example, builder)) for example in chosen]
        encoded.sort(key=lambda pair: len(pair[1].ids))
        groups = [encoded[start : start + size] for start in range(0, len(encoded), size)]
        rng.shuffle(groups)
        for group in groups:
            yield collate(group)


def encode(example: Example, builder: InputBuilder) -> ReaderInput:
    """The sequence that the reader sees, as at answering time."""
    return builder.build(example.question, [example.shown], [example.paragraph])[0]


def collate(group: Sequence[tuple[Example, ReaderInput]]) -> Batch:
    """Pads a group to its longest sequence and marks the gold places."""
    shape = (len(group), max(len(seen.ids) for _, seen in group))
    ids = torch.ones(shape, dtype=torch.long)
    mask, readable, starts, ends, sentence = (torch.zeros(shape, dtype=torch.bool) for _ in range(5))
    segments = torch.zeros(shape, dtype=torch.long)
    answerable = torch.zeros(len(group))
    stretches = [example.stretches or sentences(example.paragraph) for example, _ in group]
    holds = torch.full((len(group), max(1, *map(len, stretches))), -1.0)
    for row, (example, seen) in enumerate(group):
        ids[row, : len(seen.ids)] = torch.tensor(seen.ids)
        mask[row, : len(seen.ids)] = True
        readable[row, 0] = True
        readable[row, seen.first : seen.last] = True
        for number, (left, right) in enumerate(stretches[row]):
            inside = _pieces(seen, left, right)
            if inside:
                segments[row, inside[0] : inside[-1] + 1] = number + 1
                holds[row, number] = float(any(left < end and right > start for start, end in example.answers))
                sentence[row, inside[0] : inside[-1] + 1] = bool(holds[row, number])
        for start, end in example.answers:
            inside = [i for i in range(len(seen.starts)) if seen.ends[i] > start and seen.starts[i] < end]
            if not inside:
                continue
            answerable[row] = 1.0
            starts[row, seen.first + inside[0]] = True
            ends[row, seen.first + inside[-1]] = True
        if not answerable[row]:
            starts[row, 0] = ends[row, 0] = True
        if not sentence[row].any():
            sentence[row, 0] = True
    return Batch(ids, mask, readable, starts, ends, sentence, segments, holds, answerable)


def _pieces(seen: ReaderInput, left: int, right: int) -> list[int]:
    """The places of the pieces that begin within a stretch of the passage."""
    return [seen.first + i for i, start in enumerate(seen.starts) if left <= start < right]
