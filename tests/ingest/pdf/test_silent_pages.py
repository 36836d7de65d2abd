"""Pages that are pictures, in a PDF whose other pages are text."""

from __future__ import annotations

from made_pdf import Draw, drawn, lines, simple, wrapped
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.notes import notes_of, silent_flag
from ingest.pdf.reader import read_pdf
from ingest.read import read_bytes

PROSE = "La mission d’appui accompagne les maternités dans leurs échanges avec la ville, et en rend compte."

OTHERS = (
    "Le bilan de l’année est rendu au printemps.",
    "Une charte lie les établissements entre eux et dit leurs devoirs.",
    "Trois régions ont ouvert un guichet pour les familles, et deux autres suivront.",
)


def picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)


def text(number: int) -> Draw:
    def page(canvas: Canvas) -> None:
        lines(canvas, 100, wrapped(f"Partie {number}. {OTHERS[number % 3]} {PROSE}"))
        lines(canvas, 815, [f"Page {number}"], size=8)

    return page


def stamped(number: int) -> Draw:
    def page(canvas: Canvas) -> None:
        picture(canvas)
        lines(canvas, 815, [f"Page {number}"], size=8)

    return page


def blank(canvas: Canvas) -> None:
    canvas.setFillGray(1)


def test_a_partly_scanned_document_is_read_and_says_which_pages_are_silent() -> None:
    data = drawn(text(1), stamped(2), picture, text(4), blank, picture)
    found = read_bytes(data, "mixte.pdf", "/mixte.pdf")
    assert "Partie 1." in found.text
    assert "Partie 4." in found.text
    assert found.flags == ("pages_without_text:2-3,6",), "a blank page hides nothing"
    assert notes_of(found) == [
        "pages 2-3, 6 sans texte (images) : passez-les à la reconnaissance de caractères (OCR) pour les indexer"
    ]


def test_one_page() -> None:
    found = read_bytes(drawn(text(1), picture, text(3)), "a.pdf", "/a.pdf")
    assert notes_of(found) == [
        "page 2 sans texte (image) : passez-la à la reconnaissance de caractères (OCR) pour l’indexer"
    ]


def test_text_beside_a_picture_is_no_silence() -> None:
    def both(canvas: Canvas) -> None:
        picture(canvas)
        lines(canvas, 100, wrapped(PROSE))

    blocks, declared = read_pdf(drawn(both, text(2)), "a.pdf")
    assert blocks
    assert declared.silent_pages == ()
    assert read_bytes(simple(PROSE, OTHERS[1]), "a.pdf", "/a.pdf").flags == ()


def test_many_pages_are_told_as_runs() -> None:
    assert silent_flag(()) == ()
    assert silent_flag((3, 4, 5, 9)) == ("pages_without_text:3-5,9",)
    (flag,) = silent_flag(tuple(range(1, 200, 2)))
    assert flag.endswith(",79,…")
