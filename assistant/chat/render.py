"""Turns of the conversation as HTML. Pure: text in, escaped markup out.

Everything that comes from a person or a document is escaped, template signs
included, so that nothing in it can run or be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote as quote_url

from assistant.contract import Answer, Citation, Statement, Status
from assistant.french_labels import description

_AROUND_CHARS = 240
# Gradio fills its HTML from a template: these signs must never reach it raw.
_TEMPLATE_SIGNS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;", "\\": "&#92;"})

DocumentText = Callable[[str], str]

DEMONSTRATION_NOTICE = "Résumé de démonstration"

WELCOME = (
    '<div class="welcome"><p>Posez une question sur la politique du numérique en santé. '
    "Chaque phrase de la réponse est citée mot pour mot, avec sa source.</p></div>"
)


def safe(text: str) -> str:
    """``text`` as HTML that shows exactly it."""
    return escape(text).translate(_TEMPLATE_SIGNS)


def pending_turn(question: str) -> str:
    """A question whose answer is being looked for."""
    waiting = '<p class="pending" role="status">Recherche dans les sources…</p>'
    return _turn(question, f'<section class="answer">{waiting}</section>')


def error_turn(question: str, sentence: str) -> str:
    """A question that could not be served, and why."""
    return _turn(question, f'<section class="answer"><p class="error" role="alert">{safe(sentence)}</p></section>')


def answer_turn(turn: int, question: str, answer: Answer, text_of: DocumentText) -> str:
    """A question, its answer with clickable marks, and its sources beside it."""
    hints = "".join(f"<li>{safe(hint)}</li>" for hint in answer.suggestions)
    hinted = f"<ul>{hints}</ul>" if hints else ""
    if answer.status not in (Status.ANSWERED, Status.PARTIAL):
        body = f'<p class="no-answer">{safe(answer.answer)}</p>{hinted}'
        return _turn(question, f'<section class="answer">{body}</section>')
    paragraphs = "".join(f"<p>{_statement(statement)} {_marks(turn, statement)}</p>" for statement in answer.statements)
    wanting = "".join(f'<p class="no-answer">{safe(note)}</p>' for note in _notes(answer))
    cards = "".join(source_card(turn, citation, text_of(citation.document_id)) for citation in answer.citations)
    return _turn(
        question,
        f'<section class="answer">{paragraphs}{wanting}{hinted}</section>'
        f'<aside class="sources" aria-label="Sources">{cards}</aside>',
    )


def _statement(statement: Statement) -> str:
    """The statement's words, those that answer most precisely in bold."""
    shown, at = "", 0
    for start, end in statement.highlights:
        shown += f"{_close(statement.text[at:start])}<strong>{_close(statement.text[start:end])}</strong>"
        at = end
    return shown + _close(statement.text[at:])


def _marks(turn: int, statement: Statement) -> str:
    return "".join(_mark(turn, number) for number in statement.citations)


def _notes(answer: Answer) -> list[str]:
    """What the answer says after its statements: which part of the question has none."""
    said = "\n\n".join(
        f"{statement.text} " + "".join(f"[{number}]" for number in statement.citations)
        for statement in answer.statements
    )
    return [note for note in answer.answer[len(said) :].split("\n\n") if note.strip()]


def source_card(turn: int, citation: Citation, text: str) -> str:
    """One source: what it is, the quote highlighted in its surroundings, and where to read it."""
    before, after = surroundings(text, citation.start, citation.end)
    heading = " › ".join(citation.heading)
    headed = f'<p class="heading">{safe(heading)}</p>' if heading else ""
    page = f" · page {citation.page}" if citation.page else ""
    return (
        f'<article class="source" id="{_anchor(turn, citation.number)}" tabindex="-1">'
        f'<h3><span class="number">{citation.number}</span> {safe(citation.title)}</h3>'
        f'<p class="meta">{safe(description(citation))}{page}{_badge(text)}</p>{headed}'
        f"<blockquote>{_close(before)}<mark>{_close(citation.quote)}</mark>{_close(after)}</blockquote>"
        f'<p class="links">{_links(citation)}</p></article>'
    )


def surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """About 240 characters before and after ``text[start:end]``, cut between words."""
    before, after = text[max(0, start - _AROUND_CHARS) : start], text[end : end + _AROUND_CHARS]
    if start > _AROUND_CHARS:
        before = "…" + re.sub(r"^\S*\s", "", before)
    if end + _AROUND_CHARS < len(text):
        after = re.sub(r"\s\S*$", "", after) + "…"
    return before, after


def _turn(question: str, body: str) -> str:
    return f'<article class="turn"><h2 class="question">{safe(question)}</h2><div class="pair">{body}</div></article>'


def _mark(turn: int, number: int) -> str:
    return f'<a class="mark" href="#{_anchor(turn, number)}" aria-label="Source {number}">[{number}]</a>'


def _anchor(turn: int, number: int) -> str:
    return f"source-{turn}-{number}"


def _links(citation: Citation) -> str:
    local = (
        f"/sources/{quote_url(citation.document_id, safe='')}?start={citation.start}&amp;end={citation.end}#citation"
    )
    links = [f'<a href="{local}" target="_blank" rel="noopener">Lire dans le texte</a>']
    if citation.url and citation.url.startswith(("https://", "http://")):
        links.insert(0, f'<a href="{safe(citation.url)}" target="_blank" rel="noopener noreferrer">Ouvrir la page</a>')
    return " · ".join(links)


def _badge(text: str) -> str:
    # A demonstration document says so in its last line; its card says so too.
    told = text.rstrip().rpartition("\n")[2].startswith(DEMONSTRATION_NOTICE)
    return f' <span class="badge">{DEMONSTRATION_NOTICE}</span>' if told else ""


def _close(text: str) -> str:
    """``text`` with one line break between blocks: a card has little room."""
    return re.sub(r"\n+", "<br>", safe(text))
