"""The chat's HTML: hostile words stay words."""

from __future__ import annotations

import re

import pytest
from chat_markup import ANY, Reader, answered, assert_harmless, cited
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.markup import safe
from assistant.chat.render import answer_turn, error_turn, pending_turn, source_card, surroundings
from assistant.contract import DocumentDetail, Status
from assistant.http.reader import reader_page
from vectorstore.types import Kind


@given(ANY)
def test_safe_shows_exactly_the_text(text: str) -> None:
    html = safe(text)
    assert not set(html) & set("<>\"'`${}\\")
    assert Reader(html).text == text


@given(ANY, ANY)
def test_turns_without_answer(question: str, sentence: str) -> None:
    for html in (pending_turn(question), error_turn(question, sentence)):
        assert question in assert_harmless(html).text
    assert sentence in Reader(error_turn(question, sentence)).text


@given(ANY, ANY, ANY)
def test_a_refusal(question: str, answer: str, hint: str) -> None:
    refusal = answered(Status.NO_ANSWER, answer=answer, suggestions=(hint,))
    read = assert_harmless(answer_turn(1, question, refusal, lambda id_: ""))
    for words in (question, answer, hint):
        assert words in read.text


@given(ANY, ANY, ANY.filter(bool), ANY, ANY, ANY)
def test_an_answer(question: str, before: str, quote: str, after: str, title: str, url: str) -> None:
    text = before + quote + after
    citation = cited(
        text, len(before), len(before) + len(quote), title=title, publisher=title, heading=[title, after],
        document_id=title, url=f"https://exemple.fr/{url}",
    )  # fmt: skip
    read = assert_harmless(answer_turn(2, question, answered(Status.ANSWERED, citation), lambda id_: text))
    assert question in read.text
    assert title in read.text
    assert read.marked == re.sub(r"\n+", "\n", quote), "blank lines take one break"
    hrefs = [attributes["href"] for tag, attributes in read.tags if tag == "a"]
    assert hrefs[0] == "#source-2-1"
    assert ("article", "source-2-1") in [(tag, attributes.get("id")) for tag, attributes in read.tags]
    assert any(str(href).endswith(f"?start={len(before)}&end={len(before) + len(quote)}#citation") for href in hrefs)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//exemple.fr", None])
def test_only_web_addresses_become_links(url: str | None) -> None:
    read = assert_harmless(source_card(1, cited("Des mots.", 0, 9, url=url), "Des mots."))
    assert "Ouvrir la page" not in read.text
    web = assert_harmless(source_card(1, cited("Des mots.", 0, 9, url="https://exemple.fr"), "Des mots."))
    assert "Ouvrir la page" in web.text


def test_the_page_is_said_when_there_is_one() -> None:
    assert "· page 12" in Reader(source_card(1, cited("Des mots.", 0, 9, page=12), "Des mots.")).text
    assert "page" not in Reader(source_card(1, cited("Des mots.", 0, 9), "Des mots.")).text


def test_surroundings_are_cut_between_words() -> None:
    text = "mot " * 200 + "CITATION" + " fin" * 200
    start = text.index("CITATION")
    before, after = surroundings(text, start, start + 8)
    assert before.startswith("…mot ")
    assert after.endswith(" fin…")
    assert before.removeprefix("…") + "CITATION" + after.removesuffix("…") in text
    assert surroundings("un CITATION deux", 3, 11) == ("un ", " deux")


def detail(text: str, title: str = "Titre", language: str = "fr") -> DocumentDetail:
    return DocumentDetail(
        id="d", source="s", title=title, kind=Kind.NEWS, publisher=title, reference=None, published_on=None,
        valid_from=None, valid_to=None, language=language, url=None, passages=1, sha256="", provenance={}, text=text,
    )  # fmt: skip


@given(ANY, ANY, st.integers(0, 60), st.integers(0, 60))
def test_the_reader_page(text: str, title: str, start: int, end: int) -> None:
    html = reader_page(detail(text, title), start, end)
    body = html[html.index("<main") :]
    read = Reader(body)
    assert read.text == text
    assert read.marked == text[start:end]
    assert {tag for tag, _ in read.tags} <= {"main", "mark"}
    head = Reader(html[: html.index("<main")])
    assert {tag for tag, _ in head.tags} == {"html", "head", "meta", "title", "style", "body", "header", "h1", "p"}
    assert title in head.text


def test_the_reader_page_escapes_its_language() -> None:
    assert '<html lang="&quot;&gt;&lt;b&gt;">' in reader_page(detail("x", language='"><b>'), 0, 1)
