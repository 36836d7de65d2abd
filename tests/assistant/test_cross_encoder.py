"""Any sentence-transformers CrossEncoder may rank: here a tiny one with random weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from assistant.contract import AskRequest, SearchRequest
from assistant.ranking import CrossEncoderRanker
from assistant.service import Assistant
from vectorstore.errors import ModelUnavailable
from vectorstore.settings import Settings
from vectorstore.types import Document, Hit, Kind, Passage


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cross-encoder")
    torch.manual_seed(3)
    letters = [*"abcdefghijklmnopqrstuvwxyzéèà0123456789.,?’"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, num_labels=1, max_position_embeddings=512,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def test_hits_come_in_the_models_order(tiny: str) -> None:
    texts = ["Un premier texte.", "Le comité siège à Lyon.", "Encore autre chose, 2023."]
    documents = {str(n): Document(str(n), "s", text, "Titre", Kind.OTHER) for n, text in enumerate(texts)}
    hits = [Hit(Passage(f"{n}:0", str(n), 0, len(t), t), 0.3) for n, t in enumerate(texts)]
    ranker = CrossEncoderRanker(tiny)
    ranked = ranker.rank("Où siège le comité ?", hits, documents)
    assert {hit.passage.id for hit in ranked} == {"0:0", "1:0", "2:0"}
    assert [hit.score for hit in ranked] == sorted((hit.score for hit in ranked), reverse=True)
    again = ranker.rank("Où siège le comité ?", hits, documents)
    assert [hit.passage.id for hit in again] == [hit.passage.id for hit in ranked]
    assert ranker.rank("Qui ?", [], {}) == []


def test_the_setting_puts_it_into_search_and_answers(demo: Assistant, tiny: str) -> None:
    ranked = Assistant(demo.index, Settings(cross_encoder=tiny))
    request = SearchRequest(query="Que doit faire un hébergeur de données de santé ?", k=5)
    assert len(ranked.search(request).results) == 5
    assert [r.start for r in ranked.search(request).results] != [r.start for r in demo.search(request).results]
    assert ranked.ask(AskRequest(question=request.query)).answer


def test_an_unknown_model_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="SOURCIER_CROSS_ENCODER"):
        CrossEncoderRanker(str(tmp_path / "absent"))
