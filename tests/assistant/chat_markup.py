"""Answers made up for the chat, and what a browser would make of its HTML."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

from hypothesis import strategies as st

from assistant.contract import Answer, Citation, Statement, Status
from vectorstore.types import Kind

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "${7*7}", "{{7*7}}", "${alert`1`}", "`x`", "\\u003c",
    "\"' onmouseover=\"alert(1)", "</mark></blockquote><b>", "&lt;b&gt;", "<!--", "]]>", "{% if %}",
)  # fmt: skip
TAGS = {
    "article", "h2", "h3", "div", "section", "aside", "p", "a", "span", "blockquote", "mark", "ul", "ol", "li", "br",
    "strong",
}  # fmt: skip
ATTRIBUTES = {"class", "id", "href", "aria-label", "aria-current", "tabindex", "target", "rel", "role"}
ANY = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(HOSTILE)


class Reader(HTMLParser):
    """What a browser would make of the markup."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked = ""
        self._marking = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._marking = self._marking or tag == "mark"
        if tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self._marking = self._marking and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._marking:
            self.marked += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def assert_harmless(html: str) -> Reader:
    assert not set(html) & set("$`{}\\")
    read = Reader(html)
    assert {tag for tag, _ in read.tags} <= TAGS
    for _, attributes in read.tags:
        assert set(attributes) <= ATTRIBUTES
        href = attributes.get("href")
        assert href is None or re.match(r"https?://|/sources/|#source-", href), href
    return read


def cited(text: str, start: int, end: int, **fields: object) -> Citation:
    known: dict[str, object] = {
        "number": 1, "document_id": "d", "title": "Titre", "kind": Kind.NEWS, "publisher": None, "published_on": None,
        "valid_from": None, "valid_to": None, "url": None, "heading": [], "page": None,
        "quote": text[start:end], "start": start, "end": end,
    }  # fmt: skip
    return Citation.model_validate({**known, **fields})


def answered(status: Status, *citations: Citation, answer: str = "", suggestions: tuple[str, ...] = ()) -> Answer:
    statements = [Statement(text=c.quote, citations=[c.number], supported=True) for c in citations]
    return Answer(
        answer_id="a", conversation_id="c", status=status, answer=answer, language="fr", as_of=date(2026, 1, 1),
        statements=statements, citations=list(citations), disagreements=[], suggestions=list(suggestions),
        mode="extractive", model=None, timings_ms={},
    )  # fmt: skip
