"""Lines put together again are the text that was broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pdf.joining import join_lines, words_of

WORDS = st.sampled_from(
    ["santé", "l’accès", "numérique", "établissements", "sous-traitant", "organisation", "2024", "(RGPD)", "hôpital,",
     "données.", "peut-être", "—", ":", "«", "Seine-Saint-Denis", "qu’il", "vis-à-vis", "interopérabilité"]
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=30), st.data())
def test_lines_broken_between_and_inside_words(words: list[str], data: st.DataObject) -> None:
    """Of words that stand whole elsewhere every break is mended, whether the hyphen is theirs or the printer's."""
    text = " ".join(words)
    lines, at = [], 0
    while at < len(text):
        end = data.draw(st.integers(at + 1, min(at + 25, len(text))))
        piece = text[at:end]
        if text[end : end + 1] == " ":
            end += 1
        elif end < len(text) and piece[-1] != "-":
            inside = text[end - 3 : end + 3].isalpha() and len(piece) > 2 and " " not in text[end - 3 : end + 3]
            if not inside:
                end = text.find(" ", end) + 1 or len(text)
                piece = text[at:end].rstrip()
            else:
                piece += data.draw(st.sampled_from(["-", "\u00ad"]))
        lines.append(piece.rstrip(" "))
        at = end
    lines = [line for line in lines if line]
    joined, starts = join_lines(lines, words_of([" ".join(words)]))
    assert joined == text.rstrip()
    assert len(starts) == len(lines)
    for line, start in zip(lines, starts, strict=True):
        assert joined[start : start + len(line) - 1] == line[:-1]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["l’organi-", "sation des soins"], "l’organisation des soins"),
        (["il en est peut-", "être ainsi"], "il en est peut-être ainsi"),
        (["y a-t-", "il lieu"], "y a-t-il lieu"),
        (["celui-", "ci"], "celui-ci"),
        (["la Seine-", "Saint-Denis"], "la Seine-Saint-Denis"),
        (["le sous-", "traitant"], "le sous-traitant"),
        (["de 2020-", "2021"], "de 2020-2021"),
        (["le texte –", "il est clair"], "le texte – il est clair"),
        (["l’", "écosystème"], "l’écosystème"),
        (["voir https://exemple.fr/pdf/2020-", "10/guide.pdf et"], "voir https://exemple.fr/pdf/2020-10/guide.pdf et"),
        (
            ["voir https://exemple.fr/guides", "pour en savoir plus"],
            "voir https://exemple.fr/guides pour en savoir plus",
        ),
        (["une inter\u00ad", "opérabilité"], "une interopérabilité"),
        (["fin\u00ad"], "fin"),
        ([], ""),
        (["", "un mot cou-", "", "pé"], "un mot coupé"),
    ],
)
def test_line_ends(lines: list[str], text: str) -> None:
    assert join_lines(lines)[0] == text


def test_the_document_tells_whose_a_hyphen_is() -> None:
    lines = ["un co-", "financement"]
    assert join_lines(lines, words_of(["le co-financement"]))[0] == "un co-financement"
    assert join_lines(lines, words_of(["le cofinancement"]))[0] == "un cofinancement"


def test_a_word_may_be_broken_twice() -> None:
    assert join_lines(["vis-", "à-", "vis"], words_of(["vis-à-vis"]))[0] == "vis-à-vis"
    assert join_lines(["orga-", "nisati-", "on"], words_of(["organisation"]))[0] == "organisation"


def test_halves_of_broken_words_are_no_words() -> None:
    assert words_of(["l’organi-", "sation des", "soins"]) == {"des", "soins"}
