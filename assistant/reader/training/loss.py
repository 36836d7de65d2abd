"""What the reader is trained to do, as one number to lower."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from assistant.reader.training.batches import Batch


def loss_of(logits: Tensor, batch: Batch, sentence_weight: float, answers_weight: float) -> Tensor:
    """Mean loss of a batch.

    Start and end: the probability of all gold places together (marginal
    likelihood, Clark & Gardner, 2018). Sentence: the probability that the answer
    begins somewhere in a gold sentence. Answers: binary, at the first place.
    """
    start, end = (_log_probabilities(logits[..., head], batch.readable) for head in (0, 1))
    span = -(_together(start, batch.starts) + _together(end, batch.ends)) / 2
    sentence = -(_together(start, batch.sentence) + _together(end, batch.sentence)) / 2
    answers = functional.binary_cross_entropy_with_logits(logits[:, 0, 2], batch.answerable)
    return span.mean() + sentence_weight * sentence.mean() + answers_weight * answers


def _log_probabilities(logits: Tensor, readable: Tensor) -> Tensor:
    return functional.log_softmax(logits.masked_fill(~readable, -1e4), dim=-1)


def _together(log_probabilities: Tensor, gold: Tensor) -> Tensor:
    return torch.logsumexp(log_probabilities.masked_fill(~gold, -1e4), dim=-1)
