"""Step 1: what is asked, about when, and in which documents."""

from __future__ import annotations

import re
from datetime import date

from assistant.context import Context, Question
from assistant.contract import QUESTION_MAX_CHARS, FilterRequest
from assistant.questions import expected
from vectorstore.errors import InvalidRequest
from vectorstore.french import analyze
from vectorstore.types import Filters

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def understand(context: Context) -> None:
    """Checks the question and reads it.

    Raises ``InvalidRequest`` for an empty or too long question.
    """
    text = clean_query(context.request.question)
    terms = tuple(dict.fromkeys(analyze(text)))
    context.question = Question(text, terms, expected(text))
    context.filters = search_filters(context.request.filters, context.as_of)


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


def search_filters(request: FilterRequest, as_of: date) -> Filters:
    """The request's filters, and what was in force at ``as_of``."""
    return Filters(
        kinds=tuple(request.kinds),
        publishers=tuple(request.publishers),
        published_after=request.published_after,
        published_before=request.published_before,
        as_of=as_of,
    )
