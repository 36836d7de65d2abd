"""What the reader is trained to do, as one number to lower."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from assistant.reader.training.batches import Batch


class Weights(Protocol):
    """How much each part of the loss counts beside start and end."""

    @property
    def sentence_weight(self) -> float:
        """Of the gold sentence."""
        ...

    @property
    def answers_weight(self) -> float:
        """Of whether the passage answers."""
        ...

    @property
    def holds_weight(self) -> float:
        """Of which stretches answer."""
        ...


def loss_of(logits: Tensor, batch: Batch, recipe: Weights) -> Tensor:
    """Mean loss of a batch.

    Start and end: the probability of all gold places together (marginal
    likelihood, Clark & Gardner, 2018). Sentence: the probability that the answer
    begins somewhere in a gold sentence. Answers: binary, at the first place.
    Holds: binary for each stretch that may be quoted, its pieces' mean.
    """
    start, end = (_log_probabilities(logits[..., head], batch.readable) for head in (0, 1))
    span = -(_together(start, batch.starts) + _together(end, batch.ends)) / 2
    sentence = -(_together(start, batch.sentence) + _together(end, batch.sentence)) / 2
    answers = functional.binary_cross_entropy_with_logits(logits[:, 0, 2], batch.answerable)
    return (
        span.mean()
        + recipe.sentence_weight * sentence.mean()
        + recipe.answers_weight * answers
        + recipe.holds_weight * _holds(logits[..., 3], batch)
    )


def _holds(logits: Tensor, batch: Batch) -> Tensor:
    """For each passage the sum over its stretches, so that long ones count for no less; then the mean."""
    real = batch.holds >= 0
    room = batch.holds.shape[1] + 1
    sums = logits.new_zeros(len(logits), room).scatter_add(1, batch.segments, logits)
    sizes = logits.new_zeros(len(logits), room).scatter_add(1, batch.segments, torch.ones_like(logits))
    pooled = (sums / sizes.clamp(min=1.0))[:, 1:]
    each = functional.binary_cross_entropy_with_logits(pooled, batch.holds.clamp(min=0.0), reduction="none")
    return (each * real).sum(dim=1).mean()


def _log_probabilities(logits: Tensor, readable: Tensor) -> Tensor:
    return functional.log_softmax(logits.masked_fill(~readable, -1e4), dim=-1)


def _together(log_probabilities: Tensor, gold: Tensor) -> Tensor:
    return torch.logsumexp(log_probabilities.masked_fill(~gold, -1e4), dim=-1)
