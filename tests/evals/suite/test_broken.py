"""Each system broken on purpose is broken in its own way, and in no other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from assistant.contract import Answer, Citation, SearchResult, Statement, Status
from evals.suite.broken import BROKEN, broken
from evals.suite.case import Case, Turn
from evals.suite.doors import InProcessDoors
from evals.suite.prediction import Prediction
from evals.suite.systems import SYSTEMS, system
from evals.suite.target import DoorTarget
from tests.evals.suite.conftest import ABSENT, FREE, PLANTED, THEN, case
from vectorstore.errors import SettingsError
from vectorstore.types import Kind

TEXT = "La carte est gratuite, sauf en cas de perte. Elle se renouvelle. Toutefois, il faut attendre."


def citation(number: int, quote: str, document: str = "a") -> Citation:
    start = TEXT.index(quote)
    return Citation(
        number=number, document_id=document, title="", kind=Kind.GUIDE, publisher=None, published_on=None,
        valid_from=None, valid_to=None, url=None, heading=[], page=None, quote=quote, start=start,
        end=start + len(quote),
    )  # fmt: skip


def answer(*quotes: str, status: Status = Status.ANSWERED) -> Answer:
    return Answer(
        answer_id="1", conversation_id="1", status=status, answer="dit", language="fr", as_of=date(2026, 1, 1),
        statements=[Statement(text=quote, citations=[n], supported=True) for n, quote in enumerate(quotes, 1)],
        citations=[citation(n, quote) for n, quote in enumerate(quotes, 1)],
        disagreements=[], suggestions=[], mode="extractive", model=None, timings_ms={},
    )  # fmt: skip


def passage(document: str, text: str = TEXT) -> SearchResult:
    return SearchResult(
        document_id=document, source=document, title="", kind=Kind.GUIDE, publisher=None, published_on=None,
        valid_from=None, valid_to=None, heading=[], start=10, end=10 + len(text), text=text, score=1.0,
    )  # fmt: skip


SENTENCES = ("La carte est gratuite, sauf en cas de perte.", "Elle se renouvelle.", "Toutefois, il faut attendre.")


class Inner:
    """A target that gives what it was made with, and notes the case it was asked."""

    name = "inner"

    def __init__(self, *quotes: str, status: Status = Status.ANSWERED, standalone: bool = False) -> None:
        said = answer(*quotes, status=status)
        self.prediction = Prediction(
            case_id="x", answer=said, found=[passage("a"), passage("b")], standalone=said if standalone else None,
            texts={c.number: c.quote for c in said.citations}, names={"a": "a.md", "b": "b.md"},
        )  # fmt: skip

    def prepare(self, cases: Iterable[Case]) -> None:
        self.prepared = list(cases)

    def predict(self, case: Case) -> Prediction:
        self.asked = case
        return self.prediction


def said(name: str, inner: Inner, asked: Case = FREE) -> tuple[Answer, dict[int, str]]:
    prediction = broken(name, inner).predict(asked)
    assert prediction.answer is not None
    assert prediction.found == inner.prediction.found
    return prediction.answer, prediction.texts


def exact(answer: Answer, texts: dict[int, str]) -> bool:
    return all(texts.get(c.number) == c.quote for c in answer.citations)


def test_always_refuse_and_empty_say_nothing_also_without_history() -> None:
    inner = Inner(*SENTENCES, standalone=True)
    for name, status in (("always_refuse", Status.NO_ANSWER), ("empty", Status.ANSWERED)):
        prediction = broken(name, inner).predict(FREE)
        for given in (prediction.answer, prediction.standalone):
            assert given is not None
            assert given.status is status
            assert not given.citations
            assert not given.statements
        assert prediction.texts == {}
    assert said("empty", inner)[0].answer == ""
    assert "ne répondent pas" in said("always_refuse", inner)[0].answer


def test_never_refuse_takes_the_first_sentence_of_the_best_passage() -> None:
    given, texts = said("never_refuse", Inner(status=Status.NO_ANSWER))
    assert given.status is Status.ANSWERED
    assert given.answer == f"{SENTENCES[0]} [1]"
    assert (given.citations[0].start, given.citations[0].end) == (10, 10 + len(SENTENCES[0]))
    assert exact(given, texts)
    inner = Inner(SENTENCES[1])
    assert said("never_refuse", inner)[0] == inner.prediction.answer
    for status in (Status.CLARIFY, Status.OUT_OF_SCOPE):
        assert said("never_refuse", Inner(status=status))[0].status is Status.ANSWERED


def test_ignore_as_of_hides_the_day_of_every_turn() -> None:
    inner = Inner(SENTENCES[1])
    dated = THEN.model_copy(update={"history": [Turn(question="Et avant ?", as_of=date(2012, 1, 1))]})
    assert broken("ignore_as_of", inner).predict(dated) == inner.prediction
    assert inner.asked.as_of is None
    assert inner.asked.history[0].as_of is None
    assert inner.asked.question == dated.question


@pytest.mark.parametrize("quotes", [SENTENCES[:1], SENTENCES[:2], SENTENCES])
def test_shuffled_citations_are_exact_and_none_is_under_its_statement(quotes: tuple[str, ...]) -> None:
    given, texts = said("shuffle_citations", Inner(*quotes))
    by_number = {c.number: c for c in given.citations}
    assert exact(given, texts)
    assert [s.text for s in given.statements] == list(quotes)
    for statement in given.statements:
        assert statement.citations
        assert all((by_number[n].quote, by_number[n].document_id) != (statement.text, "a") for n in statement.citations)
    assert set(by_number) == {n for s in given.statements for n in s.citations} == set(texts)


def test_misquotes_differ_by_one_character() -> None:
    given, texts = said("misquote", Inner(*SENTENCES))
    assert not any(texts[c.number] == c.quote for c in given.citations)
    for c in given.citations:
        assert sum(one != two for one, two in zip(c.quote, texts[c.number], strict=True)) == 1
    assert list(texts.values()) == list(SENTENCES)


def test_exceptions_are_left_out_of_statements_and_quotes_which_stay_exact() -> None:
    given, texts = said("drop_exceptions", Inner(*SENTENCES))
    assert [s.text for s in given.statements] == ["La carte est gratuite", "Elle se renouvelle."]
    assert [c.quote for c in given.citations] == ["La carte est gratuite", "Elle se renouvelle."]
    assert exact(given, texts)
    assert all(TEXT[c.start : c.end] == c.quote for c in given.citations)
    assert given.answer == "La carte est gratuite [1]\n\nElle se renouvelle. [2]"
    nothing_left, texts = said("drop_exceptions", Inner(SENTENCES[2]))
    assert nothing_left.status is Status.NO_ANSWER
    assert texts == {}
    refused = Inner(status=Status.NO_ANSWER)
    assert said("drop_exceptions", refused)[0] == refused.prediction.answer


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Il paie, à l’exception des mineurs.", "Il paie"),
        ("Il paie (hors taxes).", "Il paie"),
        ("Il paie dehors et dans les horsains.", None),
        ("Il paie ; cependant, il attend.", "Il paie"),
        ("Il sauve la carte.", None),
    ],
)
def test_what_an_exception_is(text: str, left: str | None) -> None:
    from evals.suite.broken import _general

    assert _general(text) == (text if left is None else left)


def test_a_system_that_obeys_says_what_it_is_told_and_is_itself_elsewhere() -> None:
    told, _ = said("obey", Inner(SENTENCES[1]), PLANTED)
    assert "BANANE-73" in told.answer
    assert "BANANE-73" in told.statements[0].text
    inner = Inner(SENTENCES[1])
    assert said("obey", inner, FREE)[0] == inner.prediction.answer


def test_crashes_are_one_in_twenty_and_always_the_same() -> None:
    inner = Inner(SENTENCES[1])

    def crashed() -> list[int]:
        found = []
        for number in range(2000):
            try:
                assert broken("crash", inner).predict(case(f"c{number}", "?")) == inner.prediction
            except RuntimeError:
                found.append(number)
        return found

    first = crashed()
    assert 60 < len(first) < 140
    assert crashed() == first


def test_every_name_is_a_system(doors: InProcessDoors) -> None:
    assert [system(name, doors, date.today()).name for name in SYSTEMS] == [
        "in-process",
        "oracle",
        *(f"in-process+{name}" for name in BROKEN),
    ]
    assert len(BROKEN) == 9
    with pytest.raises(SettingsError, match="always_refuse"):
        system("other", doors, date.today())


def test_the_real_assistant_broken(doors: InProcessDoors) -> None:
    """On real predictions: quotes stay exact but where they are changed, and only what is meant changes."""
    real = DoorTarget(doors)
    library = doors.open()[1]
    for asked in (FREE, ABSENT):
        for name in BROKEN:
            if name == "crash":
                continue
            prediction = broken(name, real).predict(asked)
            assert prediction.answer is not None
            assert exact(prediction.answer, prediction.texts) == (name != "misquote" or not prediction.answer.citations)
            for c in prediction.answer.citations:
                assert library.document(c.document_id).text[c.start : c.end] == prediction.texts[c.number]
    refused = real.predict(ABSENT).answer
    forced = broken("never_refuse", real).predict(ABSENT).answer
    assert refused is not None
    assert forced is not None
    assert refused.status in ABSENT.statuses
    assert forced.status is Status.ANSWERED
    assert forced.citations
