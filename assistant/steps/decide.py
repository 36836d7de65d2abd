"""Step 13: the status, and the answer's text with its [n] marks."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.asked_orders import orders_about
from assistant.candidate import Scored
from assistant.context import Context, Part
from assistant.contract import Disagreement, Statement, Status
from assistant.guards import anchors, missing
from assistant.stating import say_when
from assistant.withheld import unordered
from prompts import messages
from prompts.messages import in_language

_SUGGESTIONS = 3


def decide(context: Context) -> None:
    """Answers with the statements, says which part has none, or that the sources do not answer.

    What of the question gives orders is not repeated.
    """
    language = context.request.language
    say_when(context)
    for found in context.disagreements:
        if orders_about(found.topic):
            found.topic = in_language(messages.ASKED, language)
    repeatable = not orders_about(context.question.text)
    unanswered = [part for part in context.parts if not part.answered]
    if context.statements:
        context.status = Status.PARTIAL if unanswered else Status.ANSWERED
        said = [marked(statement) for statement in context.statements]
        said += [disagreeing(found, context) for found in context.disagreements]
        said += dict.fromkeys(not_answered(part, language) for part in unanswered)
        context.answer = "\n\n".join(said)
    else:
        context.status = Status.NO_ANSWER
        context.answer = in_language(messages.NO_ANSWER, language)
        if context.note:
            context.answer += f" {context.note}"
        elif repeatable and (
            name := unsupported_name(context.question.text, [s for part in context.parts for s in part.candidates[:8]])
        ):
            context.answer += " " + in_language(messages.NOT_IN_SOURCES, language).format(name=name)
        titled = dict.fromkeys(context.documents[hit.passage.document_id].title for hit in context.hits)
        titles = [title for title in titled if unordered(title)]
        see_also = in_language(messages.SEE_ALSO, language)
        related = [see_also.format(title=title) for title in titles]
        context.suggestions = [*context.nearby, *related][:_SUGGESTIONS]
    if context.corrections and repeatable:
        context.suggestions.append(in_language(messages.READ_AS, language).format(question=context.question.text))


def not_answered(part: Part, language: str) -> str:
    """The sentence that says that nothing answers a part, which it names by what that part alone asks."""
    asked = part.question.text.rpartition("? ")[2]
    if orders_about(asked):
        return in_language(messages.SOME_PART_NOT_ANSWERED, language)
    return in_language(messages.PART_NOT_ANSWERED, language).format(part=asked)


def disagreeing(found: Disagreement, context: Context) -> str:
    """The sentence that says which values stand against each other, with their marks."""
    numbers = [number for position in found.positions for number in position.citations]
    alone = len({c.document_id for c in context.citations if c.number in numbers}) == 1
    said = messages.SELF_CONTRADICTION if alone else messages.DISAGREEMENT
    values = [f"«\u00a0{position.value}\u00a0» {marks(position.citations)}" for position in found.positions]
    return in_language(said, context.request.language).format(values=", ".join(values))


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
    return f"{statement.text} {marks(statement.citations)}"


def marks(numbers: Sequence[int]) -> str:
    """``[1][2]``."""
    return "".join(f"[{number}]" for number in numbers)
