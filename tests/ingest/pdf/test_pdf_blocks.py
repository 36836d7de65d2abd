"""From the lines of pages to blocks: pages typeset by the test come back as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import RawBlock, assemble_paged
from ingest.pdf.blocks import read_blocks
from ingest.pdf.contents import without_contents
from ingest.pdf.layout import Item, PdfLine, PdfPage
from ingest.pdf.notes import part_notes, without_calls
from ingest.pdf.order import reading_order
from ingest.pdf.running import without_running_lines
from ingest.pdf.style import number_depth
from ingest.pdf.title import sensible_title
from vectorstore.pages import page_at
from vectorstore.types import BlockKind

WIDTH, HEIGHT, LEFT = 595.0, 842.0, 72.0
SIZE = 10.0


def line(
    text: str, baseline: float, *, page: int = 1, x: float = LEFT, size: float = SIZE, bold: bool = False
) -> PdfLine:
    """A line whose letters are half as wide as high."""
    return PdfLine(page, text, x, x + 0.5 * size * len(text), baseline, size, bold)


def page(*items: Item, number: int = 1) -> PdfPage:
    return PdfPage(number, WIDTH, HEIGHT, items)


def texts(pages: list[PdfPage]) -> list[tuple[str, str]]:
    return [(block.kind.value, block.marker + block.text) for block in read_blocks(pages)]


SENTENCES = st.lists(
    st.lists(st.text("abdeilmnoprstuvé", min_size=2, max_size=11), min_size=3, max_size=60).map(
        lambda words: (" ".join(words)).capitalize() + "."
    ),
    min_size=1,
    max_size=12,
)


@given(SENTENCES, st.integers(30, 80), st.integers(3, 40), st.booleans())
def test_typeset_paragraphs_come_back_with_their_pages(
    paragraphs: list[str], columns: int, lines_a_page: int, running: bool
) -> None:
    """Paragraphs set at any width over pages of any length; each word is on the page it was set on."""
    paragraphs = [f"{text[:-1]} z{chr(97 + number)}." for number, text in enumerate(paragraphs)]
    pages: list[list[PdfLine]] = [[]]
    set_on: dict[str, list[int]] = {}
    top = 130.0
    for text in paragraphs:
        rows: list[str] = []
        for word in text.split(" "):
            if rows and len(rows[-1]) + 1 + len(word) <= columns:
                rows[-1] += f" {word}"
            else:
                rows.append(word)
        set_on[text] = []
        for row in rows:
            if len(pages[-1]) == lines_a_page or top > 700:
                pages.append([])
                top = 130.0
            pages[-1].append(line(row, top, page=len(pages)))
            set_on[text] += [len(pages)] * (row.count(" ") + 1)
            top += 12
        top += 12
    made = []
    for number, rows_of_page in enumerate(pages, start=1):
        extra = [line("Une agence – Rapport", 30, page=number), line(f"{number}/{len(pages)}", 820, page=number)]
        made.append(page(*(extra if running and len(pages) > 1 else []), *rows_of_page, number=number))
    blocks = read_blocks(made)
    found = [block.text for block in blocks]
    clean, placed, page_starts = assemble_paged(blocks)
    assert found == paragraphs
    for block in placed:
        text = clean[block.start : block.end]
        at = block.start
        for word, number in zip(text.split(" "), set_on[text], strict=True):
            assert page_at(page_starts, at) == number
            assert page_at(page_starts, at + len(word) - 1) == number
            at += len(word) + 1


NOISE = st.text(st.sampled_from(" \u200b\u00a0\u202f\u0301\u00ad\t\u202ex-"), max_size=6)


@given(st.lists(st.lists(st.tuples(NOISE, st.integers(1, 5)), min_size=1, max_size=4), max_size=6))
def test_pages_follow_the_text_through_its_cleaning(blocks: list[list[tuple[str, int]]]) -> None:
    """Invisible and double characters go, and what is left is still on its page."""
    raw, expected, count = [], {}, 0
    for parts in blocks:
        text, pages = "", []
        for noise, number in parts:
            pages.append((len(text), number))
            text += f"mot{count}m {noise}"
            expected[f"mot{count}m"] = number
            count += 1
        raw.append(RawBlock(BlockKind.PARAGRAPH, text, pages=tuple(pages)))
    clean, _, page_starts = assemble_paged(raw)
    for word, number in expected.items():
        at = clean.index(word)
        assert {page_at(page_starts, at), page_at(page_starts, at + len(word) - 1)} == {number}


def test_headings_lists_and_stems() -> None:
    body = "La plateforme met les dossiers à disposition des services qui en ont besoin chaque jour."
    found = texts(
        [
            page(
                line("Rapport annuel", 100, size=24),
                line("1. Objet", 140, size=14, bold=True),
                line(body, 160),
                line("1.1 Les acteurs", 190, size=12, bold=True),
                line("Elle réunit :", 210),
                line("• les établissements de santé ;", 222, x=90),
                line("• les agences, qui", 234, x=90),
                line("les accompagnent.", 246, x=100),
                line("a) une précision.", 258, x=120),
                line("Contact : Anne Martin", 282),
            )
        ]
    )  # fmt: skip
    assert found == [
        ("heading", "Rapport annuel"), ("heading", "1. Objet"), ("paragraph", body), ("heading", "1.1 Les acteurs"),
        ("paragraph", "Elle réunit :"), ("item", "- les établissements de santé ;"),
        ("item", "- les agences, qui les accompagnent."), ("item", "a) une précision."),
        ("field", "Contact : Anne Martin"),
    ]  # fmt: skip


def test_heading_levels_follow_numbers_then_sizes() -> None:
    prose = "Un paragraphe de texte courant assez long pour donner le corps du document, et sa taille. " * 2
    items = [line("Le titre", 80, size=22), line("1. Un", 110, size=16, bold=True), line(prose[:90], 130)]
    items += [line("1.2. Deux", 160, size=13, bold=True), line(prose[:90], 180)]
    items += [line("Sans numéro", 210, bold=True), line(prose[:90], 230)]
    levels = {b.text: b.level for b in read_blocks([page(*items)]) if b.kind is BlockKind.HEADING}
    assert levels == {"Le titre": 1, "1. Un": 2, "1.2. Deux": 3, "Sans numéro": 4}
    assert number_depth("Annexe 2. Les incidents") == 1
    assert number_depth("2024, une année de travail") is None


def test_the_title_is_the_largest_line_and_no_body() -> None:
    prose = [line(BODY, 400 + 12 * n) for n in range(3)]
    cover = page(*prose, line("AGENCE DU NUMERIQUE EN SANTE", 100, size=30), line("(ANS)", 140, size=30),
                 line("Charte d’adhésion", 300, size=26), line("au service", 328, size=26))  # fmt: skip
    first = read_blocks([cover])[0]
    assert (first.kind, first.level, first.text) == (BlockKind.HEADING, 1, "Charte d’adhésion au service")


BODY = "Les établissements de santé transmettent leurs données chaque mois à l’agence compétente."


def numbered(count: int, *, header: str = "Une agence", footer: str = "Page {} sur {}") -> list[PdfPage]:
    made = []
    for number in range(1, count + 1):
        items = (
            line(header.format(number), 30, page=number),
            line(BODY.replace("mois", f"mois{chr(96 + number)}"), 120, page=number),
            line(footer.format(number, count), 815, page=number),
        )
        made.append(page(*items, number=number))
    return made


@pytest.mark.parametrize("count", [2, 3, 5, 12])
def test_headers_footers_and_page_numbers_go(count: int) -> None:
    kept = without_running_lines(numbered(count), SIZE)
    assert [len(one.items) for one in kept] == [1] * count
    assert all(isinstance(i, PdfLine) and i.text.startswith("Les établissements") for p in kept for i in p.items)


def test_a_header_that_names_the_part_goes_where_it_repeats() -> None:
    pages = numbered(8, header="Partie {}", footer="{}")
    pages = [replace(p, items=tuple(i for i in p.items)) for p in pages]
    assert all(len(p.items) == 1 for p in without_running_lines(pages, SIZE))


def test_numbers_that_do_not_follow_the_pages_stay() -> None:
    pages = [page(line("42", 815, page=1)), page(line("17", 815, page=2), number=2)]
    assert [len(p.items) for p in without_running_lines(pages, SIZE)] == [1, 1]
    assert [len(p.items) for p in without_running_lines([page(line("- 1 -", 815))], SIZE)] == [0]


def test_body_lines_and_titles_of_slides_stay() -> None:
    same = [page(line(BODY, 400, page=n), line("Le bilan", 50, page=n, size=24), number=n) for n in (1, 2)]
    same += [page(line("Autre titre", 50, page=n, size=24), number=n) for n in (3, 4, 5)]
    kept = without_running_lines(same, SIZE)
    assert [len(p.items) for p in kept[:2]] == [2, 2]
    assert [len(p.items) for p in kept[2:]] == [1, 0, 0], "what most pages repeat is said once"


def test_tables_of_contents_go() -> None:
    entries = [
        ("1. Objet", "3"),
        ("2. Champ", "3"),
        ("2.1 Les acteurs de toute la", ""),
        ("filière", "4"),
        ("3. Fin", "9"),
    ]
    items: list[Item] = [line("Sommaire", 100)]
    for row, (words, number) in enumerate(entries):
        items.append(line(words, 120 + 14 * row))
        if number:
            items.append(line(number, 120 + 14 * row, x=500))
    after = line("1. Objet", 300)
    assert without_contents([*items, after]) == [after]
    assert without_contents([line("Annexe ............ 12", 100), after]) == [after]
    kept: list[Item] = [line("Sommaire", 100), line("Le budget est de 12", 120), line("Il reste 3", 140)]
    assert without_contents(kept) == kept


def test_notes_leave_the_text_and_their_calls_go() -> None:
    items = [
        line("Les éditeurs¹ et les agences² mesurent 30 m² par poste.", 100),
        line(BODY, 130),
        line("¹ Éditeurs de logiciels.", 780, size=8),
        line("2 Agences régionales", 790, size=8),
        line("et nationales.", 800, size=8),
    ]
    text, notes = part_notes(items, SIZE)
    assert text == items[:2]
    assert {number: [x.text for x in lines] for number, lines in notes.items()} == {
        1: ["Éditeurs de logiciels."], 2: ["Agences régionales", "et nationales."],
    }  # fmt: skip
    found = read_blocks([page(*items)])
    assert [block.marker + block.text for block in found] == [
        "Les éditeurs et les agences mesurent 30 m² par poste.", BODY, "1. Éditeurs de logiciels.",
        "2. Agences régionales et nationales.",
    ]  # fmt: skip
    assert without_calls("10⁶ habitants", frozenset({1})) == "10⁶ habitants"
    address = [line(BODY, 100), line("9, rue Georges Pitard", 780, size=8)]
    assert part_notes(address, SIZE) == (address, {}), "no raised figure calls it"


def test_notes_do_not_cut_a_list_from_its_stem() -> None:
    first = page(line(BODY, 70), line("Le service¹ permet :", 100), line("1 Dit SAS.", 800, size=8))
    second = page(line("• de répondre ;", 100, page=2, x=90), line("• d’orienter.", 112, page=2, x=90),
                  line("Il est ouvert à toute heure du jour et de la nuit, dans toutes les régions.", 140, page=2),
                  number=2)  # fmt: skip
    found = read_blocks([first, second])
    assert [b.text[:12] for b in found] == [
        "Les établiss", "Le service p", "de répondre ", "d’orienter.", "Dit SAS.", "Il est ouver",
    ]  # fmt: skip
    assert [b.pages[0][1] for b in found] == [1, 1, 2, 2, 1, 2]


def test_what_is_drawn_first_but_stands_lower_is_read_later() -> None:
    low, title = line("Le bas de la page", 600), line("Le haut", 100, size=20)
    left = [line("gauche un", 200), line("gauche deux", 212)]
    right = [line("droite un", 200, x=320), line("droite deux", 212, x=320)]
    ordered = [item for group in reading_order([low, title, *left, *right]) for item in group]
    assert [item.text for item in ordered if isinstance(item, PdfLine)] == [
        "Le haut", "gauche un", "gauche deux", "Le bas de la page", "droite un", "droite deux",
    ]  # fmt: skip
    columns = [*left, *right, low]
    assert [item for group in reading_order(columns) for item in group] == columns


def test_cells_below_each_other_are_label_value_lines() -> None:
    rows = [("Employeur", "Une agence"), ("Lieu", "Paris"), ("Contrat", "CDI")]
    items = [line(cell, 100 + 15 * r, x=72 + 200 * c) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    items.insert(2, line("régionale de santé", 112, x=272))
    assert texts([page(*items)]) == [
        ("field", "Employeur : Une agence régionale de santé"), ("field", "Lieu : Paris"), ("field", "Contrat : CDI"),
    ]  # fmt: skip


def test_text_in_two_columns_is_no_table() -> None:
    left = [line(f"une ligne de prose de la colonne de gauche {n}", 100 + 12 * n, size=10) for n in range(4)]
    right = [line(f"une ligne de prose de la colonne de droite {n}", 100 + 12 * n, x=320) for n in range(4)]
    found = texts([page(*left, *right)])
    assert all(" : " not in text and " ; " not in text for _, text in found)


@pytest.mark.parametrize(
    ("title", "sensible"),
    [
        ("Charte d’adhésion", "Charte d’adhésion"),
        ("Microsoft Word - charte.docx", None),
        ("charte-adhesion.pdf", None),
        ("Document Word avec style prédéfini", None),
        ("", None),
        (None, None),
        (b"Charte", None),
    ],
)
def test_titles_of_the_metadata(title: object, sensible: str | None) -> None:
    blocks = [RawBlock(BlockKind.HEADING, "CHARTE D’ADHESION au service", pages=((0, 1),))]
    assert sensible_title(title, blocks) == sensible
