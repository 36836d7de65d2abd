"""The one context that the steps of the pipeline pass along."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.contract import AskRequest, Citation, Statement, Status
from assistant.evidence import Evidence
from assistant.questions import Expected
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


@dataclass(frozen=True, slots=True)
class Scored:
    """Evidence with the probability that it answers the question."""

    evidence: Evidence
    probability: float


@dataclass(slots=True)
class Context:
    """Filled step by step; a step that sets ``status`` ends the pipeline."""

    request: AskRequest
    as_of: date
    question: Question = field(default_factory=lambda: Question("", (), frozenset()))
    filters: Filters = field(default_factory=Filters)
    hits: list[Hit] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    candidates: list[Scored] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    status: Status | None = None
    answer: str = ""
    suggestions: list[str] = field(default_factory=list)
    timings_ms: dict[str, int] = field(default_factory=dict)
