"""The one context that the steps of the pipeline pass along."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.candidate import Scored
from assistant.contract import AskRequest, Citation, Disagreement, Statement, Status
from assistant.questions import Expected
from assistant.reader.reader import Reading
from vectorstore.types import Document, Filters, Hit


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

    ``readings`` are parallel to the context's hits; ``candidates`` come best first.
    """

    question: Question
    readings: list[Reading] = field(default_factory=list)
    candidates: list[Scored] = field(default_factory=list)
    answered: bool = False


@dataclass(slots=True)
class Context:
    """Filled step by step; a step that sets ``status`` ends the pipeline."""

    request: AskRequest
    as_of: date
    question: Question = field(default_factory=lambda: Question("", (), frozenset()))
    parts: list[Part] = field(default_factory=list)
    corrections: tuple[tuple[str, str], ...] = ()
    filters: Filters = field(default_factory=Filters)
    hits: list[Hit] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    status: Status | None = None
    answer: str = ""
    suggestions: list[str] = field(default_factory=list)
    timings_ms: dict[str, int] = field(default_factory=dict)
