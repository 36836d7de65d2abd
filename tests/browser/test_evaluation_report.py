"""The evaluation report as a person meets it: opened from disk, wide and narrow, by keyboard, on paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from made_up_run import HOSTILE, made_up_inputs
from playwright.sync_api import Browser, Page, expect
from pypdfium2 import PdfDocument

from evals.suite.report.page import page as written

pytestmark = pytest.mark.browser

_LOAD_MS = 120_000
_AS_AT_FIRST = """
  history.replaceState(null, "", location.pathname);
  document.activeElement.blur();
  document.querySelectorAll("select").forEach(item => { item.value = ""; item.dispatchEvent(new Event("change")); });
  document.querySelectorAll("#echecs details").forEach(item => { item.open = false; });
  scrollTo(0, 0);
"""
_SCREENSHOTS = os.environ.get("SCREENSHOTS")


@dataclass
class Opened:
    """The page, and what it did besides showing."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(written(made_up_inputs()), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[390, 1280])
def loaded(browser: Browser, file: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """The report at two widths, opened once each."""
    context = browser.new_context(locale="fr-FR", viewport={"width": request.param, "height": 900})
    seen = Opened(context.new_page())
    seen.page.set_default_timeout(_LOAD_MS)
    context.on("request", lambda sent: seen.requests.append(sent.url))
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.on("dialog", lambda dialog: (seen.complaints.append(dialog.message), dialog.dismiss()))
    seen.page.goto(file.as_uri())
    yield seen
    context.close()


@pytest.fixture
def opened(loaded: Opened, file: Path) -> Iterator[Opened]:
    """The report as it first is; after each test: no complaint, nothing run or asked for that came out of a text."""
    loaded.page.evaluate(_AS_AT_FIRST)
    yield loaded
    assert loaded.page.evaluate("window.__hit ?? null") is None
    assert loaded.complaints == []
    assert {urlsplit(url).scheme for url in loaded.requests} <= {"file", "data", "blob"}
    assert [url for url in loaded.requests if url.startswith("file:")] == [file.as_uri()]


def test_the_verdict_comes_first(opened: Opened) -> None:
    box = opened.page.get_by_role("heading", name="Mise en production bloquée").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 900
    expect(opened.page.locator("#verdict")).to_contain_text("Injections suivies")


def test_heat_map_flips_and_charts_are_there(opened: Opened) -> None:
    page = opened.page
    cells = page.locator("#carte td.value")
    assert cells.count() > 40
    colours = {cell.evaluate("cell => getComputedStyle(cell).backgroundColor") for cell in cells.all()[:40]}
    assert len(colours) > 3
    flips = page.locator("#bascules .flip")
    assert flips.count() >= 2
    expect(flips.first).to_contain_text("Perdu")
    expect(flips.first.locator(".side")).to_have_count(2)
    expect(flips.first.locator("mark").first).to_be_visible()
    expect(page.locator(".chart .main-svg").first).to_be_visible()
    for chart in page.locator(".chart").all():
        assert chart.locator("svg.main-svg").count() >= 1


def test_nothing_is_wider_than_the_screen(opened: Opened) -> None:
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen
    if _SCREENSHOTS:
        page.evaluate("document.querySelectorAll('#echecs details').forEach((item, place) => item.open = place < 2)")
        page.screenshot(path=Path(_SCREENSHOTS) / f"report-{screen}.png", full_page=True)


def test_failing_cases_are_filtered_by_kind(opened: Opened) -> None:
    page = opened.page
    cases = page.locator("#echecs .case")
    page.get_by_role("combobox", name="Genre", exact=True).select_option("injection")
    shown = page.locator("#echecs .case:visible")
    assert 0 < shown.count() < cases.count()
    assert {case.get_attribute("data-kind") for case in shown.all()} == {"injection"}
    expect(page.get_by_role("status")).to_contain_text(f"sur {cases.count()}")
    page.get_by_role("button", name="Tout ouvrir").click()
    assert all(case.get_attribute("open") is not None for case in shown.all())


def test_a_rule_leads_to_its_case_by_keyboard(opened: Opened) -> None:
    page = opened.page
    # Puts the case away, which following the link undoes.
    page.get_by_role("combobox", name="Genre", exact=True).select_option("temporal")
    link = page.locator("#verdict a[href^='#cas-']").first
    target = page.locator(link.get_attribute("href") or "")
    link.focus()
    page.keyboard.press("Enter")
    expect(target).to_have_attribute("open", "")
    expect(target.locator("summary").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(target).not_to_have_attribute("open", "")


def test_tab_reaches_the_content_first(opened: Opened) -> None:
    opened.page.evaluate("document.body.tabIndex = -1, document.body.focus()")
    opened.page.keyboard.press("Tab")
    expect(opened.page.get_by_role("link", name="Aller au contenu")).to_be_focused()


def test_hostile_words_are_only_words(opened: Opened) -> None:
    opened.page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
    shown = opened.page.locator("#echecs").inner_text()
    assert HOSTILE[: HOSTILE.index("\u202e")].strip() in shown
    assert opened.page.locator("img, iframe, object, embed").count() == 0


def test_dark_is_dark(opened: Opened) -> None:
    page = opened.page

    def lightness(selector: str, name: str) -> float:
        colour = page.locator(selector).first.evaluate(f"item => getComputedStyle(item).{name}")
        return sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")[:3]) / 765

    page.emulate_media(color_scheme="dark")
    assert lightness("body", "backgroundColor") < 0.2
    assert lightness(".chart .xtick text", "fill") > 0.8
    page.emulate_media(color_scheme="light")
    assert lightness("body", "backgroundColor") == 1
    assert lightness(".chart .xtick text", "fill") < 0.2


def test_paper_has_every_case_opened(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    opened.page.pdf(path=path, format="A4")
    document = PdfDocument(path)
    text = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in document).split())
    document.close()
    assert "Mise en production bloquée" in text
    assert text.count("Mesures en défaut") == opened.page.locator("#echecs .case").count()
    # As it was before printing.
    assert opened.page.locator("#echecs .case[open]").count() == 0
