"""Which parts of a question are told in the order of time, and which lead with what holds now."""

from __future__ import annotations

from datetime import date

from assistant.context import Context, Part
from assistant.contract import AskRequest
from assistant.steps.compare import tells_each
from assistant.steps.understand import question_of, time_of

DAY = date(2026, 11, 24)


def told(whole: str, part: str) -> bool:
    context = Context(AskRequest(question=whole), DAY, time=time_of(whole, DAY))
    return tells_each(Part(question_of(part), time=time_of(part, DAY)), context)


def test_how_something_changed_is_told_in_order() -> None:
    whole = "Comment le pilotage a-t-il évolué ?"
    assert told(whole, whole)


def test_beside_since_when_who_leads_is_asked_of_now() -> None:
    assert not told("Qui dirige la délégation et depuis quand ?", "Qui dirige la délégation ?")
