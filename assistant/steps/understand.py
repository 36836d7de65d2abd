"""Step 1: what is asked, about when, and in which documents."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from assistant.asked_orders import without_orders
from assistant.asked_time import AskedTime, asked_time
from assistant.context import UNDATED, Context, Part, Question
from assistant.contract import QUESTION_MAX_CHARS, FilterRequest, Status
from assistant.parts import split_question
from assistant.questions import expected
from assistant.triage import Triage, triage
from prompts import messages
from vectorstore.errors import InvalidRequest
from vectorstore.french import analyze
from vectorstore.index import Index
from vectorstore.spelling import Speller
from vectorstore.types import Filters

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

# What is typed that is no question to the documents, and how that is said.
_STATUSES = {
    Triage.GREETING: Status.OUT_OF_SCOPE,
    Triage.THANKS: Status.OUT_OF_SCOPE,
    Triage.ABOUT_ASSISTANT: Status.OUT_OF_SCOPE,
    Triage.OUT_OF_FIELD: Status.OUT_OF_SCOPE,
    Triage.EMPTY_OF_WORDS: Status.CLARIFY,
    Triage.GIBBERISH: Status.CLARIFY,
    Triage.TOO_VAGUE: Status.CLARIFY,
}


def understand(context: Context, index: Index) -> None:
    """Checks the question, mends its spelling and reads it; sets the status if it asks the documents nothing.

    Raises ``InvalidRequest`` for an empty or too long question.
    """
    text = without_orders(clean_query(context.request.question))
    lexical = index.lexical
    repair = Speller(lexical.frequency, lexical.knows).repair(text)
    context.corrections = repair.changes
    context.question = question_of(repair.text)
    context.today = today = context.as_of
    fixed = context.request.as_of is not None
    context.time = time_of(repair.text, today)
    context.filters = search_filters(context.request.filters, today, context.time, fixed=fixed)
    if context.time.as_of and not fixed:
        context.as_of = context.time.as_of
    found = triage(repair.text, lexical.knows)
    if found in _STATUSES:
        context.status = _STATUSES[found]
        context.answer = messages.in_language(messages.TRIAGE[found.value], context.request.language)
        return
    context.parts = [Part(question_of(part), time=time_of(part, today)) for part in split_question(repair.text)]


def question_of(text: str) -> Question:
    """The question with its index terms and the kind of answer that its words ask for."""
    return Question(text, tuple(dict.fromkeys(analyze(text))), expected(text))


def clean_query(text: str) -> str:
    """The question without control characters and surplus space, checked."""
    cleaned = " ".join(_CONTROL.sub(" ", text).split())
    if not cleaned:
        raise InvalidRequest("La question est vide : écrivez ce que vous cherchez.")
    if len(cleaned) > QUESTION_MAX_CHARS:
        raise InvalidRequest(
            f"La question est trop longue ({len(cleaned)} caractères) : "
            f"raccourcissez-la à {QUESTION_MAX_CHARS} caractères au plus."
        )
    return cleaned


def time_of(question: str, today: date) -> AskedTime:
    """What the question says of when; that it asks about today says nothing more."""
    asked = asked_time(question, today)
    return replace(asked, as_of=None) if asked.as_of == today and not asked.period else asked


def search_filters(request: FilterRequest, today: date, asked: AskedTime = UNDATED, *, fixed: bool = False) -> Filters:
    """The request's filters, and what was in force at the time asked about, as far as known ``today``.

    With ``fixed``, nothing later than ``today`` is known, also when the question is about the
    future. How things changed is asked of all versions.
    """
    after, before = asked.published or (None, None)
    day = asked.as_of or today
    return Filters(
        kinds=tuple(request.kinds),
        publishers=tuple(request.publishers),
        published_after=max(filter(None, (request.published_after, after)), default=None),
        published_before=min(filter(None, (request.published_before, before)), default=None),
        as_of=None if asked.history and asked.as_of is None else day,
        known_on=today if fixed else max(today, day),
    )
