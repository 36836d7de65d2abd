"""What differs between sources, and whether it does at one time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from assistant.candidate import Scored
from assistant.positions import allies_of, compared
from assistant.stands import spoken_of
from assistant.steps.understand import question_of
from assistant.values import values_in
from tests.assistant.made_candidates import candidate

TODAY = date(2026, 1, 1)
STAFF = question_of("Combien d’agents compte la délégation au numérique en santé ?")
DECREE = question_of("Quand le décret sur la délégation a-t-il été publié ?")


def scored(text: str, id_: str, alone: float = 0.9, reads: float = 0.0, **known: Any) -> Scored:
    title = "La délégation au numérique en santé"
    made = candidate(text, id_=id_, title=title, begins=reads, answers=reads, known=known)
    return Scored(made, 0.9, 0.5, alone)


def texts(stands: tuple[Any, ...]) -> list[str]:
    return [stand.values[0].text for stand in stands]


def test_a_later_figure_leads_and_the_earlier_follows() -> None:
    found = compared(
        STAFF,
        [
            scored("La délégation compte 35 agents.", "a", published_on=date(2023, 1, 5)),
            scored("La délégation compte 60 agents.", "b", published_on=date(2024, 4, 12)),
        ],
        TODAY,
    )
    assert texts(found.current) == ["60 agents"]
    assert texts(found.earlier) == ["35 agents"]


def test_what_is_published_after_the_day_asked_about_does_not_lead() -> None:
    found = compared(
        STAFF,
        [
            scored("La délégation compte 35 agents.", "a", published_on=date(2023, 1, 5)),
            scored("La délégation compte 60 agents.", "b", published_on=date(2024, 4, 12)),
        ],
        date(2023, 6, 1),
    )
    assert texts(found.current) == ["35 agents"]


def test_one_document_with_itself_disagrees() -> None:
    known = {"published_on": date(2023, 6, 8)}
    found = compared(
        DECREE,
        [
            scored("Le décret sur la délégation a été publié le 7 juin 2023.", "a", **known),
            scored("Le décret sur la délégation a été publié le 7 mars 2023.", "a", **known),
        ],
        TODAY,
    )
    assert sorted(texts(found.current)) == ["7 juin 2023", "7 mars 2023"]
    assert not found.earlier


def test_the_day_of_something_past_does_not_change_with_time() -> None:
    found = compared(
        DECREE,
        [
            scored("Le décret sur la délégation a été publié le 7 juin 2023.", "a", published_on=date(2023, 6, 8)),
            scored("Le décret sur la délégation a été publié le 2 mai 2023.", "b", published_on=date(2024, 4, 1)),
        ],
        TODAY,
    )
    assert len(found.current) == 2


def test_of_one_rank_the_later_comes_first() -> None:
    words = "La délégation compte {} agents."
    found = compared(
        STAFF,
        [
            scored(words.format(35), "a", published_on=date(2024, 4, 1)),
            scored(words.format(60), "b", published_on=date(2024, 4, 12)),
        ],
        TODAY,
    )
    assert texts(found.current) == ["60 agents", "35 agents"]


def test_the_same_in_other_words_is_no_difference() -> None:
    found = compared(
        STAFF,
        [
            scored("La délégation compte une soixantaine d’agents.", "a", published_on=date(2024, 4, 1)),
            scored("La délégation compte 62 personnes.", "b", published_on=date(2024, 4, 12)),
        ],
        TODAY,
    )
    assert len(found.current) == 1


def test_what_hardly_answers_is_not_compared() -> None:
    found = compared(
        STAFF,
        [
            scored("La délégation compte 35 agents.", "a", published_on=date(2024, 4, 1)),
            scored("La délégation compte 60 agents.", "b", alone=0.1, reads=-3.0, published_on=date(2024, 4, 12)),
        ],
        TODAY,
    )
    assert texts(found.current) == ["35 agents"]


def test_what_is_about_something_else_is_not_compared() -> None:
    found = compared(
        STAFF,
        [
            scored("La délégation compte 35 agents.", "a", published_on=date(2024, 4, 1)),
            scored("Ce salon a réuni 60 personnes.", "b", published_on=date(2024, 4, 12)),
        ],
        TODAY,
    )
    assert texts(found.current) == ["35 agents"]


def test_beside_a_better_one_what_the_reader_says_counts() -> None:
    found = compared(
        STAFF,
        [
            scored("La délégation compte 35 agents.", "a", published_on=date(2024, 4, 1)),
            scored("La délégation compte 60 agents.", "b", alone=0.02, reads=2.0, published_on=date(2024, 4, 12)),
        ],
        TODAY,
    )
    assert len(found.current) == 2


def test_what_is_over_is_not_the_next() -> None:
    asked = question_of("Quelle est la date de la prochaine réunion de la délégation ?")
    told = {"published_on": date(2025, 11, 3)}
    found = compared(
        asked,
        [
            scored("La réunion de la délégation a eu lieu le 27 octobre 2025.", "a", **told),
            scored("La réunion de la délégation est fixée au 20 février 2026.", "a", **told),
            scored("La réunion de la délégation aura lieu le 27 février 2026.", "b", **told),
        ],
        TODAY,
    )
    assert sorted(texts(found.current)) == ["20 février 2026", "27 février 2026"]


def test_a_day_of_another_year_than_the_question_names_is_no_answer() -> None:
    told = [
        scored("Le décret sur la délégation a été publié le 7 juin 2023.", "a", published_on=date(2023, 6, 8)),
        scored("Le décret sur la délégation a été publié en septembre 2022.", "b", published_on=date(2023, 6, 8)),
        scored("Le décret sur la délégation a été publié le 2 mai.", "c", published_on=date(2023, 6, 8)),
    ]
    found = compared(question_of("Quand le décret sur la délégation a-t-il été publié en 2023 ?"), told, TODAY)
    assert sorted(texts(found.current)) == ["2 mai", "7 juin 2023"]
    assert sorted(texts(compared(DECREE, told, TODAY).current)) == ["2 mai", "7 juin 2023", "septembre 2022"]


HEAD = question_of("Qui dirige la délégation au numérique en santé ?")
NAMED = "Hela Martin dirige la délégation au numérique en santé."


def test_a_minister_who_speaks_of_an_office_does_not_hold_it() -> None:
    told = [
        scored(NAMED, "a", published_on=date(2023, 6, 8)),
        scored(
            "Paul Durand, ministre délégué à la Santé, dirige la réforme de la délégation au numérique en santé.",
            "b", published_on=date(2023, 6, 9),
        ),
    ]  # fmt: skip
    for order in (told, told[::-1]):
        assert texts(compared(HEAD, order, TODAY).current) == ["Hela Martin"]
    asked = question_of("Quel ministre dirige la réforme de la délégation au numérique en santé, et qui la dirige ?")
    assert len(compared(asked, told, TODAY).current) == 2


def test_who_is_named_by_the_head_of_state_is_no_head_of_state() -> None:
    told = [
        scored(NAMED, "a", published_on=date(2023, 6, 8)),
        scored(
            "Le président de la République a nommé Léa Petit, qui dirige la délégation au numérique en santé.",
            "b", published_on=date(2024, 6, 9),
        ),
    ]  # fmt: skip
    found = compared(HEAD, told, TODAY)
    assert (texts(found.current), texts(found.earlier)) == (["Léa Petit"], ["Hela Martin"])


def test_what_tells_the_earlier_value_too_knows_both() -> None:
    first = scored("La délégation compte 35 agents.", "a", published_on=date(2024, 4, 1))
    told = "La délégation compte 60 agents, elle en avait 35 agents à ses débuts."
    both = scored(told, "b", published_on=date(2024, 4, 12))
    assert texts(compared(STAFF, [first, both], TODAY).current) == ["35 agents"]


def test_an_undated_text_that_tells_of_a_later_day_is_later() -> None:
    words = "La délégation compte 60 agents."
    later = scored(words, "b")
    text = f"{words} Elle a été pérennisée en mai 2023."
    later = replace(later, candidate=replace(later.candidate, document=replace(later.candidate.document, text=text)))
    dated = scored("La délégation compte 35 agents.", "a", published_on=date(2022, 1, 5))
    found = compared(STAFF, [dated, later], TODAY)
    assert (texts(found.current), texts(found.earlier)) == (["60 agents"], ["35 agents"])


def test_those_that_differ_by_a_value_are_allies_and_others_are_not() -> None:
    texts_of = ["La délégation compte 35 agents.", "La délégation compte 60 agents.", "Ce salon a réuni 60 personnes."]
    best = [scored(text, str(place), reads=2.0).candidate for place, text in enumerate(texts_of)]
    assert allies_of(best, STAFF) == {0: [1], 1: [0], 2: []}
    assert allies_of([scored("Elle est à Paris.", "a").candidate], STAFF) == {}
    assert allies_of([], STAFF) == {}


def test_a_year_beside_the_figure_is_when_it_held() -> None:
    made = candidate("En 2019, la délégation comptait 20 agents.", known={"published_on": date(2024, 1, 1)})
    values = [value for value in values_in(made.evidence.text) if value.unit]
    assert spoken_of(made, values) == date(2019, 12, 31)


def test_nothing_to_compare() -> None:
    assert compared(STAFF, [], TODAY).current == ()
    assert compared(STAFF, [scored("La délégation est dirigée par Hela Ghariani.", "a")], TODAY).current == ()
