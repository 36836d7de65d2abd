"""Step 2: the article that the question names, in the version in force at the time asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.article_text import most_telling
from assistant.context import Context
from assistant.contract import Statement, Status
from assistant.dated_lead import shown_day
from assistant.evidence import evidence_of
from assistant.references import asked_article, asks_for_its_text
from assistant.stating import bracketed, quoted, said_title, when_from
from assistant.steps.decide import decide
from prompts import messages
from prompts.messages import in_language
from vectorstore.index import Index
from vectorstore.legal_reference import LegalReference, find_references
from vectorstore.types import Document
from vectorstore.versions import in_force_within, is_version

_MENTIONS = 10  # passages searched for what other documents say of an article


def look_up(context: Context, index: Index) -> None:
    """Pins the article that the question names; quotes it if its text is all that is asked for.

    Sets the status for that, and where the index lacks the article or has no version in
    force then; what is asked besides the text is left to the steps that follow.
    """
    article = asked_article(context.question.text)
    if article is None:
        return
    alone = len(context.parts) == 1 and not context.question.expects
    whole = alone and asks_for_its_text(context.time.text, article)
    versions = index.versions.of_article(article)
    known = [version for version in versions if _is_known(version, context)]
    day = context.filters.as_of
    then = [version for version in known if day is None or _held(version, day, context)]
    context.pinned = tuple(version.id for version in then)
    if not versions:
        _note_unknown(context, article, index)
        if whole:
            _quote_mentions(context, article, index)
    elif day is not None and not then:
        _note_not_in_force(context, article, versions, day)
    elif whole and then:
        _quote(context, then, index)
    if whole and context.note and not context.statements:
        context.status, context.answer, context.suggestions = Status.NO_ANSWER, context.note, context.nearby


def _is_known(version: Document, context: Context) -> bool:
    since, known_on = version.published_on or version.valid_from, context.filters.known_on
    return since is None or known_on is None or since <= known_on


def _held(version: Document, day: date, context: Context) -> bool:
    """Whether it was in force on ``day`` or, where what changed in a period is asked, at any time of it."""
    first, last = (context.tells_several_times and context.time.period) or (day, day)
    return in_force_within(version, first, last)


def _quote(context: Context, versions: Sequence[Document], index: Index) -> None:
    """The most telling sentences, whole and in order; of several versions, what each one changed.

    Articles of the same number in several codes are told apart by their titles.
    """
    documents = index.documents.get([version.id for version in versions])
    language, most = context.request.language, context.request.max_statements
    history = context.filters.as_of is None or context.tells_several_times
    shown = [documents[version.id] for version in versions if version.id in documents][-most:]
    for place, document in enumerate(shown):
        share = most // len(shown) + (place < most % len(shown))
        before = shown[place - 1] if history and place else None
        for number, evidence in enumerate(most_telling(document, share, index.lexical.rarity, before)):
            what = said_title(document, language) if len(shown) > 1 and number == 0 and not history else None
            text = bracketed(when_from(context, document, always=history), what, language) + evidence.text
            numbers = quoted(context, evidence, document)
            context.statements.append(Statement(text=text, citations=numbers, supported=True))
    context.parts[0].answered = True
    decide(context)


def _quote_mentions(context: Context, article: LegalReference, index: Index) -> None:
    """What other documents, best first, say of an article that the index does not hold: what names it."""
    hits = index.lexical.search(article.number, _MENTIONS, context.filters)
    passages = index.passages.get(key for key, _ in hits)
    found = [passages[key] for key, _ in hits if key in passages]
    documents = index.documents.get({passage.document_id for passage in found})
    for rank, passage in enumerate(found):
        document = documents.get(passage.document_id)
        for evidence in evidence_of(passage, document, rank) if document else ():
            mentioned = {reference.token for reference in find_references(evidence.text)}
            if document and article.token in mentioned and len(context.statements) < context.request.max_statements:
                text = bracketed(when_from(context, document), None, context.request.language) + evidence.text
                numbers = quoted(context, evidence, document)
                context.statements.append(Statement(text=text, citations=numbers, supported=True))
                context.documents[document.id] = document
    if context.statements:
        context.parts[0].answered = True
        decide(context)


def _note_unknown(context: Context, article: LegalReference, index: Index) -> None:
    language = context.request.language
    context.note = in_language(messages.UNKNOWN_REFERENCE, language).format(reference=_shown(article))
    nearby = in_language(messages.CLOSE_REFERENCE, language)
    context.nearby = [nearby.format(reference=each) for each in index.versions.close_to(article)]


def _note_not_in_force(context: Context, article: LegalReference, versions: Sequence[Document], day: date) -> None:
    language = context.request.language
    context.note = in_language(messages.NOT_IN_FORCE, language).format(
        reference=_shown(article),
        day=shown_day(day, language),
        periods=", ".join(dict.fromkeys(_period(version, language) for version in versions if is_version(version))),
    )


def _period(version: Document, language: str) -> str:
    first, last = version.valid_from, version.valid_to
    wording = messages.PERIOD["from_to" if first and last else "from" if first else "to"]
    days = {"first": first and shown_day(first, language), "last": last and shown_day(last, language)}
    return in_language(wording, language).format(**days)


def _shown(article: LegalReference) -> str:
    """The reference as texts write it: « L. 1110-12 »."""
    letters = article.number.rstrip("0123456789-abcdefghijklmnopqrstuvwxyz")
    number = article.number[len(letters) :]
    return f"{'.'.join(letters)}.\u00a0{number}" if letters else number
