"""What an answer's sources say from when: versions of one text or page, and reports of several days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from assistant.contract import Citation, Timeline, TimelinePoint
from vectorstore.types import Document, Kind
from vectorstore.versions import ALONE, Neighbours, in_force, is_later_version, is_version, ordered, status_at

_ARTICLE_NUMBER = re.compile(r"(?:L\.?O|[LRDA])\.?\*?\s?[0-9]")
REPORTS = frozenset({Kind.PRESS_RELEASE, Kind.JOB_DESCRIPTION, Kind.NEWS})
"""Kinds of documents that say what is current on their own day."""


def timelines(
    citations: Sequence[Citation],
    known: Iterable[Document],
    around: Mapping[str, Neighbours],
    keys: Mapping[str, str],
    day: date,
) -> list[Timeline]:
    """Those that tell more than one day, in the order in which the answer cites them, reports last.

    ``known`` are the cited documents and those around them, ``around`` and ``keys`` what the version
    store says of them by id, ``day`` is that of the answer.
    """
    documents = {document.id: document for document in known}
    numbers: dict[str, list[int]] = {}
    for citation in citations:
        if citation.document_id in documents:
            numbers.setdefault(citation.document_id, []).append(citation.number)
    told: list[Timeline] = []
    placed: set[str] = set()
    for line in _lines([documents[id_] for id_ in numbers], around, keys):
        points = ordered([documents[id_] for id_ in line if id_ in documents])
        if len({_begins(document) for document in points}) > 1:
            placed |= {document.id for document in points}
            cited = [document for document in points if document.id in numbers]
            made = [
                _point(each, numbers, around, day, current=_is_current(each, around.get(each.id, ALONE), day))
                for each in points
            ]
            told.append(Timeline(title=_title(points, cited[-1]), points=made))
    reports = ordered([documents[id_] for id_ in numbers if id_ not in placed and _is_report(documents[id_])])
    if len({document.published_on for document in reports}) > 1:
        told.append(Timeline(title=None, points=[_point(each, numbers, around, day) for each in reports]))
    return told


def _lines(
    cited: Sequence[Document], around: Mapping[str, Neighbours], keys: Mapping[str, str]
) -> Iterator[set[str]]:  # fmt: skip
    """Ids of the cited versions of each thing, and of those right before and after them."""
    left = list(cited)
    while left:
        line, grown = [left.pop(0)], True
        while grown:
            joined = [other for other in left if any(_are_versions(other, one, around, keys) for one in line)]
            line, left, grown = [*line, *joined], [other for other in left if other not in joined], bool(joined)
        yield {id_ for document in line for id_ in (document.id, *_beside(around.get(document.id, ALONE)))}


def _are_versions(
    one: Document, other: Document, around: Mapping[str, Neighbours], keys: Mapping[str, str]
) -> bool:  # fmt: skip
    """Whether both are versions of one thing, however many stand between them."""
    if one.id in _beside(around.get(other.id, ALONE)) or other.id in _beside(around.get(one.id, ALONE)):
        return True
    key = keys.get(one.id)
    same = key is not None and key == keys.get(other.id)
    return same and (is_later_version(one, other) or is_later_version(other, one))


def _beside(around: Neighbours) -> Iterator[str]:
    yield from (version.id for version in (around.previous, around.next) if version)


def _title(versions: Sequence[Document], cited: Document) -> str:
    """What all the versions are: the title that they share, else the reference, whose number alone says little."""
    reference = cited.reference
    if reference is None or {version.title for version in versions} == {cited.title}:
        return cited.title
    return f"article {reference}" if _ARTICLE_NUMBER.match(reference) else reference


def _is_current(document: Document, around: Neighbours, day: date) -> bool:
    """Whether it is the version of ``day``."""
    if is_version(document) or not in_force(document, day):
        return in_force(document, day)
    begins, follows = _begins(document), _begins(around.next) if around.next else None
    return begins is not None and begins <= day and (follows is None or day < follows)


def _begins(document: Document) -> date | None:
    return document.valid_from or document.published_on


def _is_report(document: Document) -> bool:
    return document.kind in REPORTS and document.published_on is not None


def _point(
    document: Document,
    numbers: Mapping[str, Sequence[int]],
    around: Mapping[str, Neighbours],
    day: date,
    *,
    current: bool = False,
) -> TimelinePoint:
    return TimelinePoint(
        document_id=document.id,
        title=document.title,
        kind=document.kind,
        published_on=document.published_on,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        status_at=status_at(document, day, around.get(document.id, ALONE)),
        citations=list(numbers.get(document.id, ())),
        current=current,
    )
