"""What the chat's HTML says of time: the day of an answer, how sources stand, timelines, disagreements."""

from __future__ import annotations

from datetime import date

import pytest
from chat_markup import ANY, answered, assert_harmless, cited
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.positions import disagreement
from assistant.chat.render import answer_day, answer_turn, error_turn, pending_turn, source_card
from assistant.chat.timeline import timeline_list, when
from assistant.contract import Disagreement, Position, Status, Timeline, TimelinePoint
from vectorstore.types import Kind

TODAY, THEN = date(2026, 1, 1), date(2012, 1, 12)
SAID = "12\u00a0janvier\u00a02012"


def point(id_: str, **fields: object) -> TimelinePoint:
    known: dict[str, object] = {
        "document_id": id_, "title": f"Titre {id_}", "kind": Kind.OFFICIAL_TEXT, "published_on": None,
        "valid_from": None, "valid_to": None, "status_at": None, "citations": [], "current": False,
    }  # fmt: skip
    return TimelinePoint.model_validate({**known, **fields})


def test_the_day_of_an_answer() -> None:
    assert answer_day(TODAY, None, TODAY) == ""
    assert answer_day(THEN, None, TODAY) == f"Réponse au {SAID}, date lue dans la question"
    assert answer_day(THEN, THEN, TODAY) == f"Réponse au {SAID}, date choisie"
    assert answer_day(TODAY, TODAY, TODAY) == "Réponse au 1er\u00a0janvier\u00a02026, date choisie"


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.NO_ANSWER])
def test_every_turn_says_its_day(status: Status) -> None:
    answer = answered(status, cited("Des mots.", 0, 9)).model_copy(update={"as_of": THEN})
    assert f"Réponse au {SAID}" in answer_turn(1, "q", answer, lambda id_: "Des mots.", as_of=THEN, today=TODAY)
    assert "Réponse au" not in answer_turn(1, "q", answer, lambda id_: "Des mots.", today=THEN)
    for turn in (pending_turn, lambda question, day: error_turn(question, "Non.", day)):
        assert f"À la date du {SAID}" in turn("q", THEN)
        assert "À la date du" not in turn("q", None)


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"valid_from": THEN, "valid_to": TODAY, "status_at": "abrogé le 1er janvier 2026"}, "abrogé le"),
        ({"valid_from": TODAY, "status_at": "à venir le 1er janvier 2026"}, "à venir le"),
        ({"status_at": "version remplacée le 1er janvier 2026"}, "version remplacée le"),
        (
            {"kind": Kind.JOB_DESCRIPTION, "published_on": THEN, "status_at": "offre expirée le 1er mars"},
            "offre expirée",
        ),
    ],
)
def test_a_source_that_does_not_hold_is_labelled(fields: dict[str, object], label: str) -> None:
    card = source_card(1, cited("Des mots.", 0, 9, **{"kind": Kind.OFFICIAL_TEXT, **fields}), "Des mots.")
    assert f'<span class="standing">{label}' in card
    assert card.count(label) == 1
    assert_harmless(card)


def test_a_source_in_force_has_its_days_and_no_label() -> None:
    days = f"en vigueur depuis le {SAID}"
    card = source_card(1, cited("x", 0, 1, kind=Kind.OFFICIAL_TEXT, valid_from=THEN, status_at=days), "x")
    assert card.count(days) == 1
    assert 'class="standing"' not in card


def test_a_timeline() -> None:
    first = point("a", valid_from=THEN, valid_to=TODAY, status_at="version remplacée le 1er janvier 2026")
    second = point("b", valid_from=TODAY, status_at="en vigueur depuis le 1er\u00a0janvier\u00a02026", citations=[1, 2],
                   current=True)  # fmt: skip
    third = point("c", valid_from=date(2027, 1, 1), status_at="à venir le 1er\u00a0janvier\u00a02027")
    line = Timeline(title="article L. 1", points=[first, second, third])
    html = timeline_list(3, line, TODAY, TODAY)
    text = assert_harmless(html).text
    assert "Versions\u00a0: article L. 1" in text
    assert html.count("<li") == 3
    assert html.count("(non citée, ") == html.count('href="/sources/') == 2
    assert html.count('aria-current="true"') == html.count("version actuelle") == 1
    assert '<span class="standing">version remplacée' in html
    assert text.count("à venir le") == 1
    assert "en vigueur depuis le 1er\u00a0janvier\u00a02027" not in text
    assert [html.count(f'href="#source-3-{number}"') for number in (1, 2, 3)] == [1, 1, 0]
    assert "version au 1er\u00a0janvier\u00a02026" in timeline_list(3, line, TODAY, date(2027, 1, 1))


def test_the_days_of_a_point() -> None:
    assert when(point("a", valid_from=THEN, valid_to=TODAY)) == f"en vigueur du {SAID} au 1er\u00a0janvier\u00a02026"
    advert = point(
        "a", kind=Kind.JOB_DESCRIPTION, published_on=THEN, valid_to=TODAY, status_at="offre expirée le 3 mai"
    )
    assert when(advert) == SAID
    line = Timeline(title=None, points=[advert, point("b", kind=Kind.NEWS, published_on=TODAY)])
    text = assert_harmless(timeline_list(1, line, TODAY, TODAY)).text
    assert "Offre d’emploi\u00a0: Titre a" in text
    assert "offre expirée le 3 mai" in text


def test_positions_side_by_side_by_authority() -> None:
    text = "Il y en a dix. Il y en a douze."
    release = cited(text, 0, 14, number=1, kind=Kind.NEWS, published_on=THEN)
    law = cited(text, 15, 31, number=2, kind=Kind.OFFICIAL_TEXT, document_id="loi", valid_from=TODAY)
    found = Disagreement(
        topic="Combien ?",
        positions=[Position(value="dix", citations=[1]), Position(value="douze", citations=[2]),
                   Position(value="onze", citations=[7])],
    )  # fmt: skip
    html = disagreement(4, found, {1: release, 2: law})
    read = assert_harmless(html)
    assert read.text.index("douze") < read.text.index("dix") < read.text.index("onze")
    assert "«\u00a0Il y en a dix.\u00a0»" in read.text
    assert "Texte officiel · en vigueur depuis le 1er\u00a0janvier\u00a02026" in read.text
    assert f"Article de presse · {SAID}" in read.text
    assert "Les sources ne s’accordent pas" in read.text
    same = law.model_copy(update={"document_id": release.document_id})
    assert "Le document se contredit" in disagreement(4, found, {1: release, 2: same})


def test_a_disagreement_is_told_once_and_what_is_wanting_stays() -> None:
    one, two = cited("dix douze", 0, 3), cited("dix douze", 4, 9, number=2)
    answer = answered(
        Status.PARTIAL, one, two, answer="dix [1]\n\ndouze [2]\n\nElles diffèrent.\n\nPas de réponse à la suite."
    )
    positions = [Position(value="dix", citations=[1]), Position(value="douze", citations=[2])]
    answer.disagreements.append(Disagreement(topic="q", positions=positions))
    html = answer_turn(1, "q", answer, lambda id_: "dix douze")
    assert "Elles diffèrent." not in html
    assert "Pas de réponse à la suite." in html
    assert html.count('class="disagreement"') == 1


@given(ANY, st.lists(st.tuples(ANY, ANY), min_size=1, max_size=3), ANY)
def test_hostile_words_stay_words(title: str, titles: list[tuple[str, str]], value: str) -> None:
    points = [point(name, title=name, status_at=status, current=True) for name, status in titles]
    for named in (title, None):
        read = assert_harmless(timeline_list(1, Timeline(title=named, points=points), TODAY, TODAY))
        assert (named or "") in read.text
        for name, status in titles:
            assert name in read.text
            assert status in read.text
    quote = cited(value, 0, len(value), title=title, publisher=title, status_at=title)
    found = Disagreement(topic=title, positions=[Position(value=value, citations=[1])])
    assert value in assert_harmless(disagreement(1, found, {1: quote})).text
