"""Where sources differ, as HTML: the positions side by side, each with its quotes and their dates."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.chat.markup import marks, safe
from assistant.contract import Citation, Disagreement, Position
from assistant.french_labels import description
from assistant.positions import AUTHORITY


def disagreement(turn: int, found: Disagreement, citations: Mapping[int, Citation]) -> str:
    """One disagreement, the source of the highest authority first."""
    numbers = [number for position in found.positions for number in position.citations if number in citations]
    alone = len({citations[number].document_id for number in numbers}) == 1
    heading = "Le document se contredit" if alone else "Les sources ne s’accordent pas"
    ranked = sorted(found.positions, key=lambda position: _rank(position, citations))
    shown = "".join(_position(turn, position, citations) for position in ranked)
    return f'<section class="disagreement"><h3>{heading}</h3><ul class="positions">{shown}</ul></section>'


def _position(turn: int, position: Position, citations: Mapping[int, Citation]) -> str:
    cited = [citations[number] for number in position.citations if number in citations]
    quotes = "".join(
        f"<blockquote>«\u00a0{safe(' '.join(citation.quote.split()))}\u00a0»</blockquote>"
        f'<p class="meta">{safe(description(citation))}</p>'
        for citation in cited
    )
    mark = marks(turn, (citation.number for citation in cited))
    return f"<li><p><strong>{safe(position.value)}</strong> {mark}</p>{quotes}</li>"


def _rank(position: Position, citations: Mapping[int, Citation]) -> int:
    kinds = (citations[number].kind for number in position.citations if number in citations)
    return min((AUTHORITY.index(kind) for kind in kinds), default=len(AUTHORITY))
