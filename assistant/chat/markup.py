"""What all of the chat's HTML is made with: text that stays text, and the marks of citations."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

# Gradio fills its HTML from a template: these signs must never reach it raw.
_TEMPLATE_SIGNS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;", "\\": "&#92;"})


def safe(text: str) -> str:
    """``text`` as HTML that shows exactly it."""
    return escape(text).translate(_TEMPLATE_SIGNS)


def marks(turn: int, numbers: Iterable[int]) -> str:
    """``[1][2]``, each a link to its source in the turn of that number."""
    return "".join(
        f'<a class="mark" href="#{anchor(turn, number)}" aria-label="Source {number}">[{number}]</a>'
        for number in numbers
    )


def anchor(turn: int, number: int) -> str:
    """The id of a source's card."""
    return f"source-{turn}-{number}"
