"""The day of an answer and its timelines in lines of text, for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.contract import Answer, Status, Timeline, TimelinePoint
from vectorstore.dating import long_date
from vectorstore.versions import in_force_words

_REPORTS = "Au fil du temps"


def dated_lines(answer: Answer) -> Iterator[str]:
    """« Réponse au … », then a line for each timeline; none for what asks the documents nothing."""
    if answer.status in (Status.OUT_OF_SCOPE, Status.CLARIFY):
        return
    yield f"Réponse au {long_date(answer.as_of)}."
    for timeline in answer.timelines:
        yield _line(timeline, answer.as_of)


def _line(timeline: Timeline, day: date) -> str:
    heading = f"Versions\u00a0: {timeline.title}" if timeline.title else _REPORTS
    points = "\u00a0; ".join(_point(point, day) for point in timeline.points)
    return f"{heading} — {points}"


def _point(point: TimelinePoint, day: date) -> str:
    when = in_force_words(point) or (long_date(point.published_on) if point.published_on else "date non précisée")
    marks = "".join(f"[{number}]" for number in point.citations) or "(non citée)"
    return f"{when} {marks}" + (f" (version au {long_date(day)})" if point.current else "")
