"""PDFs that are none, are damaged, or are traps: each refused by name and reason, within bounds."""

from __future__ import annotations

import resource
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pdf import TEXT, drawn, encrypted, lines, many_pages, one_page, simple, stream, written
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.pdf.extract import Refused, extract
from ingest.pdf.limits import PdfLimits
from ingest.pdf.reader import read_pdf
from ingest.read import ReadFailure, read, read_bytes
from vectorstore.errors import UnreadableSource

SMALL = PdfLimits(pages=200, seconds=4, memory_mb=400)
FORM = (
    b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
    b"/Resources << /Font << /F1 5 0 R >> /XObject << /X%d %d 0 R >> >>"
)


def scanned() -> bytes:
    from PIL import Image

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)

    return drawn(draw, draw)


def stamped() -> bytes:
    """A scan whose pages have nothing but their number."""
    from PIL import Image

    def draw(number: int) -> Callable[[Canvas], None]:
        def page(canvas: Canvas) -> None:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
            lines(canvas, 815, [str(number)], size=8)

        return page

    return drawn(draw(1), draw(2), draw(3))


def bomb() -> bytes:
    """A content stream of two gigabytes in two megabytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 20_000_000) for _ in range(100)) + packer.flush()
    return one_page(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))


def nested_forms() -> bytes:
    """Ten drawings, each of which draws the next ten times."""
    forms = {10 + n: stream(b"/X%d Do " % (11 + n) * 10, FORM % (11 + n, 11 + n)) for n in range(9)}
    forms[19] = stream(b"n", FORM % (10, 19))
    return one_page(stream(b"/X10 Do"), resources=b"/XObject << /X10 10 0 R >>", others=forms)


def deep_pages() -> bytes:
    tree = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 1) for n in range(2, 5000)}
    return written({1: b"<< /Type /Catalog /Pages 2 0 R >>", **tree, 5000: b"<< /Type /Page /MediaBox [0 0 9 9] >>"})


def wide_pages() -> bytes:
    kids = {n: b"<< /Type /Pages /Kids [" + b"%d 0 R " % (n + 1) * 10 + b"] /Count 999999 >>" for n in range(2, 12)}
    return written({1: b"<< /Type /Catalog /Pages 2 0 R >>", **kids, 12: b"<< /Type /Page /MediaBox [0 0 9 9] >>"})


def unmapped() -> bytes:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    return one_page(stream(b"BT /F1 11 Tf 72 700 Td <000100020003000400050006> Tj ET"), others={5: font})


LOOP = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"}
CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "vide": (lambda: b"", "est vide"),
    "blancs": (lambda: b" \n\t ", "est vide"),
    "image": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 99, "une image PNG"),
    "archive": (lambda: b"PK\x03\x04" + b"0" * 99, "une archive ZIP"),
    "page web": (lambda: b"<html><body>Bonjour</body></html>", "une page web"),
    "texte": (lambda: "Du texte seulement, accentué.".encode(), "n’est pas un PDF"),
    "coupé": (lambda: simple("Du texte. " * 400)[:-800], "est incomplet"),
    "coupé tôt": (lambda: simple("Du texte. " * 400)[:60], "est incomplet"),
    "coupé et fermé": (lambda: many_pages(60)[:4000] + b"\n%%EOF\n", "abîmé"),
    "en-tête seul": (lambda: b"%PDF-1.7\n%%EOF\n", "abîmé"),
    "bruit": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF", "abîmé"),
    "sans page": (lambda: written({1: b"<< /Type /Catalog >>"}), "abîmé"),
    "sans pages": (lambda: written({1: b"<< /Type /Catalog /Pages 2 0 R >>",
                                    2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), "abîmé"),
    "arbre en boucle": (lambda: written(LOOP), "abîmé"),
    "arbre profond": (deep_pages, "abîmé"),
    "arbre large": (wide_pages, "incomplet"),
    "pages manquantes": (lambda: one_page().replace(b"/Count 1", b"/Count 9"), "pages lisibles : 1 sur 9"),
    "protégé": (lambda: encrypted("secret", "maître"), "mot de passe"),
    "numérisé": (scanned, "reconnaissance de caractères"),
    "numérisé et folioté": (stamped, "reconnaissance de caractères"),
    "page blanche": (lambda: one_page(stream(b"")), "aucun texte"),
    "polices muettes": (unmapped, "polices"),
    "long": (lambda: many_pages(201), "plus de 200 pages"),
    "très long": (lambda: many_pages(10_000), "plus de 200 pages"),
    "bombe": (bomb, "trop de mémoire"),
    "formes emboîtées": (nested_forms, "trop de"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_is_refused_by_name_and_reason_within_bounds(case: str) -> None:
    make, words = CASES[case]
    data = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(UnreadableSource) as refused:
        read_bytes(data, f"{case}.pdf", "/x", pdf=SMALL)
    reason = str(refused.value)
    assert f"« {case}.pdf »" in reason
    assert words in reason
    assert reason.endswith(".")
    assert not any(word in reason for word in ("Error", "Exception", "Traceback", "None"))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before <= SMALL.seconds + 2


HARMLESS: dict[str, Callable[[], bytes]] = {
    "forme qui se dessine": lambda: one_page(
        stream(b"/X10 Do"),
        resources=b"/XObject << /X10 10 0 R >>",
        others={10: stream(b"/X10 Do " + TEXT, FORM % (10, 10))},
    ),
    "table en boucle": lambda: one_page().replace(b"/Size 6", b"/Size 6 /Prev 9"),
    "nombres immenses": lambda: one_page(stream(b"BT /F1 1e300 Tf 1e300 -1e300 Td (a) Tj ET " + TEXT)),
    "page sans taille": lambda: one_page().replace(b"[0 0 595 842]", b"[0 0 0 0]    "),
    "traits sans nombre": lambda: one_page(stream(b"10 10 m 90 90 l S " * 20_000 + TEXT)),
    "crochets": lambda: one_page(stream(TEXT + b"[" * 50_000)),
}  # fmt: skip


@pytest.mark.parametrize("case", HARMLESS)
def test_oddities_that_hide_nothing_are_read(case: str) -> None:
    blocks, _ = read_pdf(HARMLESS[case](), f"{case}.pdf", PdfLimits(seconds=30))
    assert [b.text for b in blocks if len(b.text) > 5] == ["Le service est ouvert toute la semaine."]


def test_a_short_document_gets_less_time_than_a_long_one() -> None:
    limits = PdfLimits(seconds=100)
    assert limits.seconds_for(1) < limits.seconds_for(90) < limits.seconds_for(10_000) == 100


def test_pages_are_counted_before_they_are_read() -> None:
    began = time.process_time()
    with pytest.raises(Refused, match="pages"):
        extract(many_pages(10_000), 200)
    assert time.process_time() - began < 5


def test_one_bad_pdf_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.pdf").write_bytes(one_page())
    bad, good = (item for name in ("a.pdf", "b.pdf") for item in read(tmp_path / name))
    assert isinstance(bad, ReadFailure)
    assert not isinstance(good, ReadFailure)


def test_a_pdf_named_otherwise_says_what_it_is() -> None:
    with pytest.raises(UnreadableSource, match="en réalité un document PDF"):
        read_bytes(one_page(), "note.txt", "/note.txt")


@settings(max_examples=25)
@given(st.data())
def test_a_damaged_pdf_gives_blocks_or_a_sentence(data: st.DataObject) -> None:
    """Bytes changed anywhere: it is read or refused, and nothing else is raised."""
    content = bytearray(one_page())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UnreadableSource):
        read_pdf(bytes(content), "x.pdf", SMALL)
