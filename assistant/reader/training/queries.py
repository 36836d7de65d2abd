"""Learns the correction of question vectors (:mod:`vectorstore.embedding.query_map`).

    python -m assistant.reader.training.queries

For every question the passages that answer it should be nearer than all others of
its collection (InfoNCE, van den Oord et al., 2018, against the whole collection,
since passages' vectors do not change), while the correction stays small. Trained
on PIAF's training part and on the written documents' in both forms; judged on
their development parts. Under a minute once the questions are embedded.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional

from assistant.reader.training.examples import Part, part_of, read_piaf
from assistant.reader.training.noise import roughen
from assistant.reader.training.recipes import FORMS
from assistant.reader.training.written import name_of, places, read_written
from vectorstore.embedding.e5_encoder import E5Encoder
from vectorstore.embedding.e5_weights import Floats
from vectorstore.embedding.query_map import SCALE, WEIGHTS
from vectorstore.index import Index
from vectorstore.passage_store import KeyedPassage
from vectorstore.settings import Settings

Asked = tuple[str, list[int]]
"""A question and the places of the passages that answer it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome, beside the data."""

    hidden: int = 256
    steps: int = 400
    batch: int = 128
    learning_rate: float = 1e-3
    warm_up: int = 30
    weight_decay: float = 0.01
    drop: float = 0.1
    temperature: float = 0.02
    closeness: float = 6.0  # weight of one minus the cosine between a question before and after
    rough_share: float = 0.15
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages' vectors, and the questions about them."""

    name: str
    passages: Floats
    train: list[Asked]
    dev: list[Asked]
    share: float


class Map(nn.Module):
    """The network of :class:`vectorstore.embedding.query_map.QueryMap`, in torch; at first it changes nothing."""

    def __init__(self, width: int, recipe: Recipe) -> None:
        super().__init__()
        self.inner, self.outer = nn.Linear(width, recipe.hidden), nn.Linear(recipe.hidden, width)
        self.drop = nn.Dropout(recipe.drop)
        nn.init.zeros_(self.outer.weight)
        nn.init.zeros_(self.outer.bias)

    def forward(self, queries: Tensor) -> Tensor:
        """``[n, width]`` unit vectors to corrected ones."""
        bent = functional.gelu(self.inner(queries * SCALE), approximate="tanh")
        return functional.normalize(queries + self.outer(self.drop(bent)), dim=-1)


def train(collections: Sequence[Collection], vectors: Mapping[str, Floats], recipe: Recipe) -> Map:
    """Trains on questions whose vectors are given by their words."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    model = Map(collections[0].passages.shape[1], recipe)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=recipe.weight_decay)
    for step in range(recipe.steps):
        pace = min((step + 1) / recipe.warm_up, max(0.02, (recipe.steps - step) / recipe.steps))
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * pace
        chosen = rng.choices(collections, [collection.share for collection in collections])[0]
        batch = rng.sample(chosen.train, min(recipe.batch, len(chosen.train)))
        queries = torch.from_numpy(np.stack([vectors[question] for question, _ in batch]))
        moved = model(queries)
        scores = torch.log_softmax(moved @ torch.from_numpy(chosen.passages).T / recipe.temperature, dim=1)
        wrong = torch.full(scores.shape, -1e4)
        for row, (_, gold) in enumerate(batch):
            wrong[row, gold] = 0.0
        near = 1 - (moved * queries).sum(dim=1)
        loss = -torch.logsumexp(scores + wrong, dim=1).mean() + recipe.closeness * near.mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return model.eval()


def recall(queries: Floats, asked: Sequence[Asked], passages: Floats, depths: Sequence[int]) -> dict[str, float]:
    """Share of questions with an answering passage among the nearest, at each depth."""
    nearest = np.argsort(-(queries @ passages.T), axis=1)[:, : max(depths)]
    first = [
        next((rank for rank, place in enumerate(row) if place in gold), max(depths))
        for row, gold in zip(nearest.tolist(), (set(gold) for _, gold in asked), strict=True)
    ]
    return {f"recall@{depth}": round(float(np.mean([rank < depth for rank in first])), 4) for depth in depths}


def collected(benchmarks: Path, indexes: Path) -> Iterator[Collection]:
    """The written documents in both forms, and PIAF without its test part."""
    for form in FORMS:
        rows, vectors, names = _passages(indexes / f"written-{form}", document_name=True)
        by_document: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            by_document[name].append(place)
        parts = []
        for part in (Part.TRAIN, Part.DEV):
            asked = (
                (question.question, [
                    place for place in by_document[question.document]
                    if any(places(rows[place].row.passage.text, words) for words in (*question.answers, *question.also))
                ])
                for question in read_written(part)
            )  # fmt: skip
            parts.append([(question, gold) for question, gold in asked if gold])
        yield Collection(f"written-{form}", vectors, parts[0], parts[1], share=0.4)
    _, vectors, names = _passages(indexes / "piaf", document_name=False)
    kept = [place for place, name in enumerate(names) if part_of(name) is not Part.TEST]
    where: dict[str, list[int]] = defaultdict(list)
    for new, old in enumerate(kept):
        where[names[old]].append(new)
    parts = [
        [(example.question, where[example.paragraph_id]) for example in read_piaf(benchmarks / "piaf", part)]
        for part in (Part.TRAIN, Part.DEV)
    ]
    yield Collection("piaf", vectors[kept], parts[0], parts[1], share=0.2)


def _passages(folder: Path, *, document_name: bool) -> tuple[list[KeyedPassage], Floats, list[str]]:
    index = Index.open(Settings(data_dir=folder))
    rows = list(index.passages.rows())
    known = index.passages.vectors([row.embedded for row in rows])
    documents = {stored.document.id: stored.document for stored in index.documents.all()}
    found = [documents[row.row.passage.document_id] for row in rows]
    names = [name_of(document) if document_name else document.source.rpartition("#")[2] for document in found]
    return rows, np.stack([known[row.embedded] for row in rows]), names


def save(model: Map, path: Path = WEIGHTS) -> None:
    """Half precision is enough: a correction of a correction."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: value.detach().numpy().astype(np.float16) for name, value in model.state_dict().items()}, path
    )  # fmt: skip


def main() -> None:
    """Embeds the questions, trains, says what changed, and writes the weights."""
    parser = argparse.ArgumentParser(prog="python -m assistant.reader.training.queries", description=__doc__)
    parser.add_argument("--benchmarks", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--indexes", type=Path, default=Path(".sourcier/benchmarks"))
    options = parser.parse_args()
    recipe, rng = Recipe(), random.Random(3)
    collections = list(collected(options.benchmarks, options.indexes))
    encoder = E5Encoder.load(options.indexes)
    for collection in collections:  # as people type
        rough = [(roughen(question, rng), gold) for question, gold in collection.train]
        collection.train.extend(rng.sample(rough, round(len(rough) * recipe.rough_share)))
    words = sorted({question for each in collections for question, _ in (*each.train, *each.dev)})
    print(f"{len(words)} questions to embed", flush=True)
    vectors = dict(zip(words, encoder.encode_query(words), strict=True))
    model = train(collections, vectors, recipe)
    for each in collections:
        before = np.stack([vectors[question] for question, _ in each.dev])
        with torch.no_grad():
            after = model(torch.from_numpy(before)).numpy()
        for name, queries in (("before", before), ("after", after)):
            figures = recall(queries, each.dev, each.passages, (1, 6, 16, 48))
            print(json.dumps({"collection": each.name, "questions": len(each.dev), "map": name, **figures}))
    save(model)


if __name__ == "__main__":
    main()
