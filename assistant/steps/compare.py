"""Step 9: what other sources, or other times, say of the same thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.admission import admitted
from assistant.context import Context, Part
from assistant.contract import Citation, Disagreement, Position, Statement
from assistant.positions import Compared, Stand, compared
from assistant.stating import state


def compare(context: Context) -> None:
    """Puts what holds now first and what held before after it; fills ``disagreements`` where sources differ."""
    if context.tells_several_times:
        return  # each time is told already
    for part in context.parts:
        if part.answered and context.statements:
            found = _compared(part, context)
            if len(found.current) + len(found.earlier) > 1:
                _say(found, part, context)


def _compared(part: Part, context: Context) -> Compared:
    candidates = list(admitted(part.candidates, part.question.text, part.time, 0.0))
    cited = {(citation.document_id, citation.start, citation.end) for citation in context.citations}
    if not candidates or (candidates[0].evidence.document_id, *candidates[0].evidence.spans[-1]) not in cited:
        return Compared((), ())
    return compared(part.question, candidates, context.as_of)


def _say(found: Compared, part: Part, context: Context) -> None:
    room = context.request.max_statements
    stands = [*found.current, *found.earlier][:room]
    said = {id(stand): _statement(stand, part, context) for stand in stands}
    first = [said[id(stand)] for stand in stands]
    others = [statement for statement in context.statements if all(statement is not known for known in first)]
    context.statements = [*first, *others][: max(room, len(first))]
    current = [stand for stand in found.current if id(stand) in said]
    if len(current) > 1:
        positions = [
            Position(value=stand.values[0].text, citations=said[id(stand)].citations[-1:]) for stand in current
        ]  # fmt: skip
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
