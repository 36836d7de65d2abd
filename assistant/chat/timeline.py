"""An answer's timelines as HTML: lists in the order of time, drawn as lines."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote as quote_url

from assistant.chat.markup import marks, safe
from assistant.contract import Timeline, TimelinePoint
from assistant.french_labels import KIND_LABELS
from vectorstore.dating import long_date
from vectorstore.types import Kind
from vectorstore.versions import in_force_words

_REPORTS = "Ce qui a été dit, au fil du temps"


def timeline_list(turn: int, timeline: Timeline, as_of: date, today: date) -> str:
    """One timeline; the version that holds on the day of the answer stands out."""
    heading = f"Versions\u00a0: {timeline.title}" if timeline.title else _REPORTS
    points = "".join(_point(turn, point, timeline, as_of, today) for point in timeline.points)
    return f'<section class="timeline"><h3>{safe(heading)}</h3><ol>{points}</ol></section>'


def _point(turn: int, point: TimelinePoint, timeline: Timeline, as_of: date, today: date) -> str:
    marked = marks(turn, point.citations) if point.citations else _not_cited(point)
    current = f"version au {long_date(as_of)}" if as_of != today else "version actuelle"
    held = f' <span class="standing current">{safe(current)}</span>' if point.current else ""
    stands = "" if _is_plain(point) else f' <span class="standing">{safe(point.status_at or "")}</span>'
    # Versions are mostly named alike, by the heading; a report is told by what it is.
    named = "" if point.title == timeline.title else f'<span class="what">{safe(_name(point, timeline))}</span>'
    emphasis = ' class="current" aria-current="true"' if point.current else ""
    return f'<li{emphasis}><span class="when">{safe(when(point))}</span> {marked}{held}{stands}{named}</li>'


def _not_cited(point: TimelinePoint) -> str:
    address = f"/sources/{quote_url(point.document_id, safe='')}"
    label = f"Lire la version {when(point)}"
    link = f'<a href="{address}" target="_blank" rel="noopener" aria-label="{safe(label)}">lire</a>'
    return f"(non citée, {link})"


def when(point: TimelinePoint) -> str:
    """The days of a version, or the day of a report."""
    if _is_to_come(point):
        return point.status_at or ""
    days = in_force_words(point) if point.kind is not Kind.JOB_DESCRIPTION else ""
    return days or (long_date(point.published_on) if point.published_on else "date non précisée")


def _is_plain(point: TimelinePoint) -> bool:
    """Whether its days say all of how it stands."""
    return point.status_at is None or point.status_at == in_force_words(point) or _is_to_come(point)


def _is_to_come(point: TimelinePoint) -> bool:
    return (point.status_at or "").startswith("à venir")


def _name(point: TimelinePoint, timeline: Timeline) -> str:
    return point.title if timeline.title else f"{KIND_LABELS[point.kind]}\u00a0: {point.title}"
