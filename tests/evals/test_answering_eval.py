"""The measurement of whole answers, with assistants that are known to be right, silent or wrong."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.contract import Answer, AskRequest, Citation, Status
from evals.answering import ask_each, by_kind, failures, figures, probability_of, risk_coverage
from evals.cases import Case
from evals.judging import Verdict
from evals.tables import (
    failure_text,
    failure_values,
    figure_values,
    figures_table,
    kinds_table,
    point_values,
    risk_table,
)
from vectorstore.types import Kind


def case(number: int, *answers: str, kind: str = "fact") -> Case:
    return Case(
        id=f"c{number}", question=f"Question {number} ?", kind=kind, source="a.txt" if answers else None,
        answers=[[answer] for answer in answers], note="", split="test",
    )  # fmt: skip


CASES = [*(case(number, f"réponse{number}.") for number in range(8)), case(8, kind="trap"), case(9, kind="trap")]


def answered(quote: str | None, *, document: str = "d", start: int = 0) -> Answer:
    citations = [
        Citation(
            number=1, document_id=document, title="T", kind=Kind.OTHER, publisher=None, published_on=None,
            valid_from=None, valid_to=None, url=None, heading=[], page=None, quote=quote, start=start,
            end=start + len(quote),
        )
    ] if quote else []  # fmt: skip
    return Answer(
        answer_id="a", conversation_id="c", status=Status.ANSWERED if quote else Status.NO_ANSWER, answer="",
        language="fr", as_of=date(2024, 1, 1), statements=[], citations=citations, disagreements=[], suggestions=[],
        mode="extractive", model=None, timings_ms={},
    )  # fmt: skip


def weighed(probability: float, start: int = 0, end: int = 50, document: str = "d") -> Any:
    return SimpleNamespace(
        probability=probability, evidence=SimpleNamespace(document_id=document, spans=((start, end),))
    )


class FakeAssistant:
    """Quotes and probabilities by the question's number, and quotes at threshold 0; None refuses."""

    def __init__(
        self,
        quotes: dict[int, str | None],
        probabilities: dict[int, float] | None = None,
        free: dict[int, str | None] | None = None,
    ) -> None:
        self._quotes, self._probabilities, self._free = quotes, probabilities or {}, free or quotes

    def concluded(self, request: AskRequest, thresholds: tuple[float | None, ...]) -> tuple[list[Any], list[Answer]]:
        number = _number(request)
        answers = [answered((self._quotes if t is None else self._free).get(number)) for t in thresholds]
        return [weighed(self._probabilities.get(number, 0.5))], answers


def _number(request: AskRequest) -> int:
    return int(request.question.split()[1])


ORACLE: Any = FakeAssistant({number: f"La réponse{number}." for number in range(8)})
REFUSER: Any = FakeAssistant({})
LIAR: Any = FakeAssistant(dict.fromkeys(range(10), "Autre chose."))


NAMES = ("right_sentence_cited", "over_refusal", "wrong", "unanswerable_refused", "wrong_of_shown")


@pytest.mark.parametrize(
    ("assistant", "expected"),
    [(ORACLE, (1, 0, 0, 1, 0)), (REFUSER, (0, 1, 0, 1, None)), (LIAR, (0, 0, 1, 0, 1))],
    ids=["oracle", "refuser", "liar"],
)
def test_known_assistants(assistant: Any, expected: tuple[float | None, ...]) -> None:
    found = figures(ask_each(CASES, assistant))
    values = {name: figure.value if figure else None for name, figure in found.items()}
    assert values == dict(zip(NAMES, expected, strict=True))
    counts = [found[name].n for name in NAMES[:4]]  # type: ignore[union-attr]
    assert counts == [8, 8, 8, 2]


def test_shares_of_a_mixed_assistant() -> None:
    mixed: Any = FakeAssistant({0: "réponse0.", 1: "réponse1.", 2: "Autre.", 8: "Autre."})
    found = figures(ask_each(CASES, mixed))
    values = {name: figure.value for name, figure in found.items() if figure}
    assert values == {
        "right_sentence_cited": 2 / 8, "over_refusal": 5 / 8, "wrong": 1 / 8,
        "unanswerable_refused": 1 / 2, "wrong_of_shown": 2 / 4,
    }  # fmt: skip


def test_kinds_and_failures() -> None:
    mixed: Any = FakeAssistant({0: "réponse0.", 1: "Autre.", 8: "Autre."})
    asked = ask_each([CASES[0], CASES[1], CASES[2], CASES[8], CASES[9]], mixed)
    assert by_kind(asked) == {
        "fact": {Verdict.RIGHT: 1, Verdict.WRONG: 1, Verdict.REFUSED: 1},
        "trap": {Verdict.ANSWERED_WRONGLY: 1, Verdict.REFUSED_RIGHTLY: 1},
    }
    assert [item.case.id for item in failures(asked)] == ["c1", "c2", "c8"]
    wrong, refused, _ = failures(asked)
    for word in ("c1", "wrong", "Question 1 ?", "« Autre. »"):
        assert word in failure_text(wrong)
    assert "rien n’est cité" in failure_text(refused)
    assert failure_values(wrong)["cited"] == ["Autre."]


def test_risk_and_coverage_over_thresholds() -> None:
    # At threshold 0, three right answers, one wrong one and one where there is none; the guards refuse the rest.
    quotes: dict[int, str | None] = {0: "réponse0.", 1: "réponse1.", 2: "réponse2.", 3: "Autre.", 8: "Autre."}
    sure = {0: 0.9, 1: 0.8, 2: 0.3, 3: 0.5, 8: 0.2, 9: 0.99}
    strict: Any = FakeAssistant({0: "réponse0."}, sure, quotes)
    points = {point.threshold: point for point in risk_coverage(ask_each(CASES, strict))}
    assert list(points) == [round(0.05 * step, 2) for step in range(1, 20)]
    expected = {0.05: (5, 2), 0.25: (4, 1), 0.5: (3, 1), 0.55: (2, 0), 0.9: (1, 0)}
    for threshold, (shown, bad) in expected.items():
        point = points[threshold]
        assert point.coverage is not None
        assert point.risk is not None
        assert (point.coverage.value, point.coverage.n) == (shown / 10, 10)
        assert (point.risk.value, point.risk.n) == (bad / shown, shown)
    assert points[0.95].coverage is not None
    assert points[0.95].coverage.value == 0.0
    assert points[0.95].risk is None


def test_the_probability_is_that_of_what_is_cited_first() -> None:
    answer = answered("Autre.", start=60)
    guarded_away, cited, within = weighed(0.9, 0, 50), weighed(0.6, 55, 70), weighed(0.4, 62, 64)
    assert probability_of(answer, [guarded_away, cited, within]) == 0.6
    assert probability_of(answer, [guarded_away, weighed(0.7, 55, 70, document="e")]) == 0.9
    assert probability_of(answered(None), [guarded_away]) == 0.0
    assert probability_of(answer, []) == 0.0


def test_tables_and_values_say_the_same() -> None:
    mixed: Any = FakeAssistant({0: "réponse0.", 8: "Autre."})
    asked = ask_each(CASES, mixed)
    shares = figures(asked)
    assert figure_values(shares)["wrong_of_shown"]["value"] == 0.5
    assert figures_table("T", shares).row_count == 5
    assert kinds_table("T", by_kind(asked)).row_count == 2
    assert risk_table("T", risk_coverage(asked)).row_count == 19
    assert point_values(risk_coverage(asked)[18])["risk"] is None
