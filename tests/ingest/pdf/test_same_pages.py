"""Pages that are the same: none of their lines is a header for that."""

from __future__ import annotations

import pytest
from made_pdf import drawn, lines, simple, wrapped
from reportlab.pdfgen.canvas import Canvas
from test_silent_pages import picture

from ingest.read import read_bytes
from vectorstore.errors import UnreadableSource

LINE = "Le standard de l’agence répond de neuf heures à midi."
LONG = " ".join(f"{LINE} Au guichet {number}, un conseiller reçoit sur rendez-vous." for number in range(6))


@pytest.mark.parametrize("copies", [2, 3, 4, 7])
@pytest.mark.parametrize("words", [LINE, LONG])
def test_identical_pages_are_read(copies: int, words: str) -> None:
    found = read_bytes(simple(*[words] * copies), "a.pdf", "/a.pdf")
    assert found.text.replace("\n", " ").count(LINE) == copies * words.count(LINE)


def test_figures_aside_they_are_the_same_too() -> None:
    found = read_bytes(simple("Bon numéro 1 de retrait.", "Bon numéro 2 de retrait."), "a.pdf", "/a.pdf")
    assert "Bon numéro 1 de retrait." in found.text
    assert "Bon numéro 2 de retrait." in found.text


def headed(words: str) -> object:
    def page(canvas: Canvas) -> None:
        lines(canvas, 40, ["Agence de la santé – lettre interne"], size=9)
        lines(canvas, 300, wrapped(words))

    return page


def test_the_header_of_pages_that_differ_goes_even_when_one_comes_twice() -> None:
    pages = [headed(words) for words in ("Le premier sujet du mois est le dossier.", LINE, LINE, "Enfin, les stages.")]
    found = read_bytes(drawn(*pages), "a.pdf", "/a.pdf")  # type: ignore[arg-type]
    assert "lettre interne" not in found.text
    assert found.text.count(LINE) == 2


def test_pictures_under_one_stamp_are_still_scanned() -> None:
    def page(canvas: Canvas) -> None:
        picture(canvas)
        lines(canvas, 815, ["Direction des archives, copie conforme"], size=8)

    with pytest.raises(UnreadableSource, match="reconnaissance de caractères"):
        read_bytes(drawn(page, page), "a.pdf", "/a.pdf")
