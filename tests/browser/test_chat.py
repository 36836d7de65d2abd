"""The chat as a person meets it: a real server, a real browser."""

from __future__ import annotations

import pytest
from chat_page import ask, settled
from playwright.sync_api import Page, expect

from assistant.chat.examples import EXAMPLES
from assistant.contract import AskRequest
from assistant.service import Assistant
from prompts import messages

pytestmark = pytest.mark.browser

APPOINTED = "Qui a été nommée déléguée au numérique en santé ?"
WITH_ADDRESS = "Peut-on cumuler plusieurs bases légales pour une même finalité ?"
UNANSWERED = "Quel est le budget annuel de la délégation ?"
HOSTILE = (
    "<img src=x onerror=\"window.__hit=1\"><script>window.__hit=1</script>",
    "${7*7} ${window.__hit=1}",
    "{{7*7}} {% raw %} {{constructor.constructor('window.__hit=1')()}}",
    "`${7*7}` \\u003cb\\u003e &lt;b&gt; </h2><b>",
)  # fmt: skip


def in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    height = page.evaluate("window.innerHeight")
    return box is not None and box["y"] + box["height"] > 0 and box["y"] < height


def test_a_typed_question_is_answered_with_its_source(page: Page, demo: Assistant) -> None:
    ask(page, APPOINTED)
    answer = demo.ask(AskRequest(question=APPOINTED))
    turn = page.locator(".turn")
    expect(turn.locator(".question")).to_have_text(APPOINTED)
    expect(turn.locator(".answer")).to_contain_text("Hela Ghariani")
    expect(turn.locator("a.mark").first).to_have_text("[1]")
    assert turn.locator(".source").count() == len(answer.citations)
    marks = [text.strip() for text in turn.locator(".source mark").all_inner_texts()]
    assert [_plain(mark) for mark in marks] == [_plain(citation.quote) for citation in answer.citations]
    assert turn.locator(".source h3").first.inner_text() == f"1 {answer.citations[0].title}"
    expect(page.get_by_label("Votre question")).to_have_value("")


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_a_mark_leads_to_its_source(page: Page) -> None:
    page.set_viewport_size({"width": 700, "height": 500})
    ask(page, APPOINTED)
    page.locator("a.mark").first.click()
    expect(page.locator("#source-1-1:target")).to_have_count(1)
    page.wait_for_function("document.querySelector('#source-1-1').getBoundingClientRect().top < innerHeight")
    assert in_view(page, "#source-1-1")


def test_marks_of_a_second_turn_lead_to_its_own_sources(page: Page) -> None:
    ask(page, APPOINTED)
    ask(page, WITH_ADDRESS)
    page.locator(".turn").last.locator("a.mark").first.click()
    expect(page.locator("#source-2-1:target")).to_have_count(1)


def test_links_land_on_the_quoted_words(page: Page, demo: Assistant) -> None:
    ask(page, WITH_ADDRESS)
    cited = demo.ask(AskRequest(question=WITH_ADDRESS)).citations
    assert any(citation.url for citation in cited)
    for citation, card in zip(cited, page.locator(".source").all(), strict=True):
        link = card.get_by_role("link", name="Ouvrir la page")
        if citation.url is None:
            expect(link).to_have_count(0)
        else:
            assert "#:~:text=" in citation.url
            expect(link).to_have_attribute("href", citation.url)
            expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_document_without_address_has_no_outside_link(page: Page) -> None:
    ask(page, APPOINTED)
    expect(page.locator(".source").first.get_by_role("link", name="Ouvrir la page")).to_have_count(0)


def test_reading_in_the_text(page: Page, demo: Assistant) -> None:
    ask(page, APPOINTED)
    citation = demo.ask(AskRequest(question=APPOINTED)).citations[0]
    with page.context.expect_page() as opening:
        page.locator("#source-1-1").get_by_role("link", name="Lire dans le texte").click()
    reader = opening.value
    reader.wait_for_load_state()
    assert reader.locator("mark").text_content() == citation.quote
    assert reader.locator("main").text_content() == demo.document(citation.document_id).text
    assert reader.title() == citation.title
    assert in_view(reader, "mark")


def test_an_example_is_one_click(page: Page) -> None:
    page.get_by_role("button", name=EXAMPLES[0]).click()
    settled(page, 1)
    expect(page.locator(".turn .question")).to_have_text(EXAMPLES[0])
    expect(page.locator(".turn .answer")).to_contain_text("Hela Ghariani")


def test_what_the_sources_do_not_answer(page: Page) -> None:
    ask(page, UNANSWERED)
    expect(page.locator(".turn .no-answer")).to_have_text(messages.NO_ANSWER["fr"])
    expect(page.locator(".turn .source")).to_have_count(0)
    expect(page.locator(".turn a.mark")).to_have_count(0)


def test_an_empty_question_is_answered_in_words(page: Page) -> None:
    ask(page, "   ")
    expect(page.get_by_role("alert")).to_contain_text("La question est vide")
    ask(page, APPOINTED)
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("Hela Ghariani")


@pytest.mark.parametrize("question", HOSTILE)
def test_a_hostile_question_is_text(page: Page, question: str) -> None:
    ask(page, question)
    shown = page.locator(".turn .question")
    assert shown.text_content() == question
    assert shown.evaluate("node => node.children.length") == 0
    expect(page.locator(".turn script, .turn img")).to_have_count(0)


def test_the_keyboard_is_enough(page: Page) -> None:
    box = page.get_by_label("Votre question")
    expect(box).to_be_focused()
    page.keyboard.type(APPOINTED)
    page.keyboard.press("Enter")
    settled(page, 1)
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a.mark')"):
            break
    else:
        pytest.fail("no mark can be reached from the question box")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "what has the focus can be seen"
    page.keyboard.press("Enter")
    expect(page.locator(".source:target")).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.source')?.matches(':target') ?? false"), (
        "and on into the source"
    )


@pytest.mark.parametrize("width", [390, 320])
def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    ask(page, APPOINTED)
    ask(page, "x" * 300)
    scroll, client = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert scroll <= client
    for selector in (".source", ".answer", "#question", "#send"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_page_is_french_and_named(page: Page) -> None:
    assert page.title() == "Sourcier"
    expect(page.get_by_role("heading", level=1)).to_have_text("Sourcier")
    text = page.inner_text("body")
    for english in ("Gradio", "Settings", "Submit", "Loading", "Clear"):
        assert english not in text
