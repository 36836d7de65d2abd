"""More files made to be misread: entities, scripts, numbers, depths and repetitions."""

from __future__ import annotations

import io
import warnings
import zipfile

from hostile_files import PROSE, Hostile, data, paragraph, rows, word
from made_odt import made_odt

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HUGE = 1_000_000_000


def body(inner: str, before: str = "") -> bytes:
    """A DOCX with this XML for its body, and ``before`` ahead of the root."""
    made = f'<?xml version="1.0"?>{before}<w:document {_WORD}><w:body>{inner}</w:body></w:document>'
    return word(more={"word/document.xml": made.encode()})


def twice() -> bytes:
    """A DOCX with two documents of one name: programs differ on which is read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as good, zipfile.ZipFile(stream, "w") as made:
        for name in good.namelist():
            made.writestr(name, good.read(name))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made.writestr("word/document.xml", b"<a/>")
    return stream.getvalue()


def forwarded(times: int) -> str:
    """A message passed on by ``times`` hands, each as an attachment of the next."""
    hands = (f"From: a@b.fr\nSubject: Tr {n}\nContent-Type: message/rfc822\n\n" for n in range(times))
    return "".join(hands) + f"From: a@b.fr\nSubject: Fond\n\n{PROSE}"


def scripted_pdf() -> bytes:
    """A PDF that runs a script when it is opened, and one when it is printed."""
    script = b"<< /S /JavaScript /JS (app.alert\\('ouvert'\\)) >>"
    text = b"BT /F1 11 Tf 72 700 Td (Le service est ouvert toute la semaine.) Tj ET"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /AA << /WP 6 0 R >> /Names << /JavaScript << /Names "
        b"[(a) 6 0 R] >> >> >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A "
        b"<< /S /Launch /F (/bin/sh) >> >>] >>",
        4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        6: script,
    }
    made = b"%PDF-1.7\n"
    places = []
    for number, content in objects.items():
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + table + b"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)


# fmt: off
MORE = (
    Hostile("entite-externe.docx", data(body("<w:p><w:r><w:t>a &e; b</w:t></w:r></w:p>",
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>')), "entités"),
    Hostile("deux-fois.docx", data(twice), "n’est pas ouvert"),
    Hostile("etendue.docx", data(body(f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{_HUGE}"/></w:tcPr><w:p><w:r>'
            f"<w:t>{PROSE}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")), holds=PROSE),
    Hostile("repetitions.odt", data(made_odt(paragraph() + f'<table:table><table:table-row table:number-rows-repeated="'
            f'{_HUGE}"><table:table-cell table:number-columns-repeated="{_HUGE}"><text:p>x</text:p></table:table-cell>'
            f'</table:table-row></table:table><text:p>a<text:s text:c="{_HUGE}"/>b</text:p>')), holds=PROSE),
    Hostile("script.pdf", data(scripted_pdf), holds="Le service est ouvert toute la semaine.",
            without=("alert", "/bin/sh")),
    Hostile("transfert.eml", data(forwarded(50)), holds=PROSE),
    Hostile("transferts.eml", data(forwarded(5_000)), "trop de parties"),
    Hostile("sujet.eml", data(f"From: a@b.fr\nSubject: {'x' * 1_000_000}\n\n{PROSE}"), holds=PROSE),
    Hostile("codage.eml", data(f"From: a@b.fr\nSubject: =?x-rien?B?////?= t\nContent-Type: text/plain; charset=x-rien\n"
            f"Content-Transfer-Encoding: x-uuencode\n\n{PROSE}"), holds=PROSE),
    Hostile("attribut.html", data(lambda: f'<p title="{"x" * 5_000_000}">{PROSE}</p>'.encode()), holds=PROSE),
    Hostile("etendue.html", data(f"<table><tr><td colspan={_HUGE} rowspan={_HUGE}>{PROSE}<td>x<tr><td>y</table>"),
            holds=PROSE),
    Hostile("cadres.html", data("<meta http-equiv=refresh content='0;url=http://127.0.0.1/'><base href='file:///etc/'>"
            f"<iframe src='file:///etc/passwd'></iframe><object data='file:///etc/passwd'></object><p>{PROSE}</p>"),
            holds=PROSE, without=("root:", "passwd")),
    Hostile("utf7.html", data(b"<meta charset=utf-7><p>+ADw-script+AD4-alert+ADw-/script+AD4- Le soin continue.</p>"),
            holds="Le soin continue.", without=("<script>",)),
    Hostile("choix.html", data(f"<p>{PROSE}</p><select>" + "<option>x" * 100_000 + "</select>"), holds=PROSE),
    Hostile("crochets-avant.md", data("[" * 20_000 + PROSE), holds=PROSE),
    Hostile("jours.md", data("---\npublished_on: 9999999-99-99\nvalid_from: [1]\nvalid_to: .nan\ntitle: {a: b}\n"
            f"kind: [x]\n---\n{PROSE}"), holds=PROSE),
    Hostile("jours.txt", data("le lundi 3 mars 2021, " * 300), holds="le lundi 3 mars 2021,",
            flags=("contradictory_dates",)),
    Hostile("nombres.jsonl", data(rows(
            '{"id": ' + "9" * 5_000 + ', "text": "Un."}', '{"id": 1e999999, "text": "Deux."}',
            '{"id": "n", "text": "Trois.", "date": 99999999999999999999}', '{"id": "nan", "text": "Fin.", "x": NaN}')),
            rows=("L2", "n", "nan"), bad_rows=1),
)
