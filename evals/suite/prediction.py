"""What a system did with one case, as a run keeps it: one JSON object a line, never rewritten."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from assistant.contract import Answer, SearchResult


class Prediction(BaseModel):
    """The answer and the search results for one case, or the error.

    ``names`` are the file names of the documents cited or found, by document id,
    and ``texts`` the stretch ``[start, end)`` of each citation as the system's own
    ``/documents/{id}`` gives it, by citation number, so that scoring needs no
    system. ``standalone`` is the answer of a follow-up case to the last question
    alone, without its history. ``absent`` are the documents of the case's evidence
    that the system does not have, by file name. Times are in milliseconds, memory in bytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    case_id: str
    answer: Answer | None = None
    found: list[SearchResult] = Field(default_factory=list)
    names: dict[str, str] = Field(default_factory=dict)
    texts: dict[int, str] = Field(default_factory=dict)
    standalone: Answer | None = None
    absent: list[str] = Field(default_factory=list)
    error: str | None = None
    latency_ms: float = 0.0
    peak_memory: int = 0
