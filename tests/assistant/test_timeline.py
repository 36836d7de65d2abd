"""Versions and reports in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.contract import AskRequest, Citation, Timeline
from assistant.service import Assistant
from assistant.timeline import timelines
from vectorstore.types import Document, Kind
from vectorstore.versions import ALONE, REPEALED, neighbours

DAY = date(2019, 3, 1)


def version(id_: str, begins: date | None, ends: date | None = None, **fields: object) -> Document:
    known = {"kind": Kind.OFFICIAL_TEXT, "reference": "L. 1111-14", "valid_from": begins, "valid_to": ends, **fields}
    return Document(id=id_, source=id_, text="", title=f"Titre de {id_}", **known)  # type: ignore[arg-type]


def report(id_: str, day: date | None, kind: Kind = Kind.PRESS_RELEASE) -> Document:
    return Document(id_, id_, "", id_, kind, published_on=day)


def told(cited: Sequence[Document], others: Sequence[Document] = (), day: date = DAY) -> list[Timeline]:
    """The timelines of an answer that cites ``cited``; all official texts are of one article."""
    every = {document.id: document for document in (*cited, *others)}
    texts = [document for document in every.values() if document.kind is Kind.OFFICIAL_TEXT]
    around = {
        id_: neighbours(document, texts) if document in texts else ALONE for id_, document in every.items()
    }  # fmt: skip
    beside = {near.id: near for document in cited for near in (around[document.id].previous, around[document.id].next)
              if near}  # fmt: skip
    citations = [
        Citation(
            number=number, document_id=document.id, title=document.title, kind=document.kind, publisher=None,
            published_on=document.published_on, valid_from=document.valid_from, valid_to=document.valid_to, url=None,
            heading=[], page=None, quote="", start=0, end=0,
        )
        for number, document in enumerate(cited, start=1)
    ]  # fmt: skip
    known = {**beside, **{document.id: document for document in cited}}
    keys = {document.id: "csp:l1111-14" for document in cited if document in texts}
    return timelines(citations, known.values(), around, keys, day)


def ids(timeline: Timeline) -> list[str]:
    return [point.document_id for point in timeline.points]


FIRST = version("a", date(2010, 1, 1), date(2016, 1, 1))
SECOND = version("b", date(2016, 1, 1), date(2021, 7, 1))
THIRD = version("c", date(2021, 7, 1), date(2023, 1, 1))
FOURTH = version("d", date(2023, 1, 1))
ALL = (FIRST, SECOND, THIRD, FOURTH)


def test_the_versions_around_a_cited_one() -> None:
    (line,) = told([SECOND], ALL)
    assert line.title == "article L. 1111-14"
    assert ids(line) == ["a", "b", "c"]
    assert [point.citations for point in line.points] == [[], [1], []]
    assert [point.current for point in line.points] == [False, True, False]
    assert [point.status_at for point in line.points] == [
        "version remplacée le 1er\u00a0janvier\u00a02016",
        "en vigueur du 1er\u00a0janvier\u00a02016 au 1er\u00a0juillet\u00a02021",
        "à venir le 1er\u00a0juillet\u00a02021",
    ]


def test_versions_far_apart_are_on_one_line() -> None:
    (line,) = told([FOURTH, FIRST], ALL)
    assert ids(line) == ["a", "b", "c", "d"]
    assert [point.citations for point in line.points] == [[2], [], [], [1]]


def test_a_document_cited_twice_is_one_point() -> None:
    (line,) = told([SECOND, FIRST, SECOND], (FIRST, SECOND))
    assert [point.citations for point in line.points] == [[2], [1, 3]]


@pytest.mark.parametrize(
    ("reference", "title"),
    [("R.* 12-3", "article R.* 12-3"), ("L.O. 12", "article L.O. 12"), ("décret n° 2019-1", "décret n° 2019-1"),
     (None, "Titre de b")],
)  # fmt: skip
def test_what_versions_of_several_titles_are_called(reference: str | None, title: str) -> None:
    (line,) = told([replace(FIRST, reference=reference), replace(SECOND, reference=reference)])
    assert line.title == title


def test_versions_of_one_title_are_called_by_it() -> None:
    (line,) = told(
        [replace(FIRST, title="Article L. 1111-14 du code"), replace(SECOND, title="Article L. 1111-14 du code")]
    )
    assert line.title == "Article L. 1111-14 du code"


def test_what_has_one_version_has_no_timeline() -> None:
    assert told([SECOND]) == []
    assert told([]) == []


def test_articles_in_force_together_are_not_versions_of_one() -> None:
    other = version("e", date(2015, 1, 1), date(2017, 1, 1))
    assert told([SECOND, other]) == []


def test_a_repealed_version_is_not_current_and_says_so() -> None:
    repealed = version("r", date(2016, 1, 1), date(2018, 1, 1), flags=(REPEALED,))
    (line,) = told([repealed], (FIRST,))
    assert [point.current for point in line.points] == [False, False]
    assert line.points[1].status_at == "abrogé le 1er\u00a0janvier\u00a02018"


def test_reports_of_different_days() -> None:
    later, earlier = report("juin", date(2018, 6, 1)), report("mai", date(2018, 5, 1), Kind.JOB_DESCRIPTION)
    (line,) = told([later, earlier, report("sans date", None), report("guide", date(2017, 1, 1), Kind.GUIDE)])
    assert line.title is None
    assert ids(line) == ["mai", "juin"]
    assert not any(point.current for point in line.points)
    assert told([later, report("même jour", date(2018, 6, 1))]) == []


def test_versions_come_before_reports() -> None:
    lines = told([report("x", date(2018, 6, 1)), SECOND, report("y", date(2018, 7, 1))], ALL)
    assert [line.title for line in lines] == ["article L. 1111-14", None]


@st.composite
def chains(draw: st.DrawFn) -> list[Document]:
    """Versions that follow one another, the last one in force for good or not."""
    begins, made = draw(st.dates(date(1990, 1, 1), date(2000, 1, 1))), []
    lengths = draw(st.lists(st.integers(1, 2000), min_size=1, max_size=7))
    for number, days in enumerate(lengths):
        ends = begins + timedelta(days)
        open_ = number == len(lengths) - 1 and draw(st.booleans())
        made.append(version(f"v{number}", begins, None if open_ else ends))
        begins = ends
    return made


@given(st.data(), chains(), st.dates(date(1985, 1, 1), date(2030, 1, 1)))
def test_any_answer(data: st.DataObject, versions: list[Document], day: date) -> None:
    dates = st.dates(date(2000, 1, 1), date(2002, 1, 1))
    reports = [report(f"r{n}", on) for n, on in enumerate(data.draw(st.lists(dates, max_size=4)))]
    cited = data.draw(st.lists(st.sampled_from([*versions, *reports]), min_size=1, max_size=6))
    lines = told(cited, versions, day)
    places = [id_ for line in lines for id_ in ids(line)]
    assert len(places) == len(set(places)), "a document stands on one line, once"
    for line in lines:
        days = [point.valid_from or point.published_on or date.min for point in line.points]
        assert days == sorted(days)
        assert len(set(days)) > 1
        assert sum(point.current for point in line.points) <= 1
        for point in line.points:
            assert point.citations == [n for n, each in enumerate(cited, start=1) if each.id == point.document_id]
    shuffled = data.draw(st.permutations(cited))
    assert [ids(line) for line in told(shuffled, versions, day)] == [ids(line) for line in lines]


def test_the_answer_carries_it(demo: Assistant) -> None:
    question = "Le partenaire de Pacs d’une personne décédée peut-il demander à voir son DMP ?"
    answer = demo.ask(AskRequest(question=question, as_of=date(2019, 5, 1)))
    (line,) = answer.timelines
    assert ids(line) == [answer.citations[0].document_id, answer.citations[0].next]
    assert [point.current for point in line.points] == [True, False]
    assert line.points[1].status_at == "à venir le 1er\u00a0juillet\u00a02021"
