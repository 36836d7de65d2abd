"""The written documents, and the examples drawn from them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.training.examples import Part
from assistant.reader.training.written import (
    DOCUMENTS,
    QUESTIONS,
    WrittenExamples,
    WrittenQuestion,
    counts,
    places,
    read_written,
    without_context,
    written_part,
)
from ingest.add import add
from vectorstore.index import Index
from vectorstore.settings import Settings

LAUNCH = """## Le programme

Le programme Hélianthe est dirigé par Mme Odile Ferrand. Il dispose de 84 millions d'euros.

Les pièces à joindre :

- une copie du diplôme
- la charte signée
"""
LATER = """Mme Odile Ferrand a quitté le programme Hélianthe en 2024. M. Paul Cazenove la remplace."""
ASKED = (
    WrittenQuestion("q1", "d1", "De quelle somme dispose Hélianthe ?", ("84 millions d'euros",), ()),
    WrittenQuestion("q2", "d1", "Quelles pièces faut-il joindre ?", ("une copie du diplôme", "la charte signée"), ()),
    WrittenQuestion("q3", "d2", "Qui dirige Hélianthe depuis 2024 ?", ("M. Paul Cazenove",), ("la remplace",)),
    WrittenQuestion("q4", "d2", "Pourquoi Odile Ferrand est-elle partie ?", (), ()),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("written")
    rows = [
        {"id": "d1", "title": "Hélianthe", "kind": "guide", "published_on": "2021-03-02", "text": LAUNCH},
        {"id": "d2", "title": "Hélianthe change de tête", "kind": "press_release", "text": LATER},
    ]
    (folder / "documents.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    settings = Settings(data_dir=folder / "home")
    index = Index.open(settings, create=True)
    assert all(not added.reason for added in add(index, [folder / "documents.jsonl"], settings))
    return index


def test_each_question_has_the_passages_that_answer_and_others(index: Index) -> None:
    pools = WrittenExamples(ASKED, index).pools
    said = [
        [example.paragraph[slice(*place)] for example in pool.answering for place in example.answers] for pool in pools
    ]
    assert said == [
        ["84 millions d'euros"], ["une copie du diplôme", "la charte signée"], ["M. Paul Cazenove", "la remplace"], [],
    ]  # fmt: skip
    assert all(not example.answers for pool in pools for example in pool.others)
    assert all(pool.others for pool in pools)
    assert pools[0].answering[0].context == "Hélianthe (2\u00a0mars\u00a02021) – Le programme."
    assert counts(pools)["answered"] == 3


def test_items_of_a_list_are_stretches_of_their_own(index: Index) -> None:
    example = WrittenExamples(ASKED, index).pools[1].answering[0]
    texts = [example.paragraph[slice(*place)] for place in example.stretches]
    assert "une copie du diplôme" in texts
    assert "la charte signée" in texts
    assert "Les pièces à joindre :" in texts


def test_an_epoch_is_the_same_for_the_same_seed(index: Index) -> None:
    written = WrittenExamples(ASKED, index)
    drawn = [written.epoch(random.Random(3), 1.2) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert {example.id for example in drawn[0]} == {question.id for question in ASKED}
    assert len(written.epoch(random.Random(3), 0.0)) == 4  # answers, and a null where there is none
    assert without_context(drawn[0][0]).shown == ""


def test_the_committed_documents_and_questions_fit_together() -> None:
    documents = {row["id"]: row for row in map(json.loads, DOCUMENTS.read_text(encoding="utf-8").splitlines())}
    parts = {part: read_written(part) for part in (Part.TRAIN, Part.DEV)}
    assert len(documents) > 400
    assert len(parts[Part.TRAIN]) > 3 * len(parts[Part.DEV]) > 1000
    for questions in parts.values():
        for question in questions:
            text = documents[question.document]["text"]
            assert all(places(text, words) for words in (*question.answers, *question.also)), question.id
    trained = {question.document for question in parts[Part.TRAIN]}
    assert not trained & {question.document for question in parts[Part.DEV]}
    assert all(written_part(name) is Part.TRAIN for name in trained)
    ids = [json.loads(line)["id"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len(ids) == len(set(ids))


@given(st.lists(st.sampled_from(["l’an", "a+b", "(x)", "d'été", "12"]), min_size=1), st.text(max_size=5))
def test_words_are_found_whatever_stands_between_them(words: list[str], before: str) -> None:
    text = before + "\u00a0".join(words).replace("’", "'")
    found = places(text, " ".join(words))
    assert found is not None
    assert text[slice(*found)].split() == [word.replace("’", "'") for word in words]


def test_words_that_are_absent_are_not_found(tmp_path: Path) -> None:
    assert places("Il dispose de 84 millions.", "85 millions") is None
