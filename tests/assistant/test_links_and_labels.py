"""Links that land on the words, and how kinds and dates are said."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.french_labels import KIND_LABELS, description
from assistant.links import text_fragment_url
from vectorstore.dating import dating, long_date
from vectorstore.types import Document, Kind

PAGE = "https://exemple.fr/page"


def linked(text: str, url: str | None = PAGE) -> str | None:
    return text_fragment_url(Document("d", "d", f"avant {text} après", "t", Kind.OTHER, url=url), 6, 6 + len(text))


def test_a_short_quote_is_given_whole() -> None:
    assert linked("Le décret, publié") == f"{PAGE}#:~:text=Le%20d%C3%A9cret%2C%20publi%C3%A9"


def test_a_paged_document_is_opened_at_the_page() -> None:
    document = Document("d", "d", "Un. Deux.", "t", Kind.OTHER, url=f"{PAGE}#x", pages=((0, 1), (4, 7)))
    assert text_fragment_url(document, 0, 3) == f"{PAGE}#page=1"
    assert text_fragment_url(document, 4, 9) == f"{PAGE}#page=7"


def test_signs_of_the_directive_are_encoded() -> None:
    assert linked("a-t-elle & b, c#d") == f"{PAGE}#:~:text=a%2Dt%2Delle%20%26%20b%2C%20c%23d"


def test_a_long_quote_is_given_by_its_edges() -> None:
    words = [f"mot{n}" for n in range(12)]
    assert (
        linked(" ".join(words)) == f"{PAGE}#:~:text=mot0%20mot1%20mot2%20mot3%20mot4,mot7%20mot8%20mot9%20mot10%20mot11"
    )


def test_lines_are_given_by_their_edges() -> None:
    assert (
        linked("Elle veille à :\nla sécurité") == f"{PAGE}#:~:text=Elle%20veille%20%C3%A0%20%3A,la%20s%C3%A9curit%C3%A9"
    )


def test_another_fragment_is_replaced() -> None:
    assert linked("mot", f"{PAGE}#partie") == f"{PAGE}#:~:text=mot"


@pytest.mark.parametrize("url", [None, "", "ftp://exemple.fr/x", "javascript:alert(1)", "data:text/html,x", "/page"])
def test_no_web_address_no_link(url: str | None) -> None:
    assert linked("mot", url) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_quote_makes_one_clean_directive(text: str) -> None:
    url = linked(text)
    assert url is not None
    directive = url.removeprefix(f"{PAGE}#:~:text=")
    assert directive.isascii()
    assert not set(directive) & set(' "<>&#-')
    assert directive.count(",") <= 1
    first, last = unquote(directive.split(",")[0]), unquote(directive.split(",")[-1])
    flat = " ".join(text.split())
    assert flat.startswith(first)
    assert flat.endswith(last)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2023, 6, 8), "8\u00a0juin\u00a02023"),
        (date(2023, 4, 1), "1er\u00a0avril\u00a02023"),
        (date(2024, 8, 21), "21\u00a0août\u00a02024"),
        (date(1999, 12, 31), "31\u00a0décembre\u00a01999"),
    ],
)
def test_long_date(day: date, said: str) -> None:
    assert long_date(day) == said


@given(st.dates())
def test_every_day_is_said_apart(day: date) -> None:
    number, month, year = long_date(day).split("\u00a0")
    assert (int(number.removesuffix("er")), int(year)) == (day.day, day.year)
    assert month == long_date(day.replace(day=1)).split("\u00a0")[1]


def item(kind: Kind = Kind.PRESS_RELEASE, **known: object) -> SimpleNamespace:
    empty = {"publisher": None, "published_on": None, "valid_from": None, "valid_to": None, "status_at": None}
    return SimpleNamespace(kind=kind, **{**empty, **known})


def test_description() -> None:
    assert description(item()) == "Communiqué de presse · date non précisée"
    assert (
        description(item(publisher="ANS", published_on=date(2023, 6, 8)))
        == "Communiqué de presse · ANS · 8\u00a0juin\u00a02023"
    )


def test_how_a_text_stands_is_told_where_it_says_more() -> None:
    text = Kind.OFFICIAL_TEXT
    since = item(text, valid_from=date(2016, 1, 28), status_at="en vigueur depuis le 28\u00a0janvier\u00a02016")
    assert description(since) == "Texte officiel · en vigueur depuis le 28\u00a0janvier\u00a02016"
    replaced = item(text, valid_from=date(2016, 1, 28), status_at="version remplacée le 1er\u00a0juillet\u00a02021")
    assert description(replaced).endswith(" · version remplacée le 1er\u00a0juillet\u00a02021")
    to_come = item(text, valid_from=date(2030, 1, 1), status_at="à venir le 1er\u00a0janvier\u00a02030")
    assert description(to_come) == "Texte officiel · à venir le 1er\u00a0janvier\u00a02030"
    assert description(item(status_at="offre expirée le 31\u00a0mai\u00a02023")).endswith(
        "expirée le 31\u00a0mai\u00a02023"
    )


def test_an_official_text_is_dated_by_its_force() -> None:
    since = item(Kind.OFFICIAL_TEXT, valid_from=date(2016, 1, 28), published_on=date(2016, 1, 27))
    assert dating(since) == "en vigueur depuis le 28\u00a0janvier\u00a02016"
    until = item(Kind.OFFICIAL_TEXT, valid_from=date(2016, 1, 28), valid_to=date(2021, 7, 1))
    assert dating(until) == "en vigueur du 28\u00a0janvier\u00a02016 au 1er\u00a0juillet\u00a02021"
    assert dating(item(Kind.OFFICIAL_TEXT, published_on=date(2016, 1, 27))) == "27\u00a0janvier\u00a02016"


def test_every_kind_has_a_label() -> None:
    assert set(KIND_LABELS) == set(Kind)
    assert len(set(KIND_LABELS.values())) == len(Kind)
