"""Step 12: what other sources, or other times, say of the same thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.admission import admitted
from assistant.context import Context, Part
from assistant.contract import Citation, Disagreement, Position, Statement
from assistant.positions import Compared, compared
from assistant.questions import Expected
from assistant.stands import Stand
from assistant.stating import state


def compare(context: Context) -> None:
    """Puts what holds now first and what held before after it; fills ``disagreements`` where sources differ."""
    for part in context.parts:
        if part.answered and context.statements and not tells_each(part, context):
            found = _compared(part, context)
            if len(found.current) + len(found.earlier) > 1:
                _say(found, part, context)


def tells_each(part: Part, context: Context) -> bool:
    """Whether each time is told already.

    « Depuis quand » looks through all times, but asks for one day; beside it, « qui dirige » asks who does now.
    """
    return context.tells_several_times and part.time.history and Expected.DATE not in part.question.expects


def _compared(part: Part, context: Context) -> Compared:
    said = list(admitted(part.candidates, part.question.text, part.time, 0.0))
    cited = {(citation.document_id, citation.start, citation.end) for citation in context.citations}
    if not said or (said[0].evidence.document_id, *said[0].evidence.spans[-1]) not in cited:
        return Compared((), ())
    beside = admitted(part.beside, part.question.text, part.time, 0.0)
    return compared(part.question, [*said, *beside], context.as_of)


def _say(found: Compared, part: Part, context: Context) -> None:
    stands = [*found.current, *found.earlier][: context.request.max_statements]
    said = [_statement(stand, part, context) for stand in stands]
    others = [statement for statement in context.statements if all(statement is not first for first in said)]
    context.statements = [*said, *others][: context.request.max_statements]
    current = list(zip(found.current, said, strict=False))  # there may not be room for all
    if len(current) > 1:
        positions = [
            Position(value=stand.values[0].text, citations=statement.citations[-1:]) for stand, statement in current
        ]
        context.disagreements.append(Disagreement(topic=part.question.text, positions=positions))
    renumber(context)


def _statement(stand: Stand, part: Part, context: Context) -> Statement:
    """The statement of a stand, said anew with when its words are from."""
    candidate = stand.scored.candidate
    span = (candidate.document.id, *candidate.evidence.spans[-1])
    numbers = {(citation.document_id, citation.start, citation.end): citation.number for citation in context.citations}
    if span in numbers:
        context.statements = [
            statement for statement in context.statements if statement.citations[-1:] != [numbers[span]]
        ]  # fmt: skip
    return state(context, part, candidate, always=True)


def renumber(context: Context) -> None:
    """Numbers citations in the order in which they are used, and leaves out those that are not."""
    used = dict.fromkeys(number for statement in context.statements for number in statement.citations)
    new = {old: place for place, old in enumerate(used, start=1)}
    by_number = {citation.number: citation for citation in context.citations}
    context.citations = [_numbered(by_number[old], number) for old, number in new.items()]
    context.statements = [
        statement.model_copy(update={"citations": _renumbered(statement.citations, new)})
        for statement in context.statements
    ]
    for disagreement in context.disagreements:
        for position in disagreement.positions:
            position.citations = _renumbered(position.citations, new)


def _numbered(citation: Citation, number: int) -> Citation:
    return citation.model_copy(update={"number": number})


def _renumbered(numbers: Sequence[int], new: Mapping[int, int]) -> list[int]:
    return [new[number] for number in numbers if number in new]
