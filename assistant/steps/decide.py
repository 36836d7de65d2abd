"""Step 9: the status, and the answer's text with its [n] marks."""

from __future__ import annotations

from assistant.candidate import Scored
from assistant.context import Context
from assistant.contract import Statement, Status
from assistant.guards import anchors, missing
from prompts import messages
from prompts.messages import in_language

_SUGGESTIONS = 3


def decide(context: Context) -> None:
    """Answers with the statements, says which part has none, or that the sources do not answer."""
    language = context.request.language
    unanswered = [part for part in context.parts if not part.answered]
    if context.statements:
        context.status = Status.PARTIAL if unanswered else Status.ANSWERED
        said = [marked(statement) for statement in context.statements]
        wanting = in_language(messages.PART_NOT_ANSWERED, language)
        said += [wanting.format(part=part.question.text) for part in unanswered]
        context.answer = "\n\n".join(said)
    else:
        context.status = Status.NO_ANSWER
        context.answer = in_language(messages.NO_ANSWER, language)
        if context.note:
            context.answer += f" {context.note}"
        elif name := unsupported_name(
            context.question.text, [s for part in context.parts for s in part.candidates[:8]]
        ):
            context.answer += " " + in_language(messages.NOT_IN_SOURCES, language).format(name=name)
        titles = dict.fromkeys(context.documents[hit.passage.document_id].title for hit in context.hits)
        see_also = in_language(messages.SEE_ALSO, language)
        related = [see_also.format(title=title) for title in titles]
        context.suggestions = [*context.nearby, *related][:_SUGGESTIONS]
    if context.corrections:
        context.suggestions.append(in_language(messages.READ_AS, language).format(question=context.question.text))


def unsupported_name(question: str, candidates: list[Scored]) -> str | None:
    """The first name, year or reference of the question that none of the best candidates' documents carries."""
    documents = {scored.candidate.document.id: scored.candidate.document for scored in candidates}.values()
    for anchor in anchors(question):
        if not any(
            not missing(
                [anchor],
                document.text,
                f"{document.title} {document.publisher or ''}",
                (document.published_on, document.valid_from, document.valid_to),
            )
            for document in documents
        ):
            return anchor.text
    return None


def marked(statement: Statement) -> str:
    """The statement followed by its citation marks: ``… en santé. [1][2]``."""
    marks = "".join(f"[{number}]" for number in statement.citations)
    return f"{statement.text} {marks}"
