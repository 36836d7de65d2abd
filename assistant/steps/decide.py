"""Step 5: the status, and the answer's text with its [n] marks."""

from __future__ import annotations

from assistant.context import Context
from assistant.contract import Statement, Status
from prompts import messages

_SUGGESTIONS = 3


def decide(context: Context) -> None:
    """Answers with the statements, or says that the sources do not answer."""
    language = "fr" if context.request.language not in messages.NO_ANSWER else context.request.language
    if context.statements:
        context.status = Status.ANSWERED
        context.answer = "\n\n".join(marked(statement) for statement in context.statements)
        return
    context.status = Status.NO_ANSWER
    context.answer = messages.NO_ANSWER[language]
    titles = dict.fromkeys(context.documents[hit.passage.document_id].title for hit in context.hits)
    context.suggestions = [messages.SEE_ALSO[language].format(title=title) for title in list(titles)[:_SUGGESTIONS]]


def marked(statement: Statement) -> str:
    """The statement followed by its citation marks: ``… en santé. [1][2]``."""
    marks = "".join(f"[{number}]" for number in statement.citations)
    return f"{statement.text} {marks}"
