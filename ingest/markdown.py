"""Markdown, with optional YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import RawBlock, clean
from ingest.declared import NOTHING, Declared
from ingest.fields import is_field
from ingest.html_tree import without_stretches
from ingest.kinds import named_kind
from ingest.lines import Line, visible_lines
from ingest.plain_text import read_plain_text
from ingest.tables import table_blocks, with_table_rules
from vectorstore.dates import read_date
from vectorstore.types import BlockKind

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_CONTAINER = re.compile(r"^[ \t]*:{3,}.*$", re.MULTILINE)
_TAG = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h\d)>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ATTRIBUTES = re.compile(r"[ \t]*\{[:#.][^{}\n]*\}")
# Four spaces before a bullet mean code to CommonMark; in the texts people
# write they are a list set in from the margin.
_INDENTED_BULLET = re.compile(r"^ {4,}(?=[-*+•] \S)", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_OPENERS = 5_000
_DEEPEST = 100
_PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])


def read_markdown(text: str) -> tuple[list[RawBlock], Declared]:
    """The blocks of a Markdown text and what its front matter declares.

    Quotations are paragraphs, tables are label–value lines, ``:::`` container
    marks are dropped, inline marks leave their words. Front matter that is no
    valid YAML mapping is left out of both.
    """
    body, declared = _front_matter(text)
    body = _CONTAINER.sub("", body)
    if not re.search(r"^[-*+] \S", body, re.MULTILINE):
        body = _INDENTED_BULLET.sub("", body)
    body = with_table_rules(body)
    walk = _Walk()
    if not _crowded(body):
        tokens = _PARSER.parse(body)
        if all(token.level < _DEEPEST - 2 for token in tokens):
            walk.run(tokens)
    if not walk.blocks:
        # Nested beyond what the parser follows (it drops the rest), marks
        # beyond what it takes in time, or marks only.
        bare = without_stretches(body, "<!--", "-->")
        return read_plain_text(re.sub(r"^[>\s]+", "", bare, flags=re.MULTILINE)), declared
    return walk.blocks, declared


def _crowded(body: str) -> bool:
    """Whether one paragraph opens so many links or tags that the parser takes minutes.

    For each it looks ahead to where it may close: the time grows with the square.
    """
    if body.count("[") + body.count("<") <= _OPENERS:
        return False
    count = 0
    for line in body.split("\n"):
        if not line.strip() or _ITEM.match(line):
            count = 0
        count += line.count("[") + line.count("<")
        if count > _OPENERS:
            return True
    return False


def _front_matter(text: str) -> tuple[str, Declared]:
    match = _FRONT.match(text)
    if match is None:
        return text, NOTHING
    try:
        values = yaml.safe_load(match["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError):
        values = None
    if not isinstance(values, Mapping):
        # "---" may also be a rule above prose: only a mapping is front matter.
        return (text[match.end() :] if values is None else text), NOTHING
    return text[match.end() :], declared_from(values)


def declared_from(values: Mapping[object, object]) -> Declared:
    """What a mapping of front matter declares; unknown keys and odd values are ignored."""

    def words(key: str) -> str | None:
        value = values.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        return clean(str(value)) or None

    kind = words("kind") or words("doc_type")
    return Declared(
        title=words("title"),
        kind=named_kind(kind) if kind else None,
        publisher=words("publisher"),
        published_on=read_date(values.get("published_on") or values.get("date")),
        valid_from=read_date(values.get("valid_from")),
        valid_to=read_date(values.get("valid_to")),
        repealed=(words("state") or "").lower().startswith("abrog") or None,
        reference=words("reference"),
        url=words("url") or _web_address(words("source")),
        language=words("language") or words("lang"),
    )


def _web_address(value: str | None) -> str | None:
    return value if value and value.startswith(("http://", "https://")) else None


@dataclass
class _Walk:
    """One pass over the parser's flat token stream."""

    blocks: list[RawBlock] = field(default_factory=list)
    lists: list[list[int | None]] = field(default_factory=list)  # next number, or None for bullets
    marker: str = ""  # of the item whose first paragraph is still to come
    heading: int = 0
    rows: list[list[str]] = field(default_factory=list)
    in_table: bool = False

    def run(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._take(token)

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind == "heading_open":
            self.heading = int(token.tag[1])
        elif kind == "heading_close":
            self.heading = 0
        elif kind in ("bullet_list_open", "ordered_list_open"):
            start = token.attrGet("start")
            self.lists.append([None if kind.startswith("bullet") else int(start or 1)])
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
            self.marker = ""
        elif kind == "list_item_open":
            number = self.lists[-1][0]
            self.marker = "- " if number is None else f"{number}. "
            if number is not None:
                self.lists[-1][0] = number + 1
        elif kind == "table_open":
            self.in_table, self.rows = True, []
        elif kind == "table_close":
            self.in_table = False
            self.blocks += table_blocks(self.rows, has_header=True)
        elif kind == "tr_open":
            self.rows.append([])
        elif kind == "inline":
            self._inline(token)
        elif kind in ("fence", "code_block"):
            self._code(token.content)
        elif kind == "html_block":
            self._html(token.content)

    def _inline(self, token: Token) -> None:
        text = _words(token.children or [])
        if text.count("**") % 2 == 0:
            # CommonMark leaves the stars of "**Note :** suite" as they are.
            text = text.replace("**", "")
        if self.in_table:
            self.rows[-1].append(clean(text))
        elif self.heading:
            self._add(BlockKind.HEADING, _ATTRIBUTES.sub("", text), self.heading)
        else:
            self._paragraph(_ATTRIBUTES.sub("", text))

    def _paragraph(self, text: str) -> None:
        lines = [Line(shown) for part in text.split("\n") if (shown := clean(part))]
        # Label–value lines written one under the other are one paragraph to
        # Markdown; to a reader they are lines.
        if len(lines) > 1 and not self.marker and all(is_field(line.text) for line in lines):
            for line in lines:
                self._add(BlockKind.FIELD, line.text)
            return
        whole = clean(text)
        if self.lists:
            self._add_listed(whole)
        else:
            self._add(BlockKind.FIELD if is_field(whole) else BlockKind.PARAGRAPH, whole)

    def _add_listed(self, text: str) -> None:
        if not text:
            return
        level = len(self.lists) - 1
        self.blocks.append(RawBlock(BlockKind.ITEM, text, level, self.marker))
        self.marker = ""

    def _add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        if clean(text):
            self.blocks.append(RawBlock(kind, clean(text), level))

    def _code(self, content: str) -> None:
        # Text set in by four spaces is prose more often than a program.
        for line in visible_lines(content):
            if self.lists:
                self._add_listed(line.text)
            elif line.marker:
                self.blocks.append(RawBlock(BlockKind.ITEM, line.text, 0, line.marker))
            else:
                self._add(BlockKind.PARAGRAPH, line.text)

    def _html(self, content: str) -> None:
        shown = _ANY_TAG.sub(" ", _TAG.sub("\n", without_stretches(content, "<!--", "-->")))
        for line in shown.split("\n"):
            if any(char.isalnum() for char in line):
                self._add(BlockKind.PARAGRAPH, line)


def _words(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "html_inline":
            parts.append("\n" if _TAG.match(token.content) else "")
        elif token.type == "image":
            parts.append(" ")
    return "".join(parts)
