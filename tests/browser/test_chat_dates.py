"""The date beside the question, timelines and disagreements, as a person meets them."""

from __future__ import annotations

from datetime import date

import pytest
from chat_page import ask, settled
from playwright.sync_api import Locator, Page, expect

from assistant.chat.examples import EXAMPLES
from assistant.contract import AskRequest
from assistant.service import Assistant

pytestmark = pytest.mark.browser

VERSIONED = "Le partenaire de Pacs d’une personne décédée peut-il demander à voir son DMP ?"
DATED_IN_WORDS = "En 2020, le DMP comportait-il un volet sur les proches aidants ?"
DISPUTED = "En quel mois de 2023 la délégation au numérique en santé a-t-elle été pérennisée ?"


def date_box(page: Page) -> Locator:
    return page.get_by_label("À la date du")


def date_is(page: Page, written: str) -> None:
    # The page gives the question box the focus once, when it is there.
    expect(page.get_by_label("Votre question")).to_be_focused()
    date_box(page).fill(written)


def test_a_date_chosen_is_the_answers_and_stays(page: Page, demo: Assistant) -> None:
    date_is(page, "1er mai 2019")
    ask(page, VERSIONED)
    expect(page.locator(".turn .as-of")).to_have_text("Réponse au 1er\u00a0mai\u00a02019, date choisie")
    cited = demo.ask(AskRequest(question=VERSIONED, as_of=date(2019, 5, 1))).citations
    assert page.locator(".source h3").first.inner_text() == f"1 {cited[0].title}"
    expect(date_box(page)).to_have_value("01/05/2019")
    page.get_by_role("button", name=EXAMPLES[1]).click()
    settled(page, 2)
    expect(page.locator(".turn").last.locator(".as-of")).to_contain_text("1er\u00a0mai\u00a02019")
    page.get_by_role("button", name="Effacer la date").click()
    expect(date_box(page)).to_have_value("")
    expect(page.get_by_role("button", name="Effacer la date")).to_have_count(0)
    ask(page, EXAMPLES[0])
    expect(page.locator(".turn").last.locator(".as-of")).to_have_count(0)
    expect(page.locator(".turn .as-of")).to_have_count(2)


def test_the_calendar_fills_the_date(page: Page) -> None:
    expect(page.get_by_label("Votre question")).to_be_focused()
    expect(page.get_by_role("button", name="Choisir la date dans un calendrier")).to_be_visible()
    page.locator("#as-of-buttons input[type=date]").evaluate(
        "input => { input.value = '2019-05-01'; input.dispatchEvent(new Event('change')); }"
    )
    expect(date_box(page)).to_have_value("01/05/2019")
    expect(date_box(page)).to_be_focused()
    ask(page, VERSIONED)
    expect(page.locator(".turn .as-of")).to_contain_text("1er\u00a0mai\u00a02019")


def test_the_calendar_opens_by_keyboard_at_the_date_written(page: Page) -> None:
    page.evaluate("HTMLInputElement.prototype.showPicker = function () { window.opened = this.value; }")
    date_is(page, "01/05/2019")
    date_box(page).focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Choisir la date dans un calendrier")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("window.opened") == "2019-05-01"


def test_what_is_no_date_is_said_and_nothing_is_lost(page: Page) -> None:
    date_is(page, "31/02/2019")
    page.get_by_label("Votre question").fill(VERSIONED)
    page.get_by_role("button", name="Demander").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("«\u00a031/02/2019\u00a0» n’est pas un jour du calendrier")
    expect(page.get_by_label("Votre question")).to_have_value(VERSIONED)
    expect(page.locator(".turn")).to_have_count(0)
    expect(date_box(page)).to_be_focused()
    expect(date_box(page)).to_have_attribute("aria-invalid", "true")
    expect(date_box(page)).to_have_accessible_description(alert.inner_text())
    page.keyboard.press("Control+A")
    page.keyboard.type("2019-05-01")
    expect(alert).to_have_count(0)
    page.keyboard.press("Enter")
    expect(date_box(page)).to_have_value("01/05/2019")
    expect(page.get_by_label("Votre question")).to_be_focused()
    page.keyboard.press("Enter")
    settled(page, 1)
    expect(page.locator(".turn .as-of")).to_contain_text("1er\u00a0mai\u00a02019")
    expect(date_box(page)).to_have_attribute("aria-invalid", "false")


def test_a_hostile_date_is_text(page: Page) -> None:
    date_is(page, "<img src=x onerror=window.__hit=1>${7*7}")
    page.get_by_role("button", name="Demander").click()
    expect(page.get_by_role("alert")).to_contain_text("<img src=x")
    expect(page.locator("#as-of-error img")).to_have_count(0)


def test_the_versions_of_what_is_cited(page: Page) -> None:
    date_is(page, "01/05/2019")
    ask(page, VERSIONED)
    points = page.locator(".turn .timeline li")
    expect(points).to_have_count(2)
    expect(points.first).to_contain_text("en vigueur du 28\u00a0janvier\u00a02016 au 1er\u00a0juillet\u00a02021")
    expect(points.first).to_contain_text("version au 1er\u00a0mai\u00a02019")
    expect(points.first).to_have_attribute("aria-current", "true")
    expect(points.last).to_contain_text("à venir le 1er\u00a0juillet\u00a02021 (non citée, lire)")
    with page.context.expect_page() as opening:
        points.last.get_by_role("link", name="Lire la version à venir le 1er\u00a0juillet\u00a02021").click()
    expect(opening.value.get_by_role("heading", level=1)).to_contain_text("à compter du 1er\u00a0juillet\u00a02021")
    points.first.locator("a.mark").click()
    expect(page.locator("#source-1-1:target")).to_have_count(1)


def test_a_day_read_in_the_question_is_said(page: Page) -> None:
    ask(page, DATED_IN_WORDS)
    said = "Réponse au 31\u00a0décembre\u00a02020, date lue dans la question"
    expect(page.locator(".turn .as-of")).to_have_text(said)
    expect(date_box(page)).to_have_value("")


def test_positions_stand_side_by_side_with_quotes_and_dates(page: Page, demo: Assistant) -> None:
    day = date(2024, 1, 10)
    answer = demo.ask(AskRequest(question=DISPUTED, as_of=day))
    (found,) = answer.disagreements
    date_is(page, day.isoformat())
    ask(page, DISPUTED)
    cards = page.locator(".turn .positions > li")
    expect(cards).to_have_count(len(found.positions))
    for card, position in zip(cards.all(), found.positions, strict=True):
        cited = answer.citations[position.citations[0] - 1]
        expect(card.locator("strong")).to_have_text(position.value)
        expect(card.locator("blockquote")).to_contain_text(" ".join(cited.quote.split()))
        expect(card.locator(".meta")).to_contain_text("8\u00a0juin\u00a02023" if cited.published_on else "Communiqué")
    left, right = (card.bounding_box() for card in cards.all()[:2])
    assert left
    assert right
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 640])  # a phone, and a screen of 1,280 at 200 %
def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{page.url}?__theme={scheme}")
    date_is(page, "10/01/2024")
    ask(page, DISPUTED)
    page.get_by_label("Votre question").fill(VERSIONED)
    date_box(page).fill("9" * 40)
    page.get_by_role("button", name="Demander").click()
    expect(page.get_by_role("alert")).to_be_visible()
    scroll, client = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert scroll <= client
    for selector in ("#question", "#as-of", "#as-of-buttons", "#send", "#as-of-error p", ".positions"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    question = page.locator("#question").bounding_box()
    assert question
    assert question["width"] > width * 0.7, "there is room to write the question"
    for selector in ("#as-of-error p", ".as-of", ".positions .meta", "#as-of-buttons button"):
        assert _contrast(page.locator(selector).first) >= 4.5, selector


def _contrast(item: Locator) -> float:
    """The contrast of an item's text with what is behind it, as WCAG counts it."""
    text, behind = item.evaluate(
        """node => {
          const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
          const text = numbers(getComputedStyle(node).color);
          for (let at = node; at; at = at.parentElement) {
            const found = numbers(getComputedStyle(at).backgroundColor);
            if (found.length === 3 || found[3] === 1) return [text, found];
          }
          return [text, [255, 255, 255]];
        }"""
    )
    light, dark = sorted((_luminance(text), _luminance(behind)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[float]) -> float:
    parts = [part / 255 for part in colour[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
