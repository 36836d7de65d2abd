"""The training loop: seeded, resumable, on the GPU when there is one."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from assistant.reader.adapter import Adapter
from assistant.reader.inputs import InputBuilder
from assistant.reader.training.batches import Batch, batches
from assistant.reader.training.examples import Example
from assistant.reader.training.export import restore
from assistant.reader.training.loss import loss_of
from assistant.reader.training.model import ReaderModel, Shape
from assistant.reader.training.noise import roughen, with_heading
from assistant.reader.training.nulls import NullMaker, NullMix
from assistant.reader.training.windows import window
from assistant.reader.training.written import WrittenExamples, without_context
from vectorstore.embedding.e5_weights import E5Weights

_SHAPE, _NULLS = Shape(), NullMix()
_SAVE_EVERY = 200
_LAYER = re.compile(r"layer\.(\d+)\.")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome, beside the data."""

    shape: Shape = _SHAPE
    nulls: NullMix = _NULLS
    written: tuple[str, ...] = ()  # the forms of the written documents that are trained on, of "clean" and "scraped"
    piaf_share: float = 1.0  # of PIAF's training questions, in each epoch
    null_share: float = 0.8  # nulls for each PIAF question
    written_nulls: float = 1.0  # passages that do not answer, for each written question
    squad_share: float = 0.6
    rough_share: float = 0.2
    heading_share: float = 0.15
    window_share: float = 0.2  # passages of which only a few stretches are read
    sentence_weight: float = 0.5
    answers_weight: float = 0.5
    holds_weight: float = 0.4
    steps: int = 1700
    batch: int = 16
    learning_rate: float = 8e-4
    layer_decay: float = 1.0  # of the learning rate, a layer further from the heads
    head_rate: float = 2e-3
    warm_up: int = 100
    longest: int = 1500  # characters of a paragraph; few are longer, and those slow a whole batch
    seed: int = 11


@dataclass(frozen=True, slots=True)
class Sources:
    """What there is to train on."""

    piaf: list[Example]
    squad: list[Example]
    nulls: NullMaker
    written: Mapping[str, WrittenExamples] = field(default_factory=dict)  # by form


def epoch_examples(sources: Sources, recipe: Recipe, rng: random.Random) -> list[Example]:
    """One epoch: fresh nulls, fresh noise."""
    chosen = rng.sample(sources.piaf, round(len(sources.piaf) * recipe.piaf_share))
    asked = rng.sample(chosen, round(len(chosen) * recipe.null_share))
    chosen += [sources.nulls.draw(example, rng) for example in asked]
    chosen += rng.sample(sources.squad, round(len(sources.squad) * recipe.squad_share))
    seen = []
    for example in (one for form in recipe.written for one in sources.written[form].epoch(rng, recipe.written_nulls)):
        # Written as people write already; a little more, and some passages with nothing known of them.
        if rng.random() < recipe.rough_share / 2:
            example = replace(example, question=roughen(example.question, rng))
        if rng.random() < recipe.window_share:
            example = window(example, rng)
        seen.append(without_context(example) if rng.random() < recipe.rough_share / 4 else example)
    for example in chosen:
        if len(example.paragraph) > recipe.longest:
            continue
        if rng.random() < recipe.rough_share:
            example = replace(example, question=roughen(example.question, rng))
        if rng.random() < recipe.window_share / 2:
            example = window(example, rng)
        if rng.random() < recipe.heading_share:
            example = with_heading(replace(example, stretches=()), rng)
        if rng.random() < recipe.rough_share:
            example = replace(example, title="")
        seen.append(example)
    return seen


def all_batches(sources: Sources, builder: InputBuilder, recipe: Recipe) -> Iterator[Batch]:
    """Batches without end, the same for the same seed."""
    epoch = 0
    while True:
        rng = random.Random(recipe.seed * 1000 + epoch)
        yield from batches(epoch_examples(sources, recipe, rng), builder, recipe.batch, rng)
        epoch += 1


def train(
    weights: E5Weights,
    stream: Iterator[Batch],
    recipe: Recipe,
    folder: Path,
    say: Callable[[str], None] = print,
    save_every: int = _SAVE_EVERY,
    begin: Adapter | None = None,
) -> ReaderModel:
    """Trains, from ``begin`` if given, or goes on from the state saved in ``folder``; leaves the state there."""
    torch.manual_seed(recipe.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = ReaderModel(weights, recipe.shape).to(device)
    if begin:
        restore(model, begin, recipe.shape)
    optimizer = torch.optim.AdamW(parameter_groups(model, recipe), weight_decay=0.01)
    trained = list(model.trained().values())
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: pace(step, recipe))
    done = _resume(model, optimizer, schedule, folder)
    model.train()
    began, losses = time.perf_counter(), []
    for step, batch in enumerate(stream):
        if step >= recipe.steps:
            break
        if step < done:
            continue
        with torch.autocast(device, torch.bfloat16):
            logits = model(batch.ids.to(device), batch.mask.to(device))
        on_device = Batch(**{name: getattr(batch, name).to(device) for name in Batch.__slots__})
        loss = loss_of(logits, on_device, recipe)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
        if (step + 1) % 20 == 0:
            seconds = (time.perf_counter() - began) / (step + 1 - done)
            recent = sum(losses[-50:]) / len(losses[-50:])
            say(f"step {step + 1}/{recipe.steps}  loss {recent:.3f}  {seconds:.2f} s/step")
        if (step + 1) % save_every == 0 or step + 1 == recipe.steps:
            _save(model, optimizer, schedule, step + 1, recipe, folder)
    return model


def parameter_groups(model: ReaderModel, recipe: Recipe) -> list[dict[str, Any]]:
    """The trained parameters by learning rate: heads, then layers from the last (Howard & Ruder, 2018)."""
    trained = model.trained()
    heads = [value for name, value in trained.items() if name.startswith("heads.")]
    by_layer: dict[int, list[torch.Tensor]] = {}
    for name, value in trained.items():
        if not name.startswith("heads."):
            found = _LAYER.search(name)
            by_layer.setdefault(int(found[1]) if found else 0, []).append(value)
    last = max(by_layer)
    groups = [
        {"params": values, "lr": recipe.learning_rate * recipe.layer_decay ** (last - layer)}
        for layer, values in sorted(by_layer.items())
    ]
    return [{"params": heads, "lr": recipe.head_rate}, *groups]


def pace(step: int, recipe: Recipe) -> float:
    """Share of the learning rate: up over the first steps, then down in a straight line."""
    if step < recipe.warm_up:
        return (step + 1) / recipe.warm_up
    return max(0.02, (recipe.steps - step) / max(1, recipe.steps - recipe.warm_up))


def _save(
    model: ReaderModel,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    done: int,
    recipe: Recipe,
    folder: Path,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    trained = {name: value.detach().cpu().contiguous() for name, value in model.trained().items()}
    save_file(trained, folder / "trained.safetensors.part")
    state = {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "done": done}
    torch.save(state, folder / "state.pt.part")
    (folder / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1), encoding="utf-8")
    (folder / "trained.safetensors.part").replace(folder / "trained.safetensors")
    (folder / "state.pt.part").replace(folder / "state.pt")


def _resume(
    model: ReaderModel,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    folder: Path,
) -> int:
    if not (folder / "state.pt").exists():
        return 0
    model.load_state_dict(load_file(folder / "trained.safetensors"), strict=False)
    state = torch.load(folder / "state.pt", weights_only=True)
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return int(state["done"])
