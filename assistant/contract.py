"""The public shapes: what goes in and comes out of every front door.

The CLI's ``--json``, the HTTP API and the chat all speak these models, so the
same request gives the same answer everywhere.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from vectorstore.types import Kind

QUESTION_MAX_CHARS = 2000


def _encodable(text: str) -> str:
    # JSON and command lines may carry lone surrogates, which no engine takes.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Text = Annotated[str, AfterValidator(_encodable)]
"""A string from outside, with whatever is not text replaced by U+FFFD."""


class Status(StrEnum):
    """How an answer ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_ANSWER = "no_answer"
    OUT_OF_SCOPE = "out_of_scope"
    CLARIFY = "clarify"


class FilterRequest(BaseModel):
    """Restrictions on the documents that may be used; bounds are inclusive."""

    model_config = ConfigDict(extra="forbid")

    kinds: list[Kind] = Field(default_factory=list)
    publishers: list[Annotated[Text, Field(min_length=1)]] = Field(default_factory=list)
    published_after: date | None = None
    published_before: date | None = None


class AskRequest(BaseModel):
    """A question. ``as_of`` defaults to today, ``language`` to French."""

    model_config = ConfigDict(extra="forbid")

    question: Text
    conversation_id: Text | None = Field(default=None, max_length=100)
    as_of: date | None = None
    filters: FilterRequest = Field(default_factory=FilterRequest)
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = "fr"
    max_statements: Annotated[int, Field(ge=1, le=10)] = 5
    stream: bool = False


class Statement(BaseModel):
    """One sentence of the answer and the numbers of the citations it rests on.

    Words in square brackets at its start are the assistant's, and say what the
    quote is about. ``highlights`` are the stretches ``[start, end)`` of ``text``
    that answer most precisely, none when the whole of it does.
    """

    text: str
    citations: list[int]
    supported: bool
    highlights: list[tuple[int, int]] = Field(default_factory=list)


class Citation(BaseModel):
    """Exact words of a document: ``document.text[start:end] == quote``.

    ``status_at`` says in French how the document stands on the day of the answer (« en vigueur du …
    au … », « abrogé le … »); ``previous`` and ``next`` are the ids of the versions around it.
    """

    number: int
    document_id: str
    title: str
    kind: Kind
    publisher: str | None
    published_on: date | None
    valid_from: date | None
    valid_to: date | None
    url: str | None
    heading: list[str]
    page: int | None
    quote: str
    start: int
    end: int
    status_at: str | None = None
    previous: str | None = None
    next: str | None = None


class Position(BaseModel):
    """One value held by some citations, whose quotes and dates are those of the citations of these numbers."""

    value: str
    citations: list[int]


class Disagreement(BaseModel):
    """Sources that give different values for the same thing, by the authority of the source, highest first."""

    topic: str
    positions: list[Position]


class TimelinePoint(BaseModel):
    """One document of a timeline.

    ``citations`` is empty for a version that is not cited and stands beside one that is. ``current``: it is
    the version that holds on the day of the answer.
    """

    document_id: str
    title: str
    kind: Kind
    published_on: date | None
    valid_from: date | None
    valid_to: date | None
    status_at: str | None
    citations: list[int]
    current: bool


class Timeline(BaseModel):
    """Two points or more, in the order of time.

    They are versions of the text or page that ``title`` names; or, where ``title`` is null, what
    press releases, adverts and articles said on different days.
    """

    title: str | None
    points: list[TimelinePoint]


class Answer(BaseModel):
    """What ``ask`` returns. ``citations`` is empty unless answered or partial.

    ``as_of`` is the day that the answer is for: the request's, else the question's, else today.
    """

    answer_id: str
    conversation_id: str
    status: Status
    answer: str
    language: str
    as_of: date
    statements: list[Statement]
    citations: list[Citation]
    disagreements: list[Disagreement]
    suggestions: list[str]
    mode: str
    model: str | None
    timings_ms: dict[str, int]
    timelines: list[Timeline] = Field(default_factory=list)


class SearchRequest(BaseModel):
    """A search: ``k`` passages at most, best first."""

    model_config = ConfigDict(extra="forbid")

    query: Text
    k: Annotated[int, Field(ge=1, le=100)] = 10
    as_of: date | None = None
    filters: FilterRequest = Field(default_factory=FilterRequest)


class SearchResult(BaseModel):
    """One passage found, with its place in its document; see :class:`Citation` for how it stands."""

    document_id: str
    source: str
    title: str
    kind: Kind
    publisher: str | None
    published_on: date | None
    valid_from: date | None
    valid_to: date | None
    heading: list[str]
    start: int
    end: int
    text: str
    score: float
    status_at: str | None = None
    previous: str | None = None
    next: str | None = None


class SearchResponse(BaseModel):
    """Passages, best first."""

    results: list[SearchResult]


class DocumentRow(BaseModel):
    """One document's metadata, as ``ingest list --json`` and ``/documents`` give it.

    ``status_at`` is how it stands today; see :class:`Citation`.
    """

    id: str
    source: str
    title: str
    kind: Kind
    publisher: str | None
    reference: str | None
    published_on: date | None
    valid_from: date | None
    valid_to: date | None
    language: str
    url: str | None
    passages: int
    sha256: str
    provenance: dict[str, str]
    flags: list[str] = []
    duplicate_of: str | None = None
    status_at: str | None = None
    previous: str | None = None
    next: str | None = None


class DocumentDetail(DocumentRow):
    """One document with its clean text."""

    text: str
