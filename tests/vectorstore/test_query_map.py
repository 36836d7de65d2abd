"""Question vectors corrected towards the passages that answer them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.reader.training.queries import Collection as Learned
from assistant.reader.training.queries import Map, Recipe, recall, save, train
from vectorstore.embedding.e5_weights import Floats
from vectorstore.embedding.query_map import MappedQueries, QueryMap
from vectorstore.errors import ModelUnavailable


def unit(rows: int, width: int, seed: int = 0) -> Floats:
    vectors = np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class Fixed:
    """An embedder of given vectors."""

    model_id, dimension, max_tokens = "fixed", 384, 512

    def encode_query(self, texts: list[str]) -> Floats:
        return unit(len(texts), 384)

    def encode_document(self, texts: list[str]) -> Floats:
        return unit(len(texts), 384, seed=1)

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text) for text in texts]


def test_committed_weights_move_questions_a_little_and_leave_passages() -> None:
    mapped = MappedQueries(Fixed(), QueryMap.load())  # type: ignore[arg-type]
    before, after = unit(5, 384), mapped.encode_query(["a"] * 5)
    assert after.shape == (5, 384)
    assert after.dtype == np.float32
    assert np.allclose(np.linalg.norm(after, axis=1), 1.0, atol=1e-5)
    assert not np.allclose(before, after)
    assert np.array_equal(mapped.encode_document(["a", "b"]), unit(2, 384, seed=1))
    assert mapped.encode_query([]).shape == (0, 384)
    assert mapped.model_id == "fixed"


def test_numpy_and_torch_agree(tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = Map(384, Recipe(hidden=16)).eval()
    torch.nn.init.normal_(model.outer.weight, std=0.1)
    save(model, tmp_path / "map.safetensors")
    vectors = unit(7, 384)
    with torch.no_grad():
        expected = model(torch.from_numpy(vectors)).numpy()
    assert np.allclose(QueryMap.load(tmp_path / "map.safetensors")(vectors), expected, atol=1e-3)


def test_missing_or_damaged_weights_are_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "map.safetensors").write_bytes(b"no weights")
    for path in (tmp_path / "map.safetensors", tmp_path / "none"):
        with pytest.raises(ModelUnavailable, match="réinstallez"):
            QueryMap.load(path)


def test_training_brings_questions_nearer_to_what_answers_them() -> None:
    passages = unit(60, 32, seed=2)
    turned = passages[:, ::-1].copy()  # questions live elsewhere, but in a way that can be learned
    vectors = {str(place): vector for place, vector in enumerate(turned)}
    asked = [(str(place), [place]) for place in range(60)]
    learned = Learned("made", passages, asked, asked, 1.0)
    recipe = Recipe(hidden=64, steps=150, batch=32, closeness=0.0, drop=0.0, learning_rate=1e-2)
    model = train([learned], vectors, recipe)
    with torch.no_grad():
        moved = model(torch.from_numpy(turned)).numpy()
    assert recall(turned, asked, passages, (1,))["recall@1"] < 0.2
    assert recall(moved, asked, passages, (1,))["recall@1"] > 0.8


def test_recall_counts_any_answering_passage() -> None:
    passages = np.eye(3, dtype=np.float32)
    asked = [("a", [0, 2]), ("b", [2])]
    found = recall(np.array([[0.1, 0.9, 0.5], [0.9, 0.5, 0.1]], np.float32), asked, passages, (1, 2, 3))
    assert found == {"recall@1": 0.0, "recall@2": 0.5, "recall@3": 1.0}
