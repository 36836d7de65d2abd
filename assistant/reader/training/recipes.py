"""The three stages that make the reader, and the recipes that were compared."""

from __future__ import annotations

from dataclasses import replace

from assistant.reader.training.model import Shape
from assistant.reader.training.nulls import NullMix
from assistant.reader.training.train import Recipe

FOUNDATION = Recipe(steps=2000)
"""Reading, from encyclopedic questions in French and English."""

FIELD = Recipe(
    steps=2400, written=("clean",), piaf_share=0.4, null_share=0.6, squad_share=0.15, written_nulls=1.2,
    learning_rate=5e-4, head_rate=1e-3, warm_up=60, longest=1200, seed=13,
)  # fmt: skip
"""Then the forms of the field: law, press releases, adverts, guides; the rest goes on so as not to be forgotten."""

PAGES = Recipe(
    steps=1600, written=("scraped",), piaf_share=0.2, null_share=0.6, squad_share=0.05, written_nulls=1.4,
    answers_weight=0.8, holds_weight=0.7, learning_rate=4e-4, head_rate=8e-4, warm_up=60, longest=1200, seed=17,
)  # fmt: skip
"""Then the same documents as they are pasted from pages, and the law in everyday words."""

STAGES = {"foundation": FOUNDATION, "field": FIELD, "pages": PAGES}
"""One after the other, each from the weights of the one before."""
FORMS = ("clean", "scraped")
"""Of the written documents."""

SHORT = 250
_BASE = Recipe(
    steps=SHORT, warm_up=40, longest=700, written=("clean",), piaf_share=0.5, null_share=0.6, squad_share=0.2
)  # fmt: skip

VARIANTS = {
    "base": _BASE,
    "whole encoder, no adapter": replace(_BASE, shape=Shape(rank=0), learning_rate=1e-4),
    "adapter of rank 8": replace(_BASE, shape=Shape(rank=8, alpha=16)),
    "six layers": replace(_BASE, shape=Shape(layers=6)),
    "learning rates falling with depth": replace(_BASE, layer_decay=0.85),
    "no written documents": replace(_BASE, written=(), piaf_share=1.0, null_share=0.8, squad_share=0.6),
    "no loss for the stretches": replace(_BASE, holds_weight=0.0),
    "no sentence loss": replace(_BASE, sentence_weight=0.0),
    "no answers head": replace(_BASE, answers_weight=0.0),
    "random nulls": replace(_BASE, nulls=NullMix(searched=0.0, same_title=0.0, swapped=0.0), written_nulls=0.0),
    "no swapped questions": replace(_BASE, nulls=NullMix(searched=0.75, same_title=0.25, swapped=0.0)),
    "no windows": replace(_BASE, window_share=0.0),
    "no rough questions, no headings": replace(_BASE, rough_share=0.0, heading_share=0.0),
}
