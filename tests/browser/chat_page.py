"""What a person does on the chat page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

ANSWER_MS = 30_000


def ask(page: Page, question: str) -> None:
    """Types a question and waits for its answer."""
    turns = page.locator(".turn").count()
    page.get_by_label("Votre question").fill(question)
    page.get_by_role("button", name="Demander").click()
    settled(page, turns + 1)


def settled(page: Page, turns: int) -> None:
    expect(page.locator(".turn")).to_have_count(turns)
    expect(page.locator(".turn").last.locator(".pending")).to_have_count(0, timeout=ANSWER_MS)
