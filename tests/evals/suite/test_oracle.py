"""The oracle quotes the gold where it stands, and is right wherever a case can be right."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.contract import Status
from evals.suite.case import Gold, Kind
from evals.suite.case_files import read_cases
from evals.suite.doors import InProcessDoors
from evals.suite.gate_config import read_gate
from evals.suite.oracle import Oracle
from evals.suite.text_match import comparable, nugget_said, said
from tests.evals.suite.conftest import (
    ABSENT,
    CASES,
    DISPUTED,
    DMP_2011,
    DMP_2021,
    FOLLOWING,
    FREE,
    SNDS,
    VITALE,
    case,
    gold,
)
from tests.evals.suite.read_doors import ReadDoors
from vectorstore.errors import UnreadableSource


def test_gold_is_quoted_where_it_stands(doors: InProcessDoors) -> None:
    oracle = Oracle(doors, date.today())
    for asked in CASES:
        prediction = oracle.predict(asked)
        given = prediction.answer
        assert given is not None
        assert given.status in asked.statuses
        _, library = doors.open(asked.overlay)
        for c in given.citations:
            assert library.document(c.document_id).text[c.start : c.end] == c.quote == prediction.texts[c.number]
        # Cases are written with plain blanks, documents may have non-breaking ones.
        wanted = {(g.document, g.quote.replace("\u00a0", " ")) for group in asked.evidence for g in group}
        cited = {(prediction.names[c.document_id], c.quote.replace("\u00a0", " ")) for c in given.citations}
        found = {(prediction.names[r.document_id], r.text.replace("\u00a0", " ")) for r in prediction.found}
        assert cited == wanted
        assert found == wanted if wanted else len(found) == 1  # something is always found
        assert {n for s in given.statements for n in s.citations} == {c.number for c in given.citations}


def test_refusals_have_no_citation(doors: InProcessDoors) -> None:
    given = Oracle(doors, date.today()).predict(ABSENT).answer
    assert given is not None
    assert given.status is Status.NO_ANSWER
    assert not given.citations
    assert not given.statements


def test_follow_ups_have_their_answer_without_history(doors: InProcessDoors) -> None:
    prediction = Oracle(doors, date.today()).predict(FOLLOWING)
    assert prediction.standalone == prediction.answer
    assert Oracle(doors, date.today()).predict(FREE).standalone is None


def test_a_disagreement_names_each_value_with_its_own_quote(doors: InProcessDoors) -> None:
    given = Oracle(doors, date.today()).predict(DISPUTED).answer
    assert given is not None
    (disagreement,) = given.disagreements
    quotes = {c.number: c.quote for c in given.citations}
    assert [position.value for position in disagreement.positions] == ["9 heures", "10 heures"]
    for position in disagreement.positions:
        assert [position.value in quotes[n] for n in position.citations] == [True]


NOW = gold(DMP_2021, "L’information sur la façon de s’opposer doit être donnée avant l’ouverture du DMP.")
THEN = gold(DMP_2011, "Chaque bénéficiaire de l’assurance maladie dispose d’un dossier médical personnel")


def test_of_a_group_what_is_in_force_is_quoted(doors: InProcessDoors) -> None:
    def cited(**given: object) -> list[str]:
        prediction = Oracle(doors, date.today()).predict(case("x", "?", kind=Kind.TEMPORAL, **given))
        assert prediction.answer is not None
        return [prediction.names[c.document_id] for c in prediction.answer.citations]

    assert cited(evidence=[[*THEN, *NOW]], as_of=date(2012, 1, 1)) == [DMP_2011]
    assert cited(evidence=[[*THEN, *NOW]], as_of=date(2022, 1, 1)) == [DMP_2021]
    assert cited(evidence=[[*THEN, *NOW]]) == [DMP_2021]
    assert cited(evidence=[THEN]) == [DMP_2011]  # the question names the time itself
    vitale = gold(VITALE, "Elle est gratuite et réservée aux volontaires.")
    snds = gold(SNDS, "Ce flux annuel pèse 450 téraoctets (To).")
    assert cited(evidence=[[*NOW, *vitale], snds]) == [DMP_2021, SNDS, VITALE]  # one of each group first


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Gold(document=SNDS, quote="Il n’y a rien de tel."), "0 fois"),
        (Gold(document=SNDS, quote="SNDS"), "fois"),
        (Gold(document="absent.md", quote="x"), "n’est pas indexé"),
    ],
)
def test_gold_that_is_not_there_once_is_an_error(doors: InProcessDoors, wrong: Gold, said: str) -> None:
    with pytest.raises(UnreadableSource, match=said):
        Oracle(doors, date.today()).predict(case("x", "?", evidence=[[wrong]]))


def test_every_case_of_the_suite_can_be_passed() -> None:
    """All vital nuggets are in the gold, nothing forbidden is, and every value that differs has its quote."""
    oracle = Oracle(ReadDoors(), read_gate().asked_on)  # type: ignore[arg-type]
    wrong: list[str] = []
    cases = read_cases()
    assert len(cases) > 400
    for asked in cases:
        prediction = oracle.predict(asked)
        given = prediction.answer
        assert given is not None
        assert given.status in asked.statuses, asked.id
        answers = given.status in (Status.ANSWERED, Status.PARTIAL)
        if answers and not (given.citations and all(nugget_said(nugget, given.answer) for nugget in asked.nuggets)):
            wrong.append(f"{asked.id}: a nugget is not in the gold")
        if said(given.answer, asked.must_not_say):
            wrong.append(f"{asked.id}: the gold says what must not be said")
        if asked.disagreement is not None and asked.disagreement.expected:
            quotes = {c.number: comparable(c.quote) for c in given.citations}
            for position in given.disagreements[0].positions:
                if not any(comparable(position.value) in quotes[n] for n in position.citations):
                    wrong.append(f"{asked.id}: « {position.value} » has no quote")
    assert not wrong
