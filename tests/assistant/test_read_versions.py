"""What another version of an article answers is found at its place in the version of then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.context import Context, Part
from assistant.contract import AskRequest
from assistant.reader.reader import Reading
from assistant.steps import read_versions as step
from assistant.steps.cite import cite
from assistant.steps.read_versions import read_versions
from assistant.steps.understand import question_of
from tests.assistant.made_candidates import reading_of
from vectorstore.settings import Settings
from vectorstore.types import Block, BlockKind, Document, Hit, Kind, Passage

ASKED = "Un vétérinaire peut-il ouvrir le registre ?"
NEW = "Le pharmacien et le vétérinaire peuvent ouvrir le registre sanitaire."
OLD = "Seuls les pharmaciens sont autorisés : eux peuvent ouvrir le registre sanitaire."
ELSE = "Le carnet est conservé pendant dix ans."
THEN, SINCE = date(2010, 1, 1), date(2016, 1, 1)


class Library:
    """Two versions of one article, of which the reader understands the later."""

    def __init__(self, old: str, code: str = "csp") -> None:
        self.stored = {
            "old": self._version("old", old, THEN, SINCE),
            "new": self._version("new", NEW, SINCE, None),
        }
        self.code = code
        self.lexical = SimpleNamespace(rarity=lambda term: 1.0)
        self.versions = SimpleNamespace(keys=self._keys, of_article=lambda reference: [*self.stored.values()])
        self.documents = SimpleNamespace(get=lambda ids: {id_: self.stored[id_] for id_ in ids})
        self.passages = SimpleNamespace(of=lambda ids: {id_: [self._passage(id_)] for id_ in ids})

    @staticmethod
    def _version(id_: str, text: str, first: date, last: date | None) -> Document:
        return Document(
            id_, "s", text, "Registre sanitaire", Kind.OFFICIAL_TEXT, (Block(BlockKind.PARAGRAPH, 0, len(text)),),
            reference="L. 1234-5", valid_from=first, valid_to=last,
        )  # fmt: skip

    def _keys(self, ids: Sequence[str]) -> dict[str, str]:
        return {id_: f"{self.code if id_ == 'old' else 'csp'}:l1234-5" for id_ in ids}

    def _passage(self, id_: str) -> Passage:
        return Passage(f"{id_}:0", id_, 0, len(self.stored[id_].text), self.stored[id_].text)

    def search(self, query: str, depth: int, filters: object) -> list[Hit]:
        return [Hit(self._passage("new"), 1.0)]

    def read_hits(self, question: str, hits: Sequence[Hit], documents: object) -> list[Reading]:
        scores = [6.0 if hit.passage.text == NEW else -6.0 for hit in hits]
        return [
            reading_of(hit.passage.text, begins=score, ends=score, answers=score)
            for hit, score in zip(hits, scores, strict=True)
        ]


def quoted(library: Library, as_of: date | None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(step, "unrepeated", lambda hits, index: hits)
    context = Context(AskRequest(question=ASKED, as_of=as_of), as_of or date(2026, 1, 1))
    context.parts = [Part(question_of(ASKED))]
    stand: Any = library
    read_versions(context, stand, stand, stand, lambda term: 1.0, Settings(answer_threshold=0.3))
    cite(context, 0.3)
    return [citation.quote for citation in context.citations]


def test_the_stretch_in_its_place_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quoted(Library(OLD), date(2012, 1, 1), monkeypatch) == [OLD]


def test_a_text_that_names_no_code_may_be_of_any(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quoted(Library(OLD, code=""), date(2012, 1, 1), monkeypatch) == [OLD]
    assert quoted(Library(OLD, code="css"), date(2012, 1, 1), monkeypatch) == []


def test_what_is_not_alike_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quoted(Library(ELSE), date(2012, 1, 1), monkeypatch) == []


def test_no_version_was_in_force_then(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quoted(Library(OLD), date(2005, 1, 1), monkeypatch) == []


def test_today_is_asked_of_what_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    assert quoted(Library(OLD), None, monkeypatch) == []
