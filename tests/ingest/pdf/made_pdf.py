"""PDFs that the tests make: set with reportlab as an office program would, or written byte by byte."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT, RIGHT = 72.0, WIDTH - 72.0
Draw = Callable[[Canvas], None]


def drawn(*pages: Draw, title: str | None = None, encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF whose pages are drawn on a canvas, one function a page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=encrypt, invariant=1)
    if title is not None:
        canvas.setTitle(title)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(
    canvas: Canvas, top: float, texts: Sequence[str], *, size: float = 11, bold: bool = False, x: float = LEFT
) -> float:
    """Writes lines below each other from ``top`` points under the page's edge; returns where the next would be."""
    for text in texts:
        canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        canvas.drawString(x, HEIGHT - top, text)
        top += 1.25 * size
    return top


def wrapped(text: str, *, size: float = 11, width: float = RIGHT - LEFT) -> list[str]:
    """``text`` in lines as wide as fits."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    found: list[str] = []
    for word in text.split(" "):
        if found and stringWidth(f"{found[-1]} {word}", "Helvetica", size) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def simple(*texts: str) -> bytes:
    """A PDF of one wrapped paragraph a page."""

    def page(text: str) -> Draw:
        return lambda canvas: (lines(canvas, 100, wrapped(text)), None)[1]

    return drawn(*map(page, texts))


def written(objects: dict[int, bytes], *, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of the given objects, with a right table of where they are."""
    data = b"%PDF-1.7\n"
    places = {}
    for number, content in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    size = max(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 %s \n" % (places.get(n, 0), b"n" if n in places else b"f") for n in range(1, size))
    return data + b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, start)


def stream(content: bytes, extra: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object."""
    if packed:
        content, extra = zlib.compress(content, 9), extra + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
TEXT = b"BT /F1 11 Tf 72 700 Td (Le service est ouvert toute la semaine.) Tj ET"


def one_page(content: bytes = stream(TEXT), *, resources: bytes = b"", others: dict[int, bytes] | None = None) -> bytes:
    """A PDF of one page with the given content stream."""
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> " + resources + b" >> >>",
            4: content,
            5: FONT,
            **(others or {}),
        }
    )


def many_pages(count: int) -> bytes:
    """A PDF of ``count`` pages that share one content."""
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>"
    )
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
            3: stream(TEXT),
            4: FONT,
            **dict.fromkeys(range(5, 5 + count), page),
        }
    )


def encrypted(user: str, owner: str) -> bytes:
    """A PDF that asks for ``user`` to be opened."""
    protection = StandardEncryption(user, ownerPassword=owner, strength=128)
    page: Any = lambda canvas: lines(canvas, 100, ["Le service est ouvert toute la semaine."])  # noqa: E731
    return drawn(page, encrypt=protection)
