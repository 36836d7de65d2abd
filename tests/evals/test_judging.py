"""Whether quotes carry what was expected, and the verdict that follows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.contract import Answer, Citation, Status
from evals.judging import Verdict, carried, folded, is_shown, judged
from vectorstore.types import Kind


def an_answer(status: Status, *quotes: str) -> Answer:
    citations = [
        Citation(
            number=number, document_id="d", title="T", kind=Kind.OTHER, publisher=None, published_on=None,
            valid_from=None, valid_to=None, url=None, heading=[], page=None, quote=quote, start=0, end=len(quote),
        )
        for number, quote in enumerate(quotes, start=1)
    ]  # fmt: skip
    return Answer(
        answer_id="a", conversation_id="c", status=status, answer="", language="fr", as_of=date(2024, 1, 1),
        statements=[], citations=citations, disagreements=[], suggestions=[], mode="extractive", model=None,
        timings_ms={},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Œuvre  d’Été", "l'oeuvre d'ete"),
        ("400 000\u00a0€", "400 000 €"),
        ("14\u202f963\narticles\t ", "14 963 articles"),
        ("numé\u00adrique", "numerique"),
        ("e\u0301te\u0301", "ete"),
        ("L. 1111\u20118", "l. 1111-8"),
        ("l´agence", "l'agence"),
        ("1ᵉʳ", "1er"),
        ("CÆSAR", "caesar"),
        ("", ""),
    ],
)
def test_folding(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_folding_leaves_no_case_and_no_blank_but_single_spaces(text: str) -> None:
    once = folded(text)
    assert once == once.lower()
    assert once.split() == [word for word in once.split(" ") if word]
    assert "\u00ad" not in once


def test_every_character_folds_once_for_all() -> None:
    # Where letters with case, marks, ligatures and styled letters stand; all of Unicode holds too, in six seconds.
    for point in (*range(0x3000), *range(0xA640, 0xAC00), *range(0xF900, 0x10000), *range(0x1D400, 0x1D800)):
        once = folded(f"a{chr(point)}a")
        assert folded(once) == once, hex(point)


def test_all_strings_of_one_alternative_must_be_carried() -> None:
    answers = [["Hela Ghariani", "déléguée"], ["Mme Ghariani"]]
    assert carried(answers, ["HELA GHARIANI est nommée", "nouvelle Deleguee au numérique"])
    assert carried(answers, ["mme\u00a0Ghariani"])
    assert not carried(answers, ["Hela Ghariani"])
    assert not carried(answers, [])
    assert not carried([], ["quoi que ce soit"])
    assert not carried([[]], ["quoi que ce soit"])
    assert not carried([["\u00ad"]], ["quoi que ce soit"])


def test_a_number_stands_whole() -> None:
    assert not carried([["12"]], ["en 2012", "et 123"])
    assert carried([["12"]], ["12 personnes"])
    assert carried([["12"]], ["(12)"])
    assert not carried([["L. 1111-1"]], ["l’article L. 1111-14"])
    assert carried([["L. 1111-1"]], ["l’article L. 1111-14, l’article L. 1111-1"])


@pytest.mark.parametrize(
    ("answers", "answer", "verdict"),
    [
        ([["oui"]], an_answer(Status.ANSWERED, "Oui."), Verdict.RIGHT),
        ([["oui", "mais"]], an_answer(Status.PARTIAL, "Oui,", "mais non."), Verdict.RIGHT),
        ([["oui"]], an_answer(Status.ANSWERED, "Non."), Verdict.WRONG),
        ([["oui"]], an_answer(Status.NO_ANSWER), Verdict.REFUSED),
        ([["oui"]], an_answer(Status.OUT_OF_SCOPE), Verdict.REFUSED),
        ([["oui"]], an_answer(Status.CLARIFY), Verdict.REFUSED),
        ([], an_answer(Status.NO_ANSWER), Verdict.REFUSED_RIGHTLY),
        ([], an_answer(Status.ANSWERED, "Oui."), Verdict.ANSWERED_WRONGLY),
        ([], an_answer(Status.PARTIAL, "Oui."), Verdict.ANSWERED_WRONGLY),
    ],
)
def test_verdicts(answers: list[list[str]], answer: Answer, verdict: Verdict) -> None:
    assert judged(answers, answer) is verdict


def test_shown_is_answered_wholly_or_in_part() -> None:
    assert {status for status in Status if is_shown(an_answer(status))} == {Status.ANSWERED, Status.PARTIAL}
