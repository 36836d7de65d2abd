"""Outcomes of a model still in torch, as :mod:`measure` gives them for the finished reader."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from assistant.reader.inputs import InputBuilder
from assistant.reader.reader import Reader
from assistant.reader.training.examples import Example
from assistant.reader.training.measure import Outcome, outcomes
from assistant.reader.training.model import ReaderModel
from vectorstore.embedding.e5_weights import Floats


class TorchNetwork:
    """A model in training, where the finished network would stand."""

    model_id = "in training"

    def __init__(self, model: ReaderModel, builder: InputBuilder) -> None:
        self._model = model
        self.inputs = builder

    def scores(self, sequences: Sequence[Sequence[int]]) -> list[Floats]:
        """One sequence at a time, on the device of the model."""
        device = next(self._model.parameters()).device
        found = []
        for sequence in sequences:
            ids = torch.tensor([sequence], device=device)
            with torch.autocast(device.type, torch.bfloat16):
                logits = self._model(ids, torch.ones_like(ids))
            found.append(logits[0].float().cpu().numpy())
        return found


def predicted(model: ReaderModel, examples: Sequence[Example], builder: InputBuilder) -> list[Outcome]:
    """Reads each example's paragraph with ``model``."""
    return outcomes(Reader(TorchNetwork(model, builder)), examples)
