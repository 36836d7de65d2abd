"""The assistant as a LangChain Runnable: ``invoke``, ``batch``, ``stream``."""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import RunnableLambda

from assistant.contract import Answer, AskRequest
from assistant.service import Assistant


def as_runnable(assistant: Assistant) -> RunnableLambda[str | dict[str, Any] | AskRequest, Answer]:
    """A Runnable from a question (text, ``AskRequest`` or its fields) to an ``Answer``."""

    def answer(question: str | dict[str, Any] | AskRequest) -> Answer:
        if isinstance(question, str):
            return assistant.ask(AskRequest(question=question))
        return assistant.ask(AskRequest.model_validate(question))

    return RunnableLambda(answer, name="sourcier")
