"""What the chat keeps of a conversation."""

from __future__ import annotations

import re
from pathlib import Path

import gradio as gr
import pytest

from assistant.chat import blocks
from assistant.chat.examples import EXAMPLES
from assistant.contract import AskRequest
from assistant.opening import LazyAssistant
from assistant.service import Assistant
from vectorstore.settings import Settings

VERSIONED = "Le partenaire de Pacs d’une personne décédée peut-il demander à voir son DMP ?"


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
        pending, answered = blocks._respond(lazy, f" {EXAMPLES[0]} ", "", turns)
        assert "Recherche dans les sources" in pending[0]
        assert pending[2:] == ("", "", "")
        html, turns, *_ = answered
        sources = re.findall(r'id="(source-\d+-\d+)"', html)
        assert len(sources) == len(set(sources))
        assert f"source-{number}-1" in sources
        assert set(re.findall(r'href="#(source-\d+-\d+)"', html)) == set(sources)
    assert html.count('class="turn"') == 2


def test_an_error_is_a_turn_in_words(lazy: LazyAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Assistant, "ask", fail)
    *_, (html, turns, *_rest) = blocks._respond(lazy, "dmp", "", [])
    assert "Une erreur interne" in html
    assert "secret" not in html
    assert len(turns) == 1


def test_a_missing_index_is_said_in_the_chat(home: Path) -> None:
    *_, (html, *_rest) = blocks._respond(LazyAssistant(Settings(data_dir=home)), "dmp", "", [])
    assert "sourcier ingest add" in html


def test_the_first_example_is_answered(demo: Assistant) -> None:
    assert demo.ask(AskRequest(question=EXAMPLES[0])).citations


def test_the_day_chosen_is_asked_for_said_with_the_turn_and_kept(lazy: LazyAssistant) -> None:
    pending, answered = blocks._respond(lazy, VERSIONED, " 2019-05-01 ", [])
    assert "À la date du 1er\u00a0mai\u00a02019" in pending[0]
    assert pending[3] == "01/05/2019"
    assert "Réponse au 1er\u00a0mai\u00a02019" in answered[0]
    assert "version au 1er\u00a0mai\u00a02019" in answered[0]
    assert answered[2] == answered[3] == gr.skip(), "neither box is touched once more"
    _, later = blocks._respond(lazy, VERSIONED, "1er janvier 2022", answered[1])
    assert re.findall("Réponse au ([^,]+),", later[0]) == ["1er\u00a0mai\u00a02019", "1er\u00a0janvier\u00a02022"]


def test_what_is_no_day_changes_nothing_but_says_so(lazy: LazyAssistant) -> None:
    turns: blocks.Turns = [(1, "avant")]
    ((html, kept, box, day, wrong),) = blocks._respond(lazy, VERSIONED, "31/02/2019", turns)
    assert html == box == day == gr.skip()
    assert kept == turns
    assert 'role="alert"' in wrong
    assert "31/02/2019" in wrong
    assert blocks._check_day("31/02/2019") == (gr.skip(), wrong)


def test_a_day_is_shown_as_it_was_understood() -> None:
    assert blocks._check_day("1er mars 2019") == ("01/03/2019", "")
    assert blocks._check_day("") == ("", "")
