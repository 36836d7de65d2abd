"""Debian's Chromium, for every test that looks at a page; the chat served, for those that look at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from chat_page import ANSWER_MS
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright

_CHROMIUM = Path("/usr/bin/chromium")
_START_SECONDS = 90
_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not _CHROMIUM.exists():
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"{_CHROMIUM} is absent although CI=true")
        pytest.skip(f"{_CHROMIUM} is absent")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(demo_home: Path, root: Path) -> Iterator[str]:
    """``sourcier serve`` over the demonstration documents, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--port", str(port)],
        cwd=root, env={**os.environ, "SOURCIER_DATA_DIR": str(demo_home)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        assert process.stdout is not None
        assert address in process.stdout.readline()
        _wait(f"{address}/readyz", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"the server did not answer at {url}")


@dataclass
class Seen:
    """What a page did besides showing."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def page(browser: Browser, server: str, seen: Seen) -> Iterator[Page]:
    """The chat, loaded; after each test: no error, no dialog, no request to anywhere else."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})

    def request(sent: Request) -> None:
        seen.requests.append(sent.url)

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    def dialog(opened: Dialog) -> None:
        seen.dialogs.append(opened.message)
        opened.dismiss()

    def watch(opened: Page) -> None:
        opened.on("console", console)
        opened.on("pageerror", lambda error: seen.errors.append(str(error)))
        opened.on("dialog", dialog)

    context.on("request", request)
    context.on("page", watch)
    page = context.new_page()
    page.set_default_timeout(ANSWER_MS)
    page.goto(server)
    expect(page.get_by_label("Votre question")).to_be_visible()
    yield page
    hosts = {urlsplit(url).hostname for url in seen.requests if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
    flag = page.evaluate("window.__hit ?? null")
    context.close()
    assert hosts == {"127.0.0.1"}
    assert seen.errors == []
    assert seen.dialogs == []
    assert flag is None
