"""The day of an answer and its timelines, on the command line."""

from __future__ import annotations

from datetime import date

from assistant.contract import Answer, Status, Timeline, TimelinePoint
from assistant.dated_lines import dated_lines
from vectorstore.types import Kind


def point(id_: str, kind: Kind, *citations: int, current: bool = False, **days: date | None) -> TimelinePoint:
    known = {"published_on": None, "valid_from": None, "valid_to": None} | days
    return TimelinePoint(
        document_id=id_, title="T", kind=kind, status_at=None, citations=list(citations), current=current, **known
    )


def answer(status: Status, *timelines: Timeline) -> Answer:
    return Answer(
        answer_id="a", conversation_id="c", status=status, answer="…", language="fr", as_of=date(2019, 3, 1),
        statements=[], citations=[], disagreements=[], suggestions=[], mode="extractive", model=None, timings_ms={},
        timelines=list(timelines),
    )  # fmt: skip


def plain(lines: list[str]) -> list[str]:
    return [line.replace("\u00a0", " ") for line in lines]


def test_a_line_each() -> None:
    first = point("a", Kind.OFFICIAL_TEXT, valid_from=date(2016, 1, 28), valid_to=date(2018, 4, 1))
    second = point("b", Kind.OFFICIAL_TEXT, 1, current=True, valid_from=date(2018, 4, 1))
    told = [point("c", Kind.NEWS, 2, published_on=date(2018, 5, 1)), point("d", Kind.NEWS, 3)]
    versions = Timeline(title="article L. 1111-8", points=[first, second])
    assert plain([*dated_lines(answer(Status.ANSWERED, versions, Timeline(title=None, points=told)))]) == [
        "Réponse au 1er mars 2019.",
        "Versions : article L. 1111-8 — en vigueur du 28 janvier 2016 au 1er avril 2018 (non citée) ;"
        " en vigueur depuis le 1er avril 2018 [1] (version au 1er mars 2019)",
        "Au fil du temps — 1er mai 2018 [2] ; date non précisée [3]",
    ]


def test_what_asks_the_documents_nothing_has_no_day() -> None:
    assert list(dated_lines(answer(Status.OUT_OF_SCOPE))) == []
    assert len(list(dated_lines(answer(Status.NO_ANSWER)))) == 1
