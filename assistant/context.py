"""The one context that the steps of the pipeline pass along."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.asked_time import AskedTime
from assistant.candidate import Candidate, Scored
from assistant.contract import AskRequest, Citation, Disagreement, Statement, Status
from assistant.questions import Expected
from assistant.reader.reader import Reading
from vectorstore.types import Document, Filters, Hit

UNDATED = AskedTime("")


@dataclass(frozen=True, slots=True)
class Question:
    """What ``understand`` made of the question.

    ``terms`` are its distinct index terms (stop words gone), ``expects`` the
    kinds of answer its words ask for.
    """

    text: str
    terms: tuple[str, ...]
    expects: frozenset[Expected]


@dataclass(slots=True)
class Part:
    """One of the things asked, with how the passages were read for it and what may answer it.

    ``readings`` are parallel to the context's hits; ``candidates`` come best first;
    ``time`` is what its words say of when, if that is not the day it is asked. ``read_as``
    is the question by which the candidates were found, if not as it was asked, and ``beside``
    what was read only to be compared with the answer.
    """

    question: Question
    readings: list[Reading] = field(default_factory=list)
    candidates: list[Scored] = field(default_factory=list)
    answered: bool = False
    time: AskedTime = UNDATED
    read_as: Question | None = None
    beside: list[Scored] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Saying:
    """What a statement is made of, until it is known what it stands after.

    ``changing``: the fact is of those that change with time; ``always``: when it is from is said in any case.
    """

    candidate: Candidate
    changing: bool
    always: bool


@dataclass(slots=True)
class Context:
    """Filled step by step; a step that sets ``status`` ends the pipeline.

    ``as_of`` is the day of the answer: the request's, else the question's, else today.
    ``time`` is what the question says of when, ``today`` the day on which it is asked
    (the request's ``as_of``, if it has one). ``beside`` has, by id, the versions that were in
    force in the period asked about before the one that was at its end, each with that one;
    ``pinned`` the documents of the article that the question names, ``note`` what is to be
    said of that article if nothing answers, and ``nearby`` what to suggest then. ``sayings`` are what
    the statements are made of, by the document and place of the last quote of each.
    """

    request: AskRequest
    as_of: date
    question: Question = field(default_factory=lambda: Question("", (), frozenset()))
    time: AskedTime = UNDATED
    today: date | None = None
    parts: list[Part] = field(default_factory=list)
    corrections: tuple[tuple[str, str], ...] = ()
    filters: Filters = field(default_factory=Filters)
    hits: list[Hit] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    pinned: tuple[str, ...] = ()
    note: str = ""
    nearby: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    sayings: dict[tuple[str, int, int], Saying] = field(default_factory=dict)
    citations: list[Citation] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    status: Status | None = None
    answer: str = ""
    suggestions: list[str] = field(default_factory=list)
    timings_ms: dict[str, int] = field(default_factory=dict)

    @property
    def tells_several_times(self) -> bool:
        """Whether how things changed is asked for, so that several days are told of."""
        return self.time.history and (self.time.as_of is None or self.time.period is not None)
