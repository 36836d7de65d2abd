"""Word documents: those that python-docx writes, and the XML that it cannot."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument

from ingest.archive import MAX_ENTRIES
from ingest.docx import read_docx
from ingest.read import read_bytes
from vectorstore.errors import UnreadableSource
from vectorstore.types import BlockKind as B

PROSE = "La délégation au numérique en santé pilote la feuille de route avec les agences régionales."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(fill: Callable[[WordDocument], object]) -> bytes:
    word = docx.Document()
    word.core_properties.title = ""
    fill(word)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def with_body(xml: str, more: dict[str, bytes] | None = None) -> bytes:
    """A Word document whose body is this XML."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(saved(lambda word: None))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()
    members |= more or {}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def shapes(data: bytes) -> list[tuple[B, int, str]]:
    return [(block.kind, block.level, f"{block.marker}{block.text}") for block in read_docx(data, "a.docx")[0]]


def lines(xml: str) -> list[str]:
    return [text for _, _, text in shapes(with_body(xml))]


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_lists_and_fields() -> None:
    def fill(word: WordDocument) -> None:
        word.add_heading("Feuille de route", 0)
        word.add_heading("Axe un", 1)
        word.add_paragraph(PROSE)
        word.add_heading("Détail", 2)
        for style, text in (
            ("List Bullet", "premier"),
            ("List Bullet 2", "dedans"),
            ("List Number", "un"),
            ("List Number", "deux"),
        ):
            word.add_paragraph(text, style=style)
        word.add_paragraph("Référence : 2023-4\nLieu : Paris")
        word.add_paragraph("• tapée à la main")
        word.sections[0].header.paragraphs[0].text = "EN-TÊTE"
        word.sections[0].footer.paragraphs[0].text = "Page 1"

    assert shapes(saved(fill)) == [
        (B.HEADING, 1, "Feuille de route"),
        (B.HEADING, 2, "Axe un"),
        (B.PARAGRAPH, 0, PROSE),
        (B.HEADING, 3, "Détail"),
        (B.ITEM, 0, "- premier"),
        (B.ITEM, 1, "- dedans"),
        (B.ITEM, 0, "1. un"),
        (B.ITEM, 0, "2. deux"),
        (B.FIELD, 0, "Référence : 2023-4"),
        (B.FIELD, 0, "Lieu : Paris"),
        (B.ITEM, 0, "- tapée à la main"),
    ]


def test_bold_lines_are_the_headings_of_a_document_without_any() -> None:
    def fill(word: WordDocument) -> None:
        for text, bold in (("Le contexte", True), (PROSE, False), ("Les moyens", True), (PROSE, True)):
            word.add_paragraph().add_run(text).bold = bold

    assert [kind for kind, _, _ in shapes(saved(fill))] == [B.HEADING, B.PARAGRAPH, B.HEADING, B.PARAGRAPH]


def fill_table(word: WordDocument, *rows: tuple[str, ...]) -> None:
    table = word.add_table(len(rows), len(rows[0]))
    for index, row in enumerate(rows):
        for cell, text in zip(table.rows[index].cells, row, strict=True):
            cell.text = text


def test_tables() -> None:
    def fill(word: WordDocument) -> None:
        fill_table(word, ("Référence", "2023-1"), ("Lieu :", "Paris"))
        fill_table(word, ("Année", "Budget", "Agents"), ("2023", "10 M€", "4"), ("2024", "=1+1", ""))
        fill_table(word, ("Un cadre autour du texte.",))
        fill_table(word, ("1", "2", "3"), ("4", "5", "6"))

    assert [text for _, _, text in shapes(saved(fill))] == [
        "Référence : 2023-1",
        "Lieu : Paris",
        "Année : 2023 ; Budget : 10 M€ ; Agents : 4",
        "Année : 2024 ; Budget : =1+1",
        "Un cadre autour du texte.",
        "1 ; 2 ; 3",
        "4 ; 5 ; 6",
    ]


def test_merged_cells_count_in_each_row() -> None:
    def fill(word: WordDocument) -> None:
        fill_table(word, ("Année", "Lieu", "Poste"), ("2023", "Paris", "A"), ("", "Lyon", "B"), ("2024", "Lille", "C"))
        table = word.tables[0]
        table.cell(1, 0).merge(table.cell(2, 0))

    assert [text for _, _, text in shapes(saved(fill))] == [
        "Année : 2023 ; Lieu : Paris ; Poste : A",
        "Année : 2023 ; Lieu : Lyon ; Poste : B",
        "Année : 2024 ; Lieu : Lille ; Poste : C",
    ]


def test_a_cell_of_text_is_introduced_by_its_label() -> None:
    def fill(word: WordDocument) -> None:
        fill_table(word, ("Missions", "Vous :"))
        cell = word.tables[0].cell(0, 1)
        for text in ("pilotez la feuille de route", "animez le réseau"):
            cell.add_paragraph(text, style="List Bullet")

    assert shapes(saved(fill)) == [
        (B.PARAGRAPH, 0, "Missions :"),
        (B.PARAGRAPH, 0, "Vous :"),
        (B.ITEM, 0, "- pilotez la feuille de route"),
        (B.ITEM, 0, "- animez le réseau"),
    ]


def test_tracked_changes_controls_and_hidden_text() -> None:
    paragraph = (
        f"<w:p>{r('Un ')}<w:del>{r('vieux ')}</w:del><w:ins>{r('nouveau ')}</w:ins>"
        f"<w:sdt><w:sdtContent>{r('texte')}</w:sdtContent></w:sdt>{r(' secret', '<w:vanish/>')}"
        f"{r(' montré', '<w:vanish w:val=' + chr(34) + '0' + chr(34) + '/>')}"
        "<w:r><w:noBreakHyphen/><w:tab/><w:instrText>PAGE</w:instrText></w:r>"
        f"<w:hyperlink>{r('lien')}</w:hyperlink></w:p>"
    )
    inside = f"<w:sdt><w:sdtContent><w:p>{r('Dans un contrôle.')}</w:p></w:sdtContent></w:sdt>"
    assert lines(paragraph + inside) == ["Un nouveau texte montré- lien", "Dans un contrôle."]


def test_text_boxes_once_and_after_their_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{r('Dans le cadre.')}</w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    drawn = (
        f"<w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(f"<w:p>{r('Avant.')}{drawn}</w:p><w:p>{r('Après.')}</w:p>") == ["Avant.", "Dans le cadre.", "Après."]


def test_contents_are_left_out_and_outline_levels_are_headings() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    contents = f"<w:sdt>{gallery}<w:sdtContent><w:p>{r('Axe un 3')}</w:p></w:sdtContent></w:sdt>"
    heading = f'<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr>{r("Axe un")}</w:p>'
    assert shapes(with_body(contents + heading)) == [(B.HEADING, 2, "Axe un")]


def test_numbers_as_the_document_writes_them() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, start, form, text in (
            (0, 1, "upperRoman", "Article %1"),
            (1, 3, "lowerLetter", "%2)"),
            (2, 1, "decimal", "%1.%2.%3"),
        )
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr></w:pPr>{r(text)}</w:p>'
        for level, text in ((0, "un"), (1, "dedans"), (1, "encore"), (2, "profond"), (0, "deux"), (1, "reparti"))
    )
    found = read_docx(with_body(body, {"word/numbering.xml": numbering.encode()}), "a.docx")[0]
    assert [(block.level, block.marker) for block in found] == [
        (0, "Article I "), (1, "c) "), (1, "d) "), (2, "I.d.1 "), (0, "Article II "), (1, "c) "),
    ]  # fmt: skip


def test_properties_are_declared_and_the_author_is_not() -> None:
    def fill(word: WordDocument) -> None:
        word.add_paragraph(PROSE)
        properties = word.core_properties
        properties.title, properties.category, properties.author = "Plan santé", "Communiqué de presse", "Jeanne Doe"

    found = read_bytes(saved(fill), "a.docx", "/a.docx")
    assert (found.title, found.kind.value, found.publisher) == ("Plan santé", "press_release", None)
    assert (found.published_on, found.provenance["title"].value) == (None, "declared")
    written = saved(lambda word: setattr(word.core_properties, "title", "Microsoft Word - cp.doc"))
    assert read_docx(written, "a.docx")[1].title is None


def zipped(members: dict[str, bytes], level: int = 9) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


GOOD = saved(lambda word: word.add_paragraph(PROSE))


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (GOOD[: len(GOOD) // 2], "abîmé"),
        (GOOD[:-30], "abîmé"),
        (with_body(f"<w:p>{r(PROSE)}"), "abîmé"),
        (with_body("", {"word/bomb.xml": b"a" * 30_000_000}), "démesuré"),
        (with_body("", {"../../etc/cron": b"x"}), "chemins"),
        (with_body("", {"C:\\x": b"x"}), "chemins"),
        (with_body("", {f"word/{n}": b"" for n in range(MAX_ENTRIES + 1)}), "démesuré"),
        (with_body("", {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entités"),
        (with_body("", {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")}), "entités"),
        (zipped({"word/document.xml": b"x", "a": b""}), "abîmé"),
        (zipped({"xl/workbook.xml": b"x"}), "Excel"),
    ],
    ids=["half", "end", "xml", "bomb", "path", "drive", "members", "entities", "wide", "parts", "excel"],
)
def test_bad_documents(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableSource, match=word):
        read_bytes(data, "a.docx", "/a.docx")


def test_a_lying_length_inflates_no_further() -> None:
    bomb = zipped({"[Content_Types].xml": b"", "_rels/.rels": b" " * 3_000_000, "word/document.xml": b""})
    size = (3_000_000).to_bytes(4, "little")
    assert size in bomb
    with pytest.raises(UnreadableSource, match="abîmé"):
        read_docx(bomb.replace(size, (100).to_bytes(4, "little")), "a.docx")


@pytest.mark.parametrize("seed", range(40))
def test_any_damage_is_a_sentence(seed: int) -> None:
    damage = random.Random(seed)
    data = bytearray(GOOD)
    for _ in range(damage.randint(1, 30)):
        data[damage.randrange(len(data))] = damage.randrange(256)
    reason = ""
    try:
        text = read_bytes(bytes(data), "a.docx", "/a.docx").text
    except UnreadableSource as error:
        text, reason = "refused", str(error)
    assert text
    assert not reason or ("« a" in reason and reason.endswith("."))
