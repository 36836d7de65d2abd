"""The questions offered on an empty chat are answered from the demonstration documents."""

from __future__ import annotations

import pytest

from assistant.chat.examples import EXAMPLES
from assistant.contract import AskRequest, Status
from assistant.service import Assistant


@pytest.mark.parametrize("question", EXAMPLES)
def test_every_example_is_answered(demo: Assistant, question: str) -> None:
    answer = demo.ask(AskRequest(question=question))
    assert answer.status is Status.ANSWERED
    assert answer.citations
