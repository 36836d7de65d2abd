"""Legal references: every spelling gives one token, and nothing else is one."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore import legal_reference
from vectorstore.french import analyze
from vectorstore.legal_reference import ReferenceKind, find_references


def _tokens(text: str) -> list[str]:
    return [reference.token for reference in find_references(text)]


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("article L. 1111-8", "l1111-8"),
        ("L1111-8", "l1111-8"),
        ("l.1111-8 du CSP", "l1111-8"),
        ("Art. L 1111-8", "l1111-8"),
        ("art.L.1111-8", "l1111-8"),
        ("L. 1111\u20118", "l1111-8"),
        ("l’article L.\u00a01111-8", "l1111-8"),
        ("article\nL. 1111-\n8", "l1111-8"),
        ("ARTICLE L. 1111-8", "l1111-8"),
        ("(L.1111-8)", "l1111-8"),
        ("L.1111-8-1", "l1111-8-1"),
        ("R. 1111-8-8", "r1111-8-8"),
        ("D. 1110-3-1", "d1110-3-1"),
        ("R.* 123-4", "r123-4"),
        ("L.O. 141-1", "lo141-1"),
        ("L. 1111-8 bis", "l1111-8bis"),
        ("article L. 111", "l111"),
        ("article 1111-8", "1111-8"),
        ("article A. 212", "a212"),
        ("legiarti000006685779", "legiarti000006685779"),
        ("LEGITEXT000006072665", "legitext000006072665"),
        ("JORFTEXT000038821260", "jorftext000038821260"),
        ("décret n° 2022-1434", "decret2022-1434"),
        ("décret 2022-1434", "decret2022-1434"),
        ("DÉCRET N°2022-1434", "decret2022-1434"),
        ("de\u0301cret nº 2022-1434", "decret2022-1434"),
        ("decret numero 2022-1434", "decret2022-1434"),
        ("loi n° 2002-303", "loi2002-303"),
        ("loi organique n° 2001-692", "loi2001-692"),
        ("loi n° 78-17", "loi78-17"),
        ("loi 1978-17", "loi78-17"),
        ("ordonnance n°2018-20", "ordonnance2018-20"),
        ("délibération n° 2021-118", "deliberation2021-118"),
        ("décision du Conseil constitutionnel n° 2022-845 DC", "decision2022-845"),
        ("règlement (UE) 2016/679", "ue2016/679"),
        ("règlement UE n° 2016/679", "ue2016/679"),
        ("règlement européen 2016/679", "ue2016/679"),
        ("règlement délégué (UE) 2016/679", "ue2016/679"),
        ("(UE) 2016/679", "ue2016/679"),
        ("directive 95/46/CE", "ue95/46"),
        ("arrêté du 1er août 2018", "arrete20180801"),
        ("arrêté modifié du 11 juin 2018", "arrete20180611"),
    ],
)
def test_one_token(text: str, token: str) -> None:
    assert _tokens(text) == [token]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "article 9",
        "vitamine D 10",
        "vertèbres L4-5 et D11-12",
        "Martin D. 2003",
        "de 2021-2022",
        "le 12/04/2024",
        "24/7",
        "R2D2",
        "AL1111-8",
        "lL. 1111-8x",
        "référence 2023-1181585",
        "le décret de 2022",
        "la loi de finances",
        "legiarti00000668577",
        "article L. 123456-8",
        "01 44 38 38 38",
    ],
)
def test_no_reference(text: str) -> None:
    assert _tokens(text) == []


def test_fields_and_offsets() -> None:
    text = "Selon l'article L. 1111-8 du code de la santé publique et le décret n° 2022-1434."
    article, decree = find_references(text)
    assert (article.kind, article.number, article.code) == (
        ReferenceKind.ARTICLE,
        "L1111-8",
        "csp",
    )
    assert text[article.start : article.end] == "article L. 1111-8"
    assert (decree.kind, decree.number, decree.code) == (ReferenceKind.DECREE, "2022-1434", None)
    assert text[decree.start : decree.end] == "décret n° 2022-1434"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("L. 1111-8 du CSP", ["csp"]),
        ("L.1111-8 CSP", ["csp"]),
        ("CSP, art. L. 1111-8", ["csp"]),
        ("L. 162-1 (code de la securite sociale)", ["css"]),
        ("L. 1110-4, L. 1111-8-1 et R. 1111-8 du code de la santé publique", ["csp"] * 3),
        ("L. 1110-4 du CSP et L. 162-1 du code de la sécurité sociale", ["csp", "css"]),
        ("L. 114-1 du code des relations entre le public et l’administration", ["crpa"]),
        ("L. 1111-8 du présent code", [None]),
        ("L. 1111-8. Le code de la santé publique", [None]),
        ("L. 3211-1 du code général de la fonction publique", ["cgfp"]),
    ],
)
def test_code_beside_the_article(text: str, codes: list[str | None]) -> None:
    assert [reference.code for reference in find_references(text)] == codes


def test_numbers_that_share_one_nature() -> None:
    text = "les décrets n° 2016-46 du 12 janvier 2016 et n° 2016-47"
    assert _tokens(text) == ["decret2016-46", "decret2016-47"]


_LETTERS = st.sampled_from(["L", "R", "D"])
_NUMBERS = st.tuples(st.integers(100, 9999), st.lists(st.integers(1, 999), min_size=1, max_size=3)).map(
    lambda parts: "-".join(map(str, (parts[0], *parts[1])))
)


@given(
    letter=_LETTERS,
    number=_NUMBERS,
    word=st.sampled_from(["", "article ", "Article\u00a0", "art. ", "ART ", "art.", "l’article "]),
    dot=st.sampled_from(["", ".", ". ", " ", ".\u00a0", ".\u202f"]),
    hyphen=st.sampled_from(["-", "\u2010", "\u2011", "\u2013"]),
    lower=st.booleans(),
    around=st.sampled_from([("", ""), ("(", ")"), ("selon ", ", et"), ("« ", " »"), ("", ".")]),
)
@settings(deadline=None)
def test_any_spelling_of_an_article(
    letter: str,
    number: str,
    word: str,
    dot: str,
    hyphen: str,
    lower: bool,
    around: tuple[str, str],
) -> None:
    written = word + letter + dot + number.replace("-", hyphen)
    text = around[0] + (written.lower() if lower else written) + around[1]
    token = f"{letter.lower()}{number}"
    assert _tokens(text) == [token]
    assert token in analyze(text)


@given(
    nature=st.sampled_from(["décret", "Decret", "loi", "LOI", "ordonnance", "Ordonnance"]),
    year=st.integers(2000, 2030),
    rank=st.integers(1, 1999),
    sign=st.sampled_from(["", "n° ", "n°", "nº ", "no ", "N° ", "n. ", "numéro "]),
    space=st.sampled_from([" ", "\u00a0", "\n"]),
)
@settings(deadline=None)
def test_any_spelling_of_a_text(nature: str, year: int, rank: int, sign: str, space: str) -> None:
    (reference,) = find_references(f"le{space}{nature}{space}{sign}{year}-{rank}, modifié")
    assert reference.number == f"{year}-{rank}"
    assert reference.token == f"{reference.kind.value}{year}-{rank}"
    assert reference.number in analyze(f"{nature} {sign}{year}-{rank}")


@given(st.text(alphabet="lLrRdDaAoO.rticle*- \n0123456789n°/()UEduCSPcodé,et", max_size=120))
@settings(deadline=None)
def test_stretches_are_ordered_and_inside(text: str) -> None:
    at = 0
    for reference in find_references(text):
        assert at <= reference.start < reference.end <= len(text)
        at = reference.end


_WRITTEN = st.lists(
    st.sampled_from(
        [
            "article",
            "articles ",
            "art.",
            "L. ",
            "l.o ",
            "R.* ",
            "A",
            "D ",
            "du code de la santé publique",
            "csp",
            ", ",
            " et ",
            "-",
            "‑ ",
            "1111-8",
            "12",
            "2022-1434",
            "9",
            " bis",
            "loi ",
            "décret ",
            "délibérations ",
            "du conseil constitutionnel ",
            "n° ",
            "numéro ",
            "no",
            "arrêté modifié ",
            "du ",
            "1er ",
            "mai ",
            "2018",
            "\n",
            "\xa0",
            "é",
            "x",
        ]
    ),
    max_size=14,
).map("".join)


@given(_WRITTEN)
@settings(deadline=None)
@pytest.mark.parametrize(
    ("head", "number"),
    [("_ARTICLE_HEAD", "_ARTICLE_NUMBER"), ("_TEXT_HEAD", "_TEXT_NUMBER"), ("_ORDER_HEAD", "_ORDER_DATE")],
)
def test_heads_before_digits_are_those_of_the_whole_pattern(head: str, number: str, text: str) -> None:
    before, after = getattr(legal_reference, head), getattr(legal_reference, number)
    whole = re.compile(before.pattern.removesuffix(r"\Z") + after.pattern, re.IGNORECASE)
    starts = [match.start() for match in re.finditer("[0-9]+", text)]
    found = legal_reference._announced(before, after, text, starts)
    assert [(one.start(), two.end()) for one, two in found] == [match.span() for match in whole.finditer(text)]


@given(st.text(max_size=200))
@settings(deadline=None)
def test_never_raises(text: str) -> None:
    find_references(text)


@pytest.mark.parametrize("odd", ["lo\u0131 n° 2002-303", "d\u0131rective 95/46", "deci\u017fion 20-1"])
def test_letters_that_only_ignore_case_as_latin(odd: str) -> None:
    find_references(odd)


@pytest.mark.parametrize(
    "unit",
    [
        "l.",
        "article ",
        "art. l. ",
        "1-",
        "1" * 1000,
        " ",
        "a",
        "L. 1111-8 et ",
        "décret n° 20-1 et n° 20-1, ",
        "e\u0301",
        "code de la ",
        "csp ",
        "L. 1111-8 csp, ",
        "(ue) n° ",
        "arrêté du 1er ",
        "l.o.l.o ",
    ],
)
def test_linear_time(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    start = time.process_time()
    find_references(text)
    assert time.process_time() - start < 1.5
