"""The recipes that were compared, each trained for the same small number of steps."""

from __future__ import annotations

from dataclasses import replace

from assistant.reader.training.model import Shape
from assistant.reader.training.nulls import NullMix
from assistant.reader.training.train import Recipe

SHORT = 400
_BASE = Recipe(steps=SHORT, warm_up=60)

VARIANTS = {
    "base": _BASE,
    "whole encoder, no adapter": replace(_BASE, shape=Shape(rank=0), learning_rate=1e-4),
    "adapter of rank 8": replace(_BASE, shape=Shape(rank=8, alpha=16)),
    "six layers": replace(_BASE, shape=Shape(layers=6)),
    "learning rates falling with depth": replace(_BASE, layer_decay=0.85),
    "no sentence loss": replace(_BASE, sentence_weight=0.0),
    "no answers head": replace(_BASE, answers_weight=0.0),
    "random nulls": replace(_BASE, nulls=NullMix(searched=0.0, same_title=0.0, swapped=0.0)),
    "no swapped questions": replace(_BASE, nulls=NullMix(searched=0.75, same_title=0.25, swapped=0.0)),
    "no English": replace(_BASE, squad_share=0.0),
    "no rough questions, no headings": replace(_BASE, rough_share=0.0, heading_share=0.0),
}
