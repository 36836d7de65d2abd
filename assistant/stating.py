"""A stretch of a document as a statement of the answer, with its exact quotes."""

from __future__ import annotations

from assistant.candidate import Candidate
from assistant.context import Context, Part, Saying
from assistant.contract import Citation, Statement
from assistant.dated_lead import CHANGING, dated_lead
from assistant.evidence import Evidence, Form
from assistant.links import text_fragment_url
from assistant.standalone import lead_in
from assistant.withheld import unordered
from prompts import messages
from prompts.messages import in_language
from vectorstore.pages import page_at
from vectorstore.types import Document


def state(context: Context, part: Part, candidate: Candidate, *, always: bool) -> Statement:
    """Adds the candidate to the answer, as a statement that :func:`say_when` dates once all are in their order.

    With ``always`` it will say when its words are from, unless the statement before does.
    """
    text, highlights = stated(candidate, None, context.request.language)
    numbers = quoted(context, candidate.evidence, candidate.document)
    statement = Statement(text=text, citations=numbers, supported=True, highlights=highlights)
    context.statements.append(statement)
    changing = not CHANGING.isdisjoint(part.question.expects)
    context.sayings[candidate.document.id, *candidate.evidence.spans[-1]] = Saying(candidate, changing, always)
    return statement


def say_when(context: Context) -> None:
    """Puts before each statement when its words are from, unless the one before says it or it is not to be said."""
    places = {citation.number: (citation.document_id, citation.start, citation.end) for citation in context.citations}
    before: tuple[str, str | None] | None = None  # of which document the last statement is, and when it was said
    for place, statement in enumerate(context.statements):
        saying = context.sayings.get(places[statement.citations[-1]]) if statement.citations else None
        if saying is None:
            before = None
            continue
        document = saying.candidate.document
        when = _when(context, document, changing=saying.changing, always=saying.always)
        shown = None if before == (document.id, when) else when
        text, highlights = stated(saying.candidate, shown, context.request.language)
        context.statements[place] = statement.model_copy(update={"text": text, "highlights": highlights})
        before = document.id, when


def when_from(context: Context, document: Document, *, always: bool = False) -> str | None:
    """When a document's words are from, if that is to be said and the last quote is not of that document."""
    if context.citations and context.citations[-1].document_id == document.id:
        return None
    return _when(context, document, changing=False, always=always)


def _when(context: Context, document: Document, *, changing: bool, always: bool) -> str | None:
    today, language = context.today or context.as_of, context.request.language
    return dated_lead(document, context.as_of, today, changing=changing, always=always, language=language)


def quoted(context: Context, evidence: Evidence, document: Document) -> list[int]:
    """The numbers of the citations that quote the evidence, which are added where they are new."""
    numbers = {(c.document_id, c.start, c.end): c.number for c in context.citations}
    used = []
    for start, end in evidence.spans:
        key = (document.id, start, end)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            context.citations.append(citation(numbers[key], evidence, document, start, end, context.request.language))
        used.append(numbers[key])
    return used


def said_title(document: Document, language: str) -> str:
    """The document's title, or, if it gives orders to an assistant, words that stand for it."""
    return unordered(document.title) or in_language(messages.TITLE_LEFT_OUT, language)


def citation(
    number: int, evidence: Evidence, document: Document, start: int, end: int, language: str = "fr"
) -> Citation:
    """The public shape of one quote."""
    return Citation(
        number=number,
        document_id=document.id,
        title=said_title(document, language),
        kind=document.kind,
        publisher=unordered(document.publisher or "") or None,
        published_on=document.published_on,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        url=text_fragment_url(document, start, end),
        heading=list(evidence.heading),
        page=page_at(document.pages, start),
        quote=document.text[start:end],
        start=start,
        end=end,
    )


def stated(candidate: Candidate, when: str | None = None, language: str = "fr") -> tuple[str, list[tuple[int, int]]]:
    """The words to show, with when they are from and what they are about in brackets, and the answer's place."""
    evidence, document = candidate.evidence, candidate.document
    lead = None
    if evidence.form is Form.SENTENCE:
        before = document.text[max(candidate.passage.start, evidence.spans[0][0] - 400) : evidence.spans[0][0]]
        lead = lead_in(evidence.text, unordered(before).strip(), evidence.heading, unordered(document.title))
    prefix = bracketed(when, lead, language)
    text = prefix + evidence.text
    if evidence.form is Form.LIST:
        return text, []  # the whole of it answers
    span = candidate.span()
    start, _ = candidate.place()
    ahead = len(prefix) + len(evidence.text) - (evidence.spans[-1][1] - evidence.spans[-1][0])
    place = (ahead + span.start - start, ahead + span.end - start)
    return text, [place] if 0 <= place[0] < place[1] <= len(text) else []


def bracketed(when: str | None, what: str | None, language: str) -> str:
    """What stands before a quote: when it is from, what it is about, both or nothing."""
    if when and what:
        when = in_language(messages.ABOUT, language).format(when=when, what=what)
    colon = "\u00a0:" if language == "fr" else ":"
    return f"[{when}{colon}] " if when else f"[{what}] " if what else ""
