"""A system that answers cases: what a run measures."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterable
from typing import Protocol

from assistant.contract import Answer, AskRequest, SearchRequest
from evals.suite.case import Case, Kind
from evals.suite.door import Door, Library
from evals.suite.doors import Doors
from evals.suite.prediction import Prediction

SEARCHED = 50
"""Search results kept for retrieval metrics."""


class Target(Protocol):
    """Answers cases."""

    @property
    def name(self) -> str:
        """For the manifest."""
        ...

    def prepare(self, cases: Iterable[Case]) -> None:
        """Makes what these cases need beyond the demonstration documents."""
        ...

    def predict(self, case: Case) -> Prediction:
        """What the system does with the case; may raise whatever the system raises."""
        ...


class DoorTarget:
    """The system behind doors, asked as a person would ask it: turn after turn, then the question."""

    def __init__(self, doors: Doors) -> None:
        self.name = doors.name
        self._doors = doors

    def prepare(self, cases: Iterable[Case]) -> None:
        """See :meth:`Target.prepare`."""
        self._doors.prepare(case.overlay for case in cases if case.overlay)

    def predict(self, case: Case) -> Prediction:
        """See :meth:`Target.predict`. The time is that of the last answer alone."""
        door, library = self._doors.open(case.overlay)
        conversation = None
        for turn in case.history:
            request = AskRequest(
                question=turn.question, as_of=turn.as_of, conversation_id=conversation, language=case.language
            )
            conversation = door.ask(request).conversation_id
        question = AskRequest(
            question=case.question, as_of=case.as_of, conversation_id=conversation, language=case.language
        )
        self._doors.before_asking()
        began = time.perf_counter()
        answer = door.ask(question)
        latency_ms = 1000 * (time.perf_counter() - began)
        found = door.search(SearchRequest(query=case.question, k=SEARCHED, as_of=case.as_of))
        standalone = None
        if case.kind is Kind.FOLLOW_UP:
            standalone = door.ask(question.model_copy(update={"conversation_id": None}))
        seen = {citation.document_id for citation in answer.citations} | {result.document_id for result in found}
        return Prediction(
            case_id=case.id,
            answer=answer,
            found=found,
            names=library.names(seen),
            texts=cited_texts(answer, library),
            standalone=standalone,
            latency_ms=latency_ms,
            peak_memory=peak_memory(),
        )

    def base(self) -> tuple[Door, Library]:
        """The door over the demonstration documents alone."""
        return self._doors.open()


def cited_texts(answer: Answer, library: Library) -> dict[int, str]:
    """What stands where each citation says it does, as the documents' own route gives it.

    A citation of a document that does not exist has none.
    """
    exist = library.names(citation.document_id for citation in answer.citations)
    return {
        citation.number: library.document(citation.document_id).text[max(0, citation.start) : max(0, citation.end)]
        for citation in answer.citations
        if citation.document_id in exist
    }


def peak_memory() -> int:
    """The most memory this process has held so far, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
