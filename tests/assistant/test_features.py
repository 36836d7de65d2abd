"""Features, and the models over them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from made_candidates import candidate

from assistant import features
from assistant.context import Question
from assistant.evidence import Form
from assistant.features import NAMES, anchor_terms, feature_rows
from assistant.ranking import ReaderRanker
from assistant.reader.reader import Reader
from assistant.selection_model import (
    ANSWER_NAMES,
    RANKING_NAMES,
    WEIGHTS_PATH,
    Logistic,
    answer_row,
    selection_model,
    sigmoid,
)
from assistant.steps.understand import question_of
from vectorstore.types import Document, Hit, Kind, Passage


def test_the_committed_weights_are_those_of_the_features() -> None:
    stored = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    named = {"ranking": RANKING_NAMES, "choice": NAMES, "answer": ANSWER_NAMES}
    assert {part: (*names, "bias") for part, names in named.items()} == {part: tuple(stored[part]) for part in named}
    model = selection_model()
    assert all(np.isfinite(part.weights).all() for part in (model.ranking, model.choice, model.answer))
    assert 0.0 < model.threshold < 1.0


def test_the_reader_counts_for_the_answer() -> None:
    answer = dict(zip(ANSWER_NAMES, selection_model().answer.weights, strict=True))
    assert answer["answers"] + answer["best_answers"] > 0
    assert selection_model().ranking.weights[0] > 0


def test_probabilities_are_a_logistic_regression() -> None:
    model = Logistic(np.array([1.0, -2.0], np.float32), 0.5)
    found = model.probabilities(np.array([[0.0, 0.0], [3.0, 1.0], [-3.0, 1.0]], np.float32))
    assert found == pytest.approx([1 / (1 + np.exp(-0.5)), 1 / (1 + np.exp(-1.5)), 1 / (1 + np.exp(4.5))], abs=1e-6)
    assert sigmoid(np.array([-1e9, 1e9], np.float32)) == pytest.approx([0.0, 1.0])


def test_anchors_are_names_years_and_references() -> None:
    assert anchor_terms("Que fait la délégation ?") == set()
    assert anchor_terms("Où est Hela Ghariani ?") == {*anchor_terms("x Hela"), *anchor_terms("x Ghariani")}
    assert len(anchor_terms("En 2019, qui dirigeait la DNS ?")) == 2


def test_feature_rows() -> None:
    asked = question_of("Combien de postes à Lyon ?")
    rows = [
        candidate("Quatre postes sont ouverts à Lyon.", begins=2.0, answers=3.0),
        candidate("Des postes :", rank=3, form=Form.ITEM, id_="f"),
        candidate("Rien de cela ?", title="Postes à Lyon", id_="e", begins=-40.0),
    ]
    found = feature_rows(asked, rows, lambda term: 1.0)
    assert found.shape == (3, len(NAMES))
    column = {name: found[:, place].tolist() for place, name in enumerate(NAMES)}
    assert column["span"] == [2.0, 0.0, -15.0]
    assert column["span_lead"] == [0.0, -2.0, -15.0]
    assert column["answers"] == [3.0, 0.0, 0.0]
    assert column["covered"][0] == 1.0 > column["covered"][1] > column["covered"][2] == 0.0
    assert column["covered_in_context"][2] == 1.0
    assert column["anchors_missing"] == [0.0, 1.0, 0.0]
    assert column["echo"][1] == 1.0 > column["echo"][0]
    assert column["expected_form"] == [1.0, -1.0, -1.0]
    assert column["expected_new"] == [1.0, 0.0, 0.0]
    assert column["rank"] == [1.0, 0.25, 1.0]
    assert column["is_item"] == [0.0, 1.0, 0.0]
    assert column["announces"] == [0.0, 1.0, 0.0]
    assert column["asks_itself"] == [0.0, 0.0, 1.0]


def test_no_candidate_no_row() -> None:
    empty = feature_rows(Question("x", (), frozenset()), [], lambda term: 1.0)
    assert empty.shape == (0, len(NAMES))
    assert selection_model().choice.probabilities(empty).shape == (0,)


def test_features_are_named_once() -> None:
    assert len(set(features.NAMES)) == len(features.NAMES)


def test_an_answer_is_judged_beside_its_rivals() -> None:
    rows = np.zeros((3, len(NAMES)), np.float32)
    rows[:, NAMES.index("answers")] = [1.0, 4.0, 2.0]
    rows[:, NAMES.index("holds")] = [1.0, 0.0, 3.0]
    row = answer_row(rows, np.array([5.0, 4.0, 1.0], np.float32), ["p", "p", "q"], 3, 0)
    tail = dict(zip(ANSWER_NAMES[len(NAMES) :], row[len(NAMES) :], strict=True))
    assert tail == pytest.approx(
        {
            "score": 5.0, "ahead": 4.0, "share": 1 / (1 + np.exp(-1.0) + np.exp(-4.0)), "best_answers": 4.0,
            "best_holds": 3.0, "question_length": np.log(4.0),
        },
        abs=1e-5,
    )  # fmt: skip


def test_the_reader_ranks_what_answers_first(reader_network: Reader) -> None:
    texts = [
        "Le comité se réunit pour parler du numérique.",
        "Le comité est présidé par Anne Martin, médecin.",
        "Les pommes sont mûres en septembre.",
    ]
    documents = {str(n): Document(str(n), "s", text, "Comité", Kind.OTHER) for n, text in enumerate(texts)}
    hits = [Hit(Passage(f"{n}:0", str(n), 0, len(t), t), 0.3 - n / 100) for n, t in enumerate(texts)]
    ranked = ReaderRanker(reader_network).rank("Qui préside le comité ?", hits, documents)
    assert ranked[0].passage.id == "1:0"
    assert sorted(hit.passage.id for hit in ranked) == ["0:0", "1:0", "2:0"]
    scores = [hit.score for hit in ranked]
    assert scores == sorted(scores, reverse=True)
    few = ReaderRanker(reader_network, depth=1).rank("Qui préside le comité ?", hits, documents)
    assert [hit.passage.id for hit in few] == ["0:0", "1:0", "2:0"]
    assert few[0].score > few[1].score
    assert ReaderRanker(reader_network).rank("Qui ?", [], {}) == []
