"""Questions about the demonstration documents as of a day, other than those of the evaluation."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.contract import Answer, AskRequest
from assistant.service import Assistant


def ask(assistant: Assistant, question: str, as_of: str | None = None) -> Answer:
    return assistant.ask(AskRequest(question=question, as_of=as_of and date.fromisoformat(as_of)))


@pytest.mark.parametrize(
    ("question", "as_of", "says", "never"),
    [
        (
            "Le médecin de ville a-t-il le droit de regarder le dossier pharmaceutique ?",
            "2014-01-01",
            "aucun médecin n’a accès",
            "biologiste",
        ),
        (
            "Combien de temps les vaccins restent-ils visibles dans le dossier pharmaceutique ?",
            "2015-12-01",
            "vingt et un ans",
            "quatre mois",
        ),
        (
            "En 2020, un plateau d’imagerie mutualisé était autorisé pour combien de temps ?",
            None,
            "cinq ans",
            "trois ans",
        ),
        ("Qui dirige la DNS ?", "2019-12-01", "Dominique Pon", "Ghariani"),
    ],
)
def test_what_held_then_is_said(demo: Assistant, question: str, as_of: str | None, says: str, never: str) -> None:
    answer = ask(demo, question, as_of)
    assert says in answer.answer
    assert never not in answer.answer


def test_what_began_later_is_not_said(demo: Assistant) -> None:
    question = "Combien de temps les vaccins restent-ils visibles dans le dossier pharmaceutique ?"
    assert "vingt et un ans" not in ask(demo, question, "2014-12-01").answer


def test_what_changed_in_a_year_is_told_of_each_version(demo: Assistant) -> None:
    answer = ask(demo, "L’article R. 1111-10 a-t-il changé en 2018 ?")
    begins = list(dict.fromkeys(citation.valid_from for citation in answer.citations))
    assert begins == [date(2011, 3, 7), date(2018, 3, 1)]
    assert answer.answer.count("[Version en vigueur du ") == 2


def test_no_version_of_the_year(demo: Assistant) -> None:
    assert not ask(demo, "Que disait l’article R. 1111-10 en 2019 ?").citations
