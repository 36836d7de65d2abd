"""What is said in brackets before a quote, of when its words are from.

Nothing before what is in force and asked about now. A version of a text that is not
in force any more, or not yet, says when it is; what a release, an advert or a page says
holds for its own date, which is told where that is far from the day of the answer or where
the fact is of those that change (figures, office holders).
"""

from __future__ import annotations

from datetime import date

from assistant.questions import Expected
from prompts import messages
from prompts.messages import in_language
from vectorstore.dating import long_date
from vectorstore.types import Document
from vectorstore.versions import in_force, is_version

_FAR_DAYS = 366
CHANGING = frozenset({Expected.PERSON, Expected.NUMBER})
"""The kinds of answers that change with time."""


def dated_lead(
    document: Document, day: date, today: date, *, changing: bool, always: bool, language: str
) -> str | None:
    """The words, without brackets; ``None`` where there is nothing to say.

    ``day`` is that of the answer, ``today`` the day on which it is asked. ``changing``: the fact is
    of those that change; ``always``: several times are told, so each is.
    """
    if is_version(document):
        if always or not in_force(document, today) or not in_force(document, day):
            return in_force_words(document, language)
        return None
    published = document.published_on
    if published is None:
        undated = messages.SAID_UNDATED.get(document.kind.value)
        return in_language(undated, language) if undated and (changing or always) else None
    if always or changing or abs((day - published).days) > _FAR_DAYS:
        return in_language(messages.SAID_ON[document.kind.value], language).format(day=shown_day(published, language))
    return None


def in_force_words(document: Document, language: str) -> str | None:
    """« Version en vigueur du … au … », for a document that is in force for a time."""
    first, last = document.valid_from, document.valid_to
    wording = "from_to" if first and last else "from" if first else "to"
    if not first and not last:
        return None
    shown = {"first": first and shown_day(first, language), "last": last and shown_day(last, language)}
    return in_language(messages.IN_FORCE[wording], language).format(**shown)


def shown_day(day: date, language: str) -> str:
    """The day as the language writes it."""
    return f"{day.day} {day:%B} {day.year}" if language == "en" else long_date(day)
