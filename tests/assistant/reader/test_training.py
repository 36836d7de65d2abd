"""Training: data kept apart, hard nulls, seeded and resumable."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from tiny_encoder import TinyWeights

from assistant.reader.adapter import HEADS, load_adapter
from assistant.reader.inputs import InputBuilder
from assistant.reader.training.batches import batches, collate, encode
from assistant.reader.training.examples import Example, Part, part_of, read_piaf, read_squad
from assistant.reader.training.export import export, restore
from assistant.reader.training.loss import loss_of
from assistant.reader.training.measure import auroc, elsewhere, f1, normalised
from assistant.reader.training.model import ReaderModel, Shape
from assistant.reader.training.noise import roughen, with_heading
from assistant.reader.training.nulls import NullMaker, NullMix
from assistant.reader.training.train import Recipe, Sources, all_batches, pace, train
from vectorstore.embedding.e5_encoder import E5Encoder
from vectorstore.embedding.e5_tokenizer import E5Tokenizer
from vectorstore.embedding.e5_weights import E5Weights, Floats, packaged_weights_path, read_weights

PARAGRAPHS = (
    "Jeanne Roche est née à Nantes en 1954. Elle y fonde une école.",
    "Paul Mercier est né à Brest en 1961. Il y dirige un musée.",
    "Le musée de Brest reçoit 12 000 visiteurs par an depuis 1998.",
)


def example(number: int, question: str, answer: str) -> Example:
    text = PARAGRAPHS[number]
    start = text.index(answer)
    return Example(f"q{number}-{answer}", question, "Bretagne", text, ((start, start + len(answer)),), f"p{number}")


EXAMPLES = [
    example(0, "Où est née Jeanne Roche ?", "Nantes"),
    example(1, "En quelle année Paul Mercier est-il né ?", "1961"),
    example(2, "Combien de visiteurs le musée de Brest reçoit-il ?", "12 000"),
]


@pytest.fixture(scope="module")
def builder() -> InputBuilder:
    weights = read_weights(packaged_weights_path())
    tokenizer = E5Tokenizer(E5Tokenizer.build(weights), weights.normalisation, bos=weights.bos, eos=weights.eos)
    return InputBuilder(tokenizer, weights.bos, weights.eos, 128)


@pytest.fixture(scope="module")
def tiny() -> E5Weights:
    return cast(E5Weights, TinyWeights(read_weights(packaged_weights_path()).vocabulary))


@pytest.fixture(scope="module")
def nulls(encoder: E5Encoder) -> NullMaker:
    return NullMaker(EXAMPLES, encoder, NullMix())


def test_parts_are_apart_and_their_answers_exact(shared: Path) -> None:
    parts = {part: read_piaf(shared / "benchmarks" / "piaf", part) for part in Part}
    paragraphs = [{e.paragraph_id for e in examples} for examples in parts.values()]
    assert len(set.union(*paragraphs)) == sum(len(found) for found in paragraphs)
    assert all(part_of(e.paragraph_id) is part for part, examples in parts.items() for e in examples)
    assert len(parts[Part.TRAIN]) > 5 * len(parts[Part.TEST]) > 1000
    train_squad = list(read_squad(shared / "benchmarks" / "squad2_en_half" / "dev.json", Part.TRAIN))
    assert any(not e.answers for e in train_squad)
    assert not list(read_squad(shared / "benchmarks" / "squad2_en_half" / "dev.json", Part.TEST))


def test_a_null_has_no_answer_and_another_paragraph_or_question(nulls: NullMaker) -> None:
    rng = random.Random(1)
    for asked in EXAMPLES * 20:
        null = nulls.draw(asked, rng)
        assert null.answers == ()
        assert (null.paragraph, null.question) != (asked.paragraph, asked.question)
        if null.question != asked.question:
            assert null.paragraph == asked.paragraph


def test_nulls_are_drawn_the_same_for_the_same_seed(nulls: NullMaker) -> None:
    drawn = [[nulls.draw(asked, random.Random(7)) for asked in EXAMPLES] for _ in range(2)]
    assert drawn[0] == drawn[1]


@given(st.text(max_size=60), st.integers(0, 1000))
def test_rough_questions_stay_short_text(question: str, seed: int) -> None:
    rough = roughen(question, random.Random(seed))
    assert len(rough) <= 3 * len(question) + 10
    assert rough == roughen(question, random.Random(seed))


def test_a_heading_moves_the_answer_with_its_words() -> None:
    for seed in range(20):
        headed = with_heading(EXAMPLES[0], random.Random(seed))
        assert [headed.paragraph[slice(*span)] for span in headed.answers] == ["Nantes"]
        assert headed.paragraph.endswith(PARAGRAPHS[0])
        assert len(headed.paragraph) > len(PARAGRAPHS[0])


def test_a_batch_marks_gold_pieces(builder: InputBuilder) -> None:
    null = replace(EXAMPLES[1], answers=())
    pairs = [(e, encode(e, builder)) for e in (EXAMPLES[0], null)]
    batch = collate(pairs)
    seen = pairs[0][1]
    start = int(batch.starts[0].nonzero()[0]) - seen.first
    end = int(batch.ends[0].nonzero()[0]) - seen.first
    assert PARAGRAPHS[0][seen.starts[start] : seen.ends[end]] == "Nantes"
    held = [i for i in range(len(seen.starts)) if batch.sentence[0, seen.first + i]]
    assert PARAGRAPHS[0][seen.starts[held[0]] : seen.ends[held[-1]]] == "Jeanne Roche est née à Nantes en 1954."
    assert batch.answerable.tolist() == [1.0, 0.0]
    assert batch.holds.tolist() == [[1.0, 0.0], [0.0, 0.0]]
    assert (batch.segments[0] == 1).nonzero().flatten().tolist() == [seen.first + i for i in held]
    assert batch.starts[1].nonzero().tolist() == batch.ends[1].nonzero().tolist() == [[0]]
    assert not batch.readable[0, 1 : seen.first].any()


def test_the_loss_falls_when_gold_places_score_higher(builder: InputBuilder) -> None:
    batch = collate([(e, encode(e, builder)) for e in EXAMPLES])
    flat = torch.zeros((*batch.ids.shape, HEADS))
    good = flat.clone()
    good[..., 0][batch.starts] = 8.0
    good[..., 1][batch.ends] = 8.0
    good[:, 0, 2] = torch.where(batch.answerable > 0, 8.0, -8.0)
    good[..., 3] = torch.where(batch.sentence, 8.0, -8.0)
    recipe = Recipe()
    assert loss_of(good, batch, recipe) < 0.1 < loss_of(flat, batch, recipe)
    wrong = good.clone()
    wrong[..., 3] = -wrong[..., 3]  # each part of the loss counts
    assert loss_of(wrong, batch, recipe) > 1.0 > loss_of(wrong, batch, replace(recipe, holds_weight=0.0))


def test_pace_rises_then_falls() -> None:
    recipe = Recipe(steps=100, warm_up=10)
    paces = [pace(step, recipe) for step in range(100)]
    assert paces[:10] == sorted(paces[:10])
    assert paces[10:] == sorted(paces[10:], reverse=True)
    assert max(paces) <= 1.0
    assert min(paces) > 0.0


def recipe_of(steps: int) -> Recipe:
    return Recipe(
        shape=Shape(rank=4, alpha=8, layers=2), steps=steps, batch=2, warm_up=2, squad_share=0.0, learning_rate=5e-3
    )


def trained(
    tiny: E5Weights, builder: InputBuilder, nulls: NullMaker, folder: Path, stops: Sequence[int]
) -> dict[str, torch.Tensor]:
    """Trains to each of ``stops`` in turn, as if stopped and started again; the schedule is that of the last."""
    recipe = recipe_of(stops[-1])
    for stop in stops:
        stream = all_batches(Sources(EXAMPLES, [], nulls), builder, recipe)
        train(tiny, islice(stream, stop), recipe, folder, save_every=stops[0], say=lambda line: None)
    return load_file(folder / "trained.safetensors")


def test_a_resumed_training_ends_where_an_unbroken_one_does(
    tiny: E5Weights, builder: InputBuilder, nulls: NullMaker, tmp_path: Path
) -> None:
    whole = trained(tiny, builder, nulls, tmp_path / "whole", [6])
    broken = trained(tiny, builder, nulls, tmp_path / "broken", [3, 6])
    assert whole.keys() == broken.keys()
    assert all(torch.allclose(whole[name], broken[name], atol=1e-6) for name in whole)


def test_training_lowers_the_loss_and_exports_what_was_trained(
    tiny: E5Weights, builder: InputBuilder, nulls: NullMaker, tmp_path: Path
) -> None:
    recipe = replace(recipe_of(40), null_share=0.0, rough_share=0.0, heading_share=0.0, head_rate=0.05)
    before = ReaderModel(tiny, recipe.shape)
    after = train(
        tiny, all_batches(Sources(EXAMPLES, [], nulls), builder, recipe), recipe, tmp_path / "t", say=lambda line: None
    )
    batch = next(batches(EXAMPLES, builder, 3, random.Random(0)))
    losses = [float(loss_of(model(batch.ids, batch.mask), batch, recipe).detach()) for model in (before, after)]
    assert losses[1] < losses[0]
    adapter = load_adapter(export(tmp_path / "t", recipe.shape, tmp_path / "adapter.safetensors"))
    assert len(adapter.up) == 2 * 6
    assert np.allclose(adapter.heads, after.heads.weight.detach().numpy())
    layer = after.encoder.base_model.model.encoder.layer[1].attention.self.query
    change: Floats = (layer.get_delta_weight("default")).detach().numpy()
    assert np.abs(adapter.up["l1.q"] @ adapter.down["l1.q"] - change).max() < 0.02 * np.abs(change).max() + 1e-5


def test_training_goes_on_from_an_exported_adapter(
    tiny: E5Weights, builder: InputBuilder, nulls: NullMaker, tmp_path: Path
) -> None:
    recipe = recipe_of(4)
    sources = Sources(EXAMPLES, [], nulls)
    before = train(tiny, all_batches(sources, builder, recipe), recipe, tmp_path / "t", say=lambda line: None)
    adapter = load_adapter(export(tmp_path / "t", recipe.shape, tmp_path / "a.safetensors"))
    again = ReaderModel(tiny, recipe.shape)
    restore(again, adapter, recipe.shape)
    for name, value in before.trained().items():
        assert torch.allclose(again.trained()[name], value, atol=0.01 * float(value.abs().max()) + 1e-6), name
    # Of fewer heads, as older weights have, the others begin anew.
    restore(again, replace(adapter, heads=adapter.heads[:3], bias=adapter.bias[:3]), recipe.shape)
    with pytest.raises(ValueError, match="shape"):
        restore(ReaderModel(tiny, replace(recipe.shape, layers=1)), adapter, recipe.shape)


@pytest.mark.parametrize(
    ("said", "gold", "value"),
    [
        ("Nantes", "vers Nantes", 2 / 3),
        ("la ville", "ville", 1.0),
        ("Brest", "Nantes", 0.0),
        ("12 000", "12 000 visiteurs", 0.8),
    ],
)
def test_f1(said: str, gold: str, value: float) -> None:
    assert f1(said, gold) == pytest.approx(value)


def test_normalised_drops_articles_accents_and_punctuation() -> None:
    assert normalised("« L’Été », la nuit !") == "ete nuit"


def test_auroc_counts_pairs() -> None:
    assert auroc([3, 2], [1, 0]) == 1.0
    assert auroc([0], [1]) == 0.0
    assert auroc([1, 2], [1, 2]) == 0.5


def test_elsewhere_never_holds_the_answer() -> None:
    for moved in elsewhere(EXAMPLES):
        assert moved.answers == ()
        original = next(e for e in EXAMPLES if e.id == moved.id)
        assert moved.paragraph != original.paragraph
        assert not any(original.paragraph[slice(*span)] in moved.paragraph for span in original.answers)
