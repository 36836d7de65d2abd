"""When a statement's words are from is decided once all statements stand in their order."""

from __future__ import annotations

from datetime import date

from assistant.context import Context, Part
from assistant.contract import AskRequest
from assistant.stating import say_when, state
from assistant.steps.understand import question_of
from tests.assistant.made_candidates import candidate

TODAY = date(2026, 1, 1)
TEXT = "Anne dirige l’office. Zoé la seconde."
CUT = TEXT.index(" Zoé")


def filled(question: str = "Qui dirige l’office ?", *, always: bool = False) -> Context:
    """Two statements of one document with one of another between them."""
    context = Context(AskRequest(question=question), TODAY)
    part = Part(question_of(question))
    known = {"published_on": date(2025, 12, 1)}
    for id_, span in (("a", (0, CUT)), ("b", (0, CUT)), ("a", (CUT + 1, len(TEXT)))):
        state(context, part, candidate(TEXT, id_=id_, spans=(span,), known=known), always=always)
    return context


def dated(context: Context) -> list[bool]:
    say_when(context)
    return [statement.text.startswith("[") for statement in context.statements]


def test_what_changes_is_dated_wherever_another_document_stands_before() -> None:
    assert dated(filled()) == [True, True, True]


def test_what_is_moved_is_dated_by_its_new_place() -> None:
    context = filled()
    context.statements = [context.statements[0], context.statements[2], context.statements[1]]
    assert dated(context) == [True, False, True]
    context.statements = [context.statements[1], context.statements[0], context.statements[2]]
    assert dated(context) == [True, False, True]  # again, from what it is made of


def test_what_does_not_change_is_dated_only_if_told() -> None:
    assert dated(filled("Où siège l’office ?")) == [False, False, False]
    assert dated(filled("Où siège l’office ?", always=True)) == [True, True, True]


def test_the_answering_words_keep_their_place() -> None:
    context = filled()
    say_when(context)
    for statement in context.statements:
        for start, end in statement.highlights:
            assert statement.text[start:end] in TEXT
