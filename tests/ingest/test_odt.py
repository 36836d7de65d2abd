"""OpenDocument texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_odt import made_odt

from ingest.document import build_document
from ingest.odt import read_odt
from ingest.read import read_bytes
from vectorstore.errors import UnreadableSource
from vectorstore.types import BlockKind as B


def shapes(body: str) -> list[tuple[B, int, str]]:
    blocks, _ = read_odt(made_odt(body), "a.odt")
    return [(block.kind, block.level, f"{block.marker}{block.text}") for block in blocks]


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def items(style: str, *texts: str) -> str:
    inner = "".join(f"<text:list-item>{text}</text:list-item>" for text in texts)
    return f'<text:list text:style-name="{style}">{inner}</text:list>'


def test_title_headings_and_paragraphs() -> None:
    body = (
        p("Feuille de route", "Title")
        + '<text:h text:outline-level="1">Axe <text:s text:c="2"/>un</text:h>'
        + p("Une<text:tab/>phrase,<text:line-break/>coupée.")
        + p("Référence : 2023-4")
    )
    assert shapes(body) == [
        (B.HEADING, 1, "Feuille de route"),
        (B.HEADING, 2, "Axe un"),
        (B.PARAGRAPH, 0, "Une phrase, coupée."),
        (B.FIELD, 0, "Référence : 2023-4"),
    ]


def test_nested_and_numbered_lists() -> None:
    inner = items("", p("dedans"), p("encore"))
    assert shapes(items("L1", p("premier") + inner, p("second"))) == [
        (B.ITEM, 0, "- premier"),
        (B.ITEM, 1, "- dedans"),
        (B.ITEM, 1, "- encore"),
        (B.ITEM, 0, "- second"),
    ]
    numbered = items("L2", p("un") + inner, p("deux"))
    assert [text for _, _, text in shapes(numbered + numbered)] == ["1. un", "a) dedans", "b) encore", "2. deux"] * 2


def test_a_second_paragraph_of_an_item_has_no_mark() -> None:
    assert shapes(items("L2", p("un") + p("Suite du premier."), p("deux"))) == [
        (B.ITEM, 0, "1. un"),
        (B.PARAGRAPH, 0, "Suite du premier."),
        (B.ITEM, 0, "2. deux"),
    ]


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{text}</table:table-cell>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def test_tables_are_label_value_lines() -> None:
    two = f"<table:table>{row(cell(p('Lieu')), cell(p('Paris')))}</table:table>"
    head = (
        f"<table:table-header-rows>{row(*(cell(p(t)) for t in ('Année', 'Budget', 'Lieu')))}</table:table-header-rows>"
    )
    wide = (
        f"<table:table>{head}"
        + row(cell(p("2023"), 'table:number-rows-spanned="2"'), cell(p("10 M€")), cell(p("Paris")))
        + row("<table:covered-table-cell/>", cell(p("12 M€")), cell(p("Lyon")))
        + "</table:table>"
    )
    assert [text for _, _, text in shapes(two + wide)] == [
        "Lieu : Paris",
        "Année : 2023 ; Budget : 10 M€ ; Lieu : Paris",
        "Année : 2023 ; Budget : 12 M€ ; Lieu : Lyon",
    ]


def test_what_is_not_shown_is_left_out_and_notes_are_kept() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        + p("supprimé")
        + "</text:deletion></text:changed-region></text:tracked-changes>"
        + "<text:table-of-content><text:index-body>"
        + p("Axe un 3")
        + "</text:index-body></text:table-of-content>"
        + p(
            "Texte<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            + p("La note.")
            + '</text:note-body></text:note><text:span text:style-name="H"> caché</text:span>'
            "<office:annotation><text:p>commentaire</text:p></office:annotation> visible."
        )
        + '<text:h text:outline-level="1">Suite</text:h>'
    )
    assert [text for _, _, text in shapes(body)] == ["Texte visible.", "La note.", "Suite"]


def test_text_boxes_frames_and_bold_headings() -> None:
    box = f"<draw:frame><draw:text-box>{p('Dans un cadre.')}</draw:text-box></draw:frame>"
    body = (
        p("Le contexte", "G") + p(f"Un paragraphe.{box}") + p('<text:span text:style-name="B">Les moyens</text:span>')
    )
    assert shapes(body) == [
        (B.HEADING, 2, "Le contexte"),
        (B.PARAGRAPH, 0, "Un paragraphe."),
        (B.PARAGRAPH, 0, "Dans un cadre."),
        (B.HEADING, 2, "Les moyens"),
    ]


def test_declared_title() -> None:
    blocks, declared = read_odt(made_odt(p("Un texte."), title="Plan de santé"), "a.odt")
    assert build_document(blocks, source="/a", name="a", declared=declared).title == "Plan de santé"
    assert read_odt(made_odt(p("Un texte."), title="Sans titre 1"), "a.odt")[1].title is None


@pytest.mark.parametrize(
    ("more", "before", "word"),
    [
        ({"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}, "", "mot de passe"),
        ({}, '<!DOCTYPE x [<!ENTITY a "b">]>', "entités"),
        ({"content.xml": b"<office:document-content"}, "", "abîmé"),
        ({"content.xml": b"<a/>"}, "", "abîmé"),
        ({"../evil": b"x"}, "", "chemins"),
    ],
)
def test_bad_documents(more: dict[str, bytes], before: str, word: str) -> None:
    with pytest.raises(UnreadableSource, match=word):
        read_bytes(made_odt(p("Un texte."), more=more, before=before), "a.odt", "/a.odt")


@given(st.recursive(st.text(st.characters(codec="utf-8", exclude_characters="<>&"), max_size=20).map(p), lambda inner:
       st.lists(inner, min_size=1, max_size=3).map(lambda parts: items("L2", *parts)), max_leaves=8))  # fmt: skip
def test_any_nesting_is_read_or_refused(body: str) -> None:
    try:
        found = read_bytes(made_odt(body), "a.odt", "/a.odt")
    except UnreadableSource:
        return  # nothing legible, or characters that XML does not allow
    for block in found.blocks:
        assert found.text[block.start : block.end].strip()
