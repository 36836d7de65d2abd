"""Step 4: statements in the documents' own words, each with its exact quotes."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.context import Context, Scored
from assistant.contract import Citation, Statement
from assistant.evidence import Evidence
from assistant.links import text_fragment_url
from assistant.selection_model import selection_model
from vectorstore.french import analyze
from vectorstore.types import Document

# A further sentence must be nearly as probable as the first, or it dilutes the answer.
_NEARLY = 0.75
_SAME_WORDS = 0.8


def cite(context: Context, threshold: float | None) -> None:
    """Fills ``statements`` and ``citations`` with what is probable enough to show."""
    least = selection_model().threshold if threshold is None else threshold
    chosen = list(choose(context.candidates, least, context.request.max_statements))
    numbers: dict[tuple[str, int, int], int] = {}
    for scored in chosen:
        evidence = scored.evidence
        document = context.documents[evidence.document_id]
        used = []
        for start, end in evidence.spans:
            key = (document.id, start, end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                context.citations.append(citation(numbers[key], evidence, document, start, end))
            used.append(numbers[key])
        context.statements.append(Statement(text=evidence.text, citations=used, supported=True))


def choose(candidates: list[Scored], least: float, most: int) -> Iterator[Scored]:
    """The best candidate if probable enough, then others nearly as good that say something else."""
    taken: list[Evidence] = []
    for scored in candidates:
        first = candidates[0].probability
        if scored.probability < max(least, _NEARLY * first if taken else 0.0) or len(taken) >= most:
            return
        if not any(_overlaps(scored.evidence, other) for other in taken):
            taken.append(scored.evidence)
            yield scored


def citation(number: int, evidence: Evidence, document: Document, start: int, end: int) -> Citation:
    """The public shape of one quote."""
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        kind=document.kind,
        publisher=document.publisher,
        published_on=document.published_on,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        url=text_fragment_url(document, start, end),
        heading=list(evidence.heading),
        page=None,
        quote=document.text[start:end],
        start=start,
        end=end,
    )


def _overlaps(one: Evidence, other: Evidence) -> bool:
    if one.document_id == other.document_id:
        start, end = one.spans[-1]
        if any(start < end2 and start2 < end for start2, end2 in other.spans):
            return True
    terms, known = set(analyze(one.text)), set(analyze(other.text))
    return len(terms & known) >= _SAME_WORDS * max(1, min(len(terms), len(known)))
