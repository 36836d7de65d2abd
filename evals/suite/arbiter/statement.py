"""What is judged: one statement of an answer, with the quotes that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.contract import Answer
from assistant.contract import Statement as Said
from evals.suite.case import Case
from evals.suite.door import digest
from evals.suite.prediction import Prediction
from evals.suite.said import is_shown


class Support(StrEnum):
    """What quotes do for a statement. The words are those of the judge's answer and of the labels that people give."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT = "not"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the judge sees it; ``case_id`` says where it is from and is not shown to it."""

    case_id: str
    question: str
    text: str
    quotes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Hex SHA-256 of all that the judge is shown."""
        return digest([self.question, self.text, *self.quotes])


def statements_of(case: Case, answer: Answer | None) -> list[Statement]:
    """The statements of an answer that says something, in order; those that quote nothing have no quotes."""
    if answer is None or not is_shown(answer):
        return []
    return [Statement(case.id, case.question, said.text, _quotes(said, answer)) for said in answer.statements]


def statements_of_run(cases: Iterable[Case], predictions: Sequence[Prediction]) -> Iterator[Statement]:
    """Every statement of a run in the order of its cases; of several predictions of a case the last counts."""
    made = {prediction.case_id: prediction for prediction in predictions}
    for case in cases:
        if (prediction := made.get(case.id)) is not None and prediction.error is None:
            yield from statements_of(case, prediction.answer)


def _quotes(said: Said, answer: Answer) -> tuple[str, ...]:
    return tuple(citation.quote for citation in answer.citations if citation.number in said.citations)
