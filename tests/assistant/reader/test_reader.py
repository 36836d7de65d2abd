"""Sequences, readings and the network that makes them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader import adapter as adapter_module
from assistant.reader.adapter import ADAPTER, CARD, AdaptedWeights, load_adapter
from assistant.reader.inputs import CONTEXT_PIECES, QUESTION_PIECES, InputBuilder, ReaderInput, context_for, context_of
from assistant.reader.reader import Reader, Reading
from vectorstore.embedding.e5_tokenizer import E5Tokenizer
from vectorstore.embedding.e5_weights import packaged_weights_path, read_weights
from vectorstore.embedding.model_cache import file_sha256
from vectorstore.errors import ModelUnavailable
from vectorstore.sentences import sentences
from vectorstore.types import Document, Kind, Passage

QUESTION = "Qui dirige la délégation ?"
PASSAGE = (
    "La délégation est créée en 2019. Elle est dirigée par Anne Martin depuis le 3 mai 2021. Son siège est à Lyon."
)


def _tokenizer() -> E5Tokenizer:
    weights = read_weights(packaged_weights_path())
    return E5Tokenizer(E5Tokenizer.build(weights), weights.normalisation, bos=weights.bos, eos=weights.eos)


_TOKENIZER = _tokenizer()


def test_a_sequence_is_question_context_passage() -> None:
    built = InputBuilder(_TOKENIZER, 0, 2).build("Qui ?", ["Titre."], ["Un mot."])[0]
    asked, context, passage = (pieces.ids for pieces in _TOKENIZER.pieces(["Qui ?", "Titre.", "Un mot."]))
    assert built.ids == [0, *asked, 2, 2, *context, *passage, 2]
    assert built.first == 1 + len(asked) + 2 + len(context)
    assert built.last == len(built.ids) - 1


def test_a_sequence_never_exceeds_what_the_model_reads() -> None:
    builder = InputBuilder(_TOKENIZER, 0, 2, 512)
    built = builder.build("mot " * 500, ["titre " * 200], ["passage " * 2000])[0]
    assert len(built.ids) == 512
    assert built.first == QUESTION_PIECES + CONTEXT_PIECES + 3


@given(text=st.text(max_size=80))
def test_pieces_keep_their_places(text: str) -> None:
    found = _TOKENIZER.pieces([text])[0]
    assert found.ids == _TOKENIZER.ids([text])[0][1:-1]
    assert all(0 <= start <= end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))
    assert found.starts == sorted(found.starts)


def test_context_names_title_and_nearest_headings_once() -> None:
    assert context_of("Titre", ["A", "B", "C"]) == "Titre – B – C."
    assert context_of("Titre", ["Titre"]) == "Titre."
    assert context_of("", []) == ""


def reading(begins: list[float], ends: list[float]) -> Reading:
    """Pieces of two characters each."""
    places = list(range(0, 2 * len(begins), 2))
    sequence = ReaderInput([0] * (len(begins) + 4), 3, places, [place + 2 for place in places])
    values = np.array(begins, np.float32), np.array(ends, np.float32)
    return Reading(sequence, *values, 0.0, (values[0] + values[1]) / 2)


def test_the_best_span_begins_before_it_ends() -> None:
    found = reading([0.0, 5.0, 1.0, 4.0], [9.0, 0.0, 3.0, 1.0])
    span = found.best(0, 8)
    assert (span.start, span.end, span.score) == (0, 2, 9.0)  # 0 + 9, for 5 + 9 would end before it begins
    span = found.best(2, 8)
    assert (span.start, span.end, span.score) == (2, 6, 8.0)
    assert found.best_score == 9.0


@given(st.lists(st.tuples(st.floats(-9, 9, width=32), st.floats(-9, 9, width=32)), min_size=1, max_size=12))
def test_the_best_span_is_the_best_of_all(scores: list[tuple[float, float]]) -> None:
    begins, ends = [s for s, _ in scores], [e for _, e in scores]
    best = max(begins[i] + ends[j] for i in range(len(scores)) for j in range(i, len(scores)))
    assert reading(begins, ends).best(0, 2 * len(scores)).score == pytest.approx(best, abs=1e-4)


def test_mass_is_shared_among_stretches_and_no_answer() -> None:
    found = reading([1.0, 2.0, 0.5, -1.0], [1.0, 2.0, 0.5, -1.0])
    masses = [np.exp(found.mass(start, start + 4)) for start in (0, 4)]
    none = 1.0 / (1.0 + np.exp([1.0, 2.0, 0.5, -1.0]).sum())
    assert sum(masses) + none == pytest.approx(1.0, abs=1e-5)
    assert found.mass(8, 8) < -10


def test_a_stretch_holds_what_its_pieces_do_on_average() -> None:
    found = reading([1.0, 2.0, 0.5, -1.0], [1.0, 2.0, 0.5, -1.0])
    assert found.holds(0, 4) == pytest.approx(1.5)
    assert found.holds(4, 8) == pytest.approx(-0.25)
    assert found.holds(8, 8) < -10


def test_the_sentence_that_answers_holds_more_than_its_neighbours(reader_network: Reader) -> None:
    found = reader_network.read(QUESTION, ["Délégation."], [PASSAGE])[0]
    held = [found.holds(*place) for place in sentences(PASSAGE)]
    assert max(held) == held[1] > 0


def test_a_passage_is_read_under_its_title_date_and_headings() -> None:
    passage = Passage("p", "d", 0, 3, "Oui", ("Partie", "Section", "Point"))
    document = Document("d", "d.txt", "Oui", "Titre", Kind.PRESS_RELEASE, published_on=date(2023, 6, 8))
    assert context_for(passage, document) == "Titre (8\u00a0juin\u00a02023) – Section – Point."


def test_the_reader_finds_the_answer(reader_network: Reader) -> None:
    found = reader_network.read(QUESTION, ["Délégation."], [PASSAGE])[0]
    span = found.best(0, len(PASSAGE))
    assert "Anne Martin" in PASSAGE[max(0, span.start - 5) : span.end + 5]
    assert span.score > 0


def test_the_reader_doubts_where_there_is_none(reader_network: Reader) -> None:
    other = "Le marché des fruits se tient chaque samedi sur la place du village, de mars à octobre."
    answering, silent = reader_network.read(QUESTION, ["Délégation.", "Marché."], [PASSAGE, other])
    assert answering.answers > silent.answers
    assert answering.best_score > silent.best_score
    assert silent.answers < 0


def test_a_reading_does_not_depend_on_its_neighbours(reader_network: Reader) -> None:
    alone = reader_network.read(QUESTION, [""], [PASSAGE])[0]
    among = reader_network.read(QUESTION, [""] * 3, ["Autre.", PASSAGE, "Encore un autre passage."])[1]
    assert np.array_equal(alone.begins, among.begins)
    assert alone.answers == among.answers


@pytest.mark.parametrize("passage", ["", " ", "\n", "🙂", "a" * 5000, "\u0301" * 40, "…!?"])
def test_odd_passages_are_read(reader_network: Reader, passage: str) -> None:
    found = reader_network.read("?", [""], [passage])[0]
    assert np.isfinite(found.best_score)
    assert np.isfinite(found.answers)


def test_the_committed_weights_are_those_of_the_card() -> None:
    assert json.loads(CARD.read_text(encoding="utf-8"))["sha256"] == file_sha256(ADAPTER)
    assert ADAPTER.stat().st_size < 10_000_000


def test_an_adapter_changes_only_its_matrices() -> None:
    base = read_weights(packaged_weights_path())
    found = load_adapter()
    adapted = AdaptedWeights(base, found)
    name = next(iter(found.up))
    change = adapted.tensor(f"{name}.w") - base.tensor(f"{name}.w")
    assert np.abs(change).max() > 1e-4
    assert np.linalg.matrix_rank(change.reshape(found.up[name].shape[0], -1)) <= found.up[name].shape[1]
    assert np.array_equal(adapted.tensor(f"{name}.b"), base.tensor(f"{name}.b"))


def test_damaged_weights_are_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "adapter.safetensors"
    shutil.copy(ADAPTER, damaged)
    damaged.write_bytes(damaged.read_bytes()[:-1000])
    with pytest.raises(ModelUnavailable, match="lecteur"):
        load_adapter(damaged)
    with pytest.raises(ModelUnavailable, match="lecteur"):
        load_adapter(tmp_path / "absent")
    other = tmp_path / "card.json"
    other.write_text(json.dumps({"sha256": "0" * 64}))
    monkeypatch.setattr(adapter_module, "CARD", other)
    with pytest.raises(ModelUnavailable, match="lecteur"):
        load_adapter()
