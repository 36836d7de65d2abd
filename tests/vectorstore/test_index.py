"""The index as a whole: three stores that change together, and what opening it finds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from small_index import FISHING, HOSTING, RECORD, entry, found, held, opened, write

from vectorstore.errors import EmbeddingModelMismatch, IndexMissing, ModelUnavailable
from vectorstore.index import Index
from vectorstore.search import Engine, Searcher
from vectorstore.settings import Settings
from vectorstore.types import Filters, Kind


def test_a_new_index_is_empty(index: Index) -> None:
    assert held(index) == (set(), set(), 0)
    assert index.generation == 0
    assert [found(index, HOSTING, engine) for engine in Engine] == [[], [], []]


def test_put_replace_remove_show_in_every_store(index: Index) -> None:
    write(index, entry("a", HOSTING, RECORD), entry("b", FISHING))
    assert held(index) == ({"a", "b"}, {"a:0", "a:1", "b:0"}, 3)
    assert index.generation == index.lexical.generation == 1
    assert found(index, "hébergeur certificat", Engine.LEXICAL) == ["a:0"]

    write(index, entry("a", FISHING))
    assert held(index) == ({"a", "b"}, {"a:0", "b:0"}, 2)
    assert index.generation == index.lexical.generation == index.chroma.generation > 1
    assert found(index, "hébergeur certificat", Engine.LEXICAL) == []
    assert index.documents.get(["a"])["a"].text.startswith("La pêche")

    with index.writing() as writer:
        writer.remove(["a", "inconnu"])
    assert held(index) == ({"b"}, {"b:0"}, 1)
    assert found(index, "pêche au thon") == ["b:0"]


def test_a_writer_that_writes_nothing_changes_nothing(index: Index) -> None:
    write(index, entry("a", HOSTING))
    with index.writing():
        pass
    assert index.generation == index.lexical.generation == 1


def test_a_document_without_passages(index: Index) -> None:
    write(index, entry("vide"), entry("a", HOSTING))
    assert held(index) == ({"vide", "a"}, {"a:0"}, 1)


def test_metadata_reaches_the_filters_of_both_engines(index: Index) -> None:
    old = entry("a", RECORD, kind=Kind.OFFICIAL_TEXT, valid_from=date(2016, 1, 28), valid_to=date(2021, 7, 1))
    new = entry("b", RECORD, kind=Kind.OFFICIAL_TEXT, valid_from=date(2021, 7, 1))
    write(index, old, new)
    for engine in Engine:
        for day, id_ in ((date(2021, 6, 30), "a:0"), (date(2021, 7, 1), "b:0")):
            hits = Searcher(index).search("dossier médical", 5, Filters(as_of=day), engine)
            assert [hit.passage.id for hit in hits] == [id_]


def test_nothing_indexed_yet(home: Path) -> None:
    with pytest.raises(IndexMissing, match="sourcier ingest add"):
        opened(home)
    assert {path.name for path in home.iterdir()} == {"models"}
    (home / "chroma").mkdir()
    with pytest.raises(IndexMissing):
        opened(home)


def test_a_real_other_model(index: Index, home: Path, tiny_model: Path) -> None:
    write(index, entry("a", HOSTING))
    before = held(index)
    for create in (False, True):
        with pytest.raises(EmbeddingModelMismatch) as refusal:
            Index.open(Settings(data_dir=home, embedding_model=str(tiny_model)), create=create)
        sentence = str(refusal.value)
        for word in (index.embedder.model_id, str(tiny_model), "SOURCIER_EMBEDDING_MODEL", "rien n’a été modifié"):
            assert word in sentence
    again = opened(home)
    assert held(again) == before
    assert again.generation == 1


def test_any_sentence_transformers_model_may_be_used(home: Path, tiny_model: Path) -> None:
    settings = Settings(data_dir=home, embedding_model=str(tiny_model))
    index = Index.open(settings, create=True)
    write(index, entry("a", HOSTING), entry("b", FISHING))
    assert index.embedder.dimension == 16
    assert index.embedder.max_tokens == 64
    lengths = index.embedder.count_tokens(["", "mot " * 100])
    assert lengths[0] < 5
    assert lengths[1] > 64, "lengths are those of whole texts"
    vectors = index.embedder.encode_query(["un"]), index.embedder.encode_document(["un", "deux"])
    assert [v.shape for v in vectors] == [(1, 16), (2, 16)]
    assert np.linalg.norm(np.concatenate(vectors), axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert set(found(Index.open(settings), "certificat")) == {"a:0", "b:0"}


def test_a_model_that_is_not_there(home: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="SOURCIER_EMBEDDING_MODEL"):
        Index.open(Settings(data_dir=home, embedding_model=str(tmp_path / "absent")), create=True)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of 16 dimensions, with random weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = folder / "vocab.txt"
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary.write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]),
        encoding="utf-8",
    )
    config = BertConfig(
        vocab_size=57, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab_file=str(vocabulary), model_max_length=64).save_pretrained(folder / "bert")
    words = Transformer(str(folder / "bert"), max_seq_length=64)
    SentenceTransformer(modules=[words, Pooling(16)], device="cpu").save(str(folder / "model"))
    return folder / "model"


def _drop(home: Path) -> None:
    shutil.rmtree(home / "lexical")


def _garble(home: Path) -> None:
    (home / "lexical" / "meta.json").write_text("{", encoding="utf-8")


def _empty(home: Path) -> None:
    for path in (home / "lexical").iterdir():
        path.unlink()  # not cut short in place: the open index still has it in memory
        path.write_bytes(b"")


def _behind(home: Path) -> None:
    state = home / "lexical" / "generation.json"
    stored = json.loads(state.read_text(encoding="utf-8"))
    state.write_text(json.dumps({**stored, "generation": stored["generation"] - 1}), encoding="utf-8")


@pytest.mark.parametrize("damage", [_drop, _garble, _empty, _behind])
def test_a_lexical_index_lost_or_behind_is_rebuilt(index: Index, home: Path, damage: Callable[[Path], None]) -> None:
    write(index, entry("a", HOSTING, RECORD, publisher="ANS"), entry("b", FISHING))
    write(index, entry("c", "Le thon rouge est pêché au large."))
    searcher = Searcher(index)
    before = [searcher.search(query, 10, engine=Engine.LEXICAL) for query in ("thon rouge", "certificat")]
    whole = held(index)
    damage(home)
    again = opened(home)
    assert again.lexical.generation == again.chroma.generation == again.generation > 2
    assert held(again) == whole
    searcher = Searcher(again)
    assert [searcher.search(query, 10, engine=Engine.LEXICAL) for query in ("thon rouge", "certificat")] == before
    assert [
        hit.passage.id for hit in searcher.search("certificat", 5, Filters(publishers=("ANS",)), Engine.LEXICAL)
    ] == ["a:0"]
