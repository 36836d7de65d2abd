"""What says that it holds on other days does not answer about these; what was said last leads where two rival."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.asked_time import asked_time
from assistant.candidate import Candidate, Scored
from assistant.context import Context, Part
from assistant.contract import AskRequest
from assistant.holding import asked_days, holding_then
from assistant.latest import latest_read
from assistant.steps.retrieve import known_then
from assistant.steps.understand import question_of
from assistant.subject_then import said_of_subject
from tests.assistant.made_candidates import candidate
from vectorstore.types import Document, Hit, Kind, Passage

TODAY = date(2026, 1, 1)
OLD = "Jusqu’au 5 mai 2017, le délai est d’un mois."
NEW = "Depuis le 6 mai 2017, le délai est de deux mois."


def part_of(question: str) -> Part:
    return Part(question_of(question), time=asked_time(question, TODAY))


def context_of(question: str, as_of: date | None = None) -> Context:
    context = Context(AskRequest(question=question, as_of=as_of), as_of or TODAY)
    context.parts = [part_of(question)]
    context.time = context.parts[0].time
    return context


def left(question: str, as_of: date | None, *candidates: Candidate) -> list[str]:
    context = context_of(question, as_of)
    days = asked_days(context.parts[0], context)
    assert days is not None
    return [each.evidence.text for each in holding_then(candidates, context.parts[0], days)]


@pytest.mark.parametrize(
    ("question", "as_of", "kept"),
    [
        ("Quel est le délai ?", date(2015, 1, 1), [OLD]),
        ("Quel est le délai ?", date(2018, 1, 1), [NEW]),
        ("Quel était le délai en 2015 ?", None, [OLD]),
        ("Quel était le délai en 2017 ?", None, [OLD, NEW]),  # it changed within the year
        ("Quel était le délai ?", date(2018, 1, 1), [OLD, NEW]),  # no day named: also what is over
        ("Quel était le délai ?", date(2015, 1, 1), [OLD]),  # but nothing that was still to come
        ("Quel est le délai ?", None, [NEW]),
    ],
)
def test_what_holds_then_is_left(question: str, as_of: date | None, kept: list[str]) -> None:
    one, other = candidate(OLD, id_="a", begins=1.0), candidate(NEW, id_="b", begins=1.0)
    assert left(question, as_of, one, other) == kept


@pytest.mark.parametrize("question", ["Depuis quand le délai est-il de deux mois ?", "Le délai a-t-il changé ?"])
def test_days_and_changes_are_asked_of_all_times(question: str) -> None:
    context = context_of(question)
    assert asked_days(context.parts[0], context) is None


def test_what_stands_beside_a_better_one_taken_away_must_answer_by_itself() -> None:
    text = f"{NEW} Il court dès la demande."
    cut = len(NEW)
    taken = candidate(text, spans=((0, cut),), begins=2.0)
    beside = candidate(text, spans=((cut + 1, len(text)),), begins=-3.0)
    assert left("Quel est le délai ?", date(2015, 1, 1), taken, beside) == []
    good = candidate(text, spans=((cut + 1, len(text)),), begins=1.0)
    assert left("Quel est le délai ?", date(2015, 1, 1), taken, good) == ["Il court dès la demande."]


def holder(name: str, year: int, probability: float, begins: float = 1.0) -> Scored:
    known = {"published_on": date(year, 1, 1)}
    return Scored(candidate(f"{name} dirige l’office.", id_=name, begins=begins, known=known), probability)


def test_what_was_said_last_leads_where_the_first_is_too_weak() -> None:
    old, new = holder("Anne", 2019, 0.2), holder("Zoé", 2023, 0.6)
    assert latest_read([old, new], 0.3) == [new, old]
    assert latest_read([new, old], 0.3) == [new, old]
    sure = holder("Anne", 2019, 0.9)
    assert latest_read([sure, new], 0.3) == [sure, new]
    unread = holder("Zoé", 2023, 0.6, begins=-1.0)
    assert latest_read([old, unread], 0.3) == [old, unread]
    older = holder("Léa", 2015, 0.6)
    assert latest_read([old, older], 0.3) == [old, older]
    assert latest_read([], 0.3) == []


HOSTS = "Du 1er mars 2014 au 5 mai 2017, l’obligation pèse sur les hébergeurs."
FREED = "Depuis le 6 mai 2017, l’obligation ne vise plus les hébergeurs."
RULE = "Les personnes visées tiennent un registre."


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("En 2016, un hébergeur devait-il tenir un registre ?", [HOSTS]),
        ("En 2019, un hébergeur devait-il tenir un registre ?", [FREED]),
        ("En 2019, une mairie devait-elle tenir un registre ?", []),
        ("Un hébergeur doit-il tenir un registre ?", []),  # no day is named
        ("En 2016, fallait-il tenir un registre ?", []),  # of no one in particular
    ],
)
def test_what_is_said_of_the_subject_then(question: str, said: list[str]) -> None:
    context = context_of(question)
    chosen = Scored(candidate(RULE, id_="a"), 0.6)
    others = [Scored(candidate(text, id_="a"), 0.1) for text in (FREED, HOSTS)]
    found = said_of_subject(context.parts[0], context, [chosen], [chosen, *others])
    assert [each.evidence.text for each in found] == said


def test_a_subject_that_is_named_needs_no_more() -> None:
    question = "En 2016, un hébergeur devait-il tenir un registre ?"
    context = context_of(question)
    chosen = Scored(candidate("L’hébergeur tient un registre.", id_="a"), 0.6)
    other = Scored(candidate(HOSTS, id_="a"), 0.1)
    assert not list(said_of_subject(context.parts[0], context, [chosen], [chosen, other]))
    elsewhere = Scored(candidate(HOSTS, id_="b"), 0.1)
    rule = Scored(candidate(RULE, id_="a"), 0.6)
    assert not list(said_of_subject(context.parts[0], context, [rule], [rule, elsewhere]))


def test_what_tells_of_later_days_is_not_known_before() -> None:
    texts = {"then": "L’office compte dix agents.", "later": "L’office a été dissous en mai 2023."}
    documents = {id_: Document(id_, "s", text, "L’office", Kind.PRESS_RELEASE) for id_, text in texts.items()}
    hits = [Hit(Passage(f"{id_}:0", id_, 0, len(text), text), 1.0) for id_, text in texts.items()]
    assert known_then(hits, documents, date(2020, 1, 1)) == (hits[:1], {"then": documents["then"]})
    assert known_then(hits, documents, date(2024, 1, 1)) == (hits, documents)
    assert known_then(hits, documents, None) == (hits, documents)
