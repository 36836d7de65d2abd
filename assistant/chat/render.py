"""Turns of the conversation as HTML. Pure: text in, escaped markup out.

Everything that comes from a person or a document is escaped, template signs
included, so that nothing in it can run or be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote as quote_url

from assistant.chat.markup import anchor, marks, safe
from assistant.chat.positions import disagreement
from assistant.chat.timeline import timeline_list
from assistant.contract import Answer, Citation, Statement, Status
from assistant.french_labels import dated_description, standing_label
from vectorstore.dating import long_date

_AROUND_CHARS = 240

DocumentText = Callable[[str], str]

DEMONSTRATION_NOTICE = "Résumé de démonstration"

WELCOME = (
    '<div class="welcome"><p>Posez une question sur la politique du numérique en santé. '
    "Chaque phrase de la réponse est citée mot pour mot, avec sa source.</p></div>"
)


def pending_turn(question: str, as_of: date | None = None) -> str:
    """A question whose answer is being looked for; ``as_of`` is the day chosen for it, if any."""
    waiting = '<p class="pending" role="status">Recherche dans les sources…</p>'
    return _turn(question, f'<section class="answer">{waiting}</section>', _chosen(as_of))


def error_turn(question: str, sentence: str, as_of: date | None = None) -> str:
    """A question that could not be served, and why."""
    body = f'<section class="answer"><p class="error" role="alert">{safe(sentence)}</p></section>'
    return _turn(question, body, _chosen(as_of))


def answer_turn(
    turn: int,
    question: str,
    answer: Answer,
    text_of: DocumentText,
    *,
    as_of: date | None = None,
    today: date | None = None,
) -> str:
    """A question, its answer with clickable marks, and its sources beside it.

    ``as_of`` is the day that was chosen for it, if any; ``today`` is the day on which it is asked.
    """
    today = today or date.today()
    day = answer_day(answer.as_of, as_of, today)
    hints = "".join(f"<li>{safe(hint)}</li>" for hint in answer.suggestions)
    hinted = f"<ul>{hints}</ul>" if hints else ""
    if answer.status not in (Status.ANSWERED, Status.PARTIAL):
        body = f'<p class="no-answer">{safe(answer.answer)}</p>{hinted}'
        return _turn(question, f'<section class="answer">{body}</section>', day)
    paragraphs = "".join(
        f"<p>{_statement(statement)} {marks(turn, statement.citations)}</p>" for statement in answer.statements
    )
    by_number = {citation.number: citation for citation in answer.citations}
    differing = "".join(disagreement(turn, found, by_number) for found in answer.disagreements)
    wanting = "".join(f'<p class="no-answer">{safe(note)}</p>' for note in _notes(answer))
    lines = "".join(timeline_list(turn, line, answer.as_of, today) for line in answer.timelines)
    cards = "".join(source_card(turn, citation, text_of(citation.document_id)) for citation in answer.citations)
    return _turn(
        question,
        f'<section class="answer">{paragraphs}{differing}{wanting}{lines}{hinted}</section>'
        f'<aside class="sources" aria-label="Sources">{cards}</aside>',
        day,
    )


def answer_day(day: date, chosen: date | None, today: date) -> str:
    """« Réponse au 12 janvier 2012 », and where that day comes from; empty for today's unless it was chosen."""
    if chosen:
        return f"Réponse au {long_date(day)}, date choisie"
    return f"Réponse au {long_date(day)}, date lue dans la question" if day != today else ""


def _chosen(as_of: date | None) -> str:
    return f"À la date du {long_date(as_of)}" if as_of else ""


def _statement(statement: Statement) -> str:
    """The statement's words, those that answer most precisely in bold."""
    shown, at = "", 0
    for start, end in statement.highlights:
        shown += f"{_close(statement.text[at:start])}<strong>{_close(statement.text[start:end])}</strong>"
        at = end
    return shown + _close(statement.text[at:])


def _notes(answer: Answer) -> list[str]:
    """What the answer says after its statements and disagreements: which part of the question has no answer."""
    said = "\n\n".join(
        f"{statement.text} " + "".join(f"[{number}]" for number in statement.citations)
        for statement in answer.statements
    )
    notes = [note for note in answer.answer[len(said) :].split("\n\n") if note.strip()]
    return notes[len(answer.disagreements) :]


def source_card(turn: int, citation: Citation, text: str) -> str:
    """One source: what it is, the quote highlighted in its surroundings, and where to read it."""
    before, after = surroundings(text, citation.start, citation.end)
    heading = " › ".join(citation.heading)
    headed = f'<p class="heading">{safe(heading)}</p>' if heading else ""
    page = f" · page {citation.page}" if citation.page else ""
    stands = standing_label(citation)
    badge = f' <span class="standing">{safe(stands)}</span>' if stands else ""
    return (
        f'<article class="source" id="{anchor(turn, citation.number)}" tabindex="-1">'
        f'<h3><span class="number">{citation.number}</span> {safe(citation.title)}</h3>'
        f'<p class="meta">{safe(dated_description(citation))}{page}{badge}{_badge(text)}</p>{headed}'
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


def _turn(question: str, body: str, day: str = "") -> str:
    dated = f'<p class="as-of">{safe(day)}</p>' if day else ""
    heading = f'<h2 class="question">{safe(question)}</h2>{dated}'
    return f'<article class="turn">{heading}<div class="pair">{body}</div></article>'


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
