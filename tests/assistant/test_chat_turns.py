"""What the chat keeps of a conversation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.chat import blocks
from assistant.chat.examples import EXAMPLES
from assistant.contract import AskRequest
from assistant.opening import LazyAssistant
from assistant.service import Assistant
from vectorstore.settings import Settings


@pytest.fixture
def lazy(demo: Assistant, demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> LazyAssistant:
    monkeypatch.setattr(Assistant, "open", lambda settings: demo)
    return LazyAssistant(Settings(data_dir=demo_home))


def test_a_long_conversation_keeps_its_last_turns_and_their_own_sources(
    lazy: LazyAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "_TURNS_KEPT", 2)
    turns: blocks.Turns = []
    for number in range(1, 5):
        pending, answered = blocks._respond(lazy, f" {EXAMPLES[0]} ", turns)
        assert "Recherche dans les sources" in pending[0]
        html, turns, box = answered
        assert box == ""
        sources = re.findall(r'id="(source-\d+-\d+)"', html)
        assert len(sources) == len(set(sources))
        assert f"source-{number}-1" in sources
        assert set(re.findall(r'href="#(source-\d+-\d+)"', html)) == set(sources)
    assert html.count('class="turn"') == 2


def test_an_error_is_a_turn_in_words(lazy: LazyAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Assistant, "ask", fail)
    *_, (html, turns, _box) = blocks._respond(lazy, "dmp", [])
    assert "Une erreur interne" in html
    assert "secret" not in html
    assert len(turns) == 1


def test_a_missing_index_is_said_in_the_chat(home: Path) -> None:
    *_, (html, _turns, _box) = blocks._respond(LazyAssistant(Settings(data_dir=home)), "dmp", [])
    assert "sourcier ingest add" in html


def test_the_first_example_is_answered(demo: Assistant) -> None:
    assert demo.ask(AskRequest(question=EXAMPLES[0])).citations
