"""Tables with spans, several header rows, and texts in their cells."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import RawBlock
from ingest.cells import Cell, cell_table_blocks
from ingest.html import read_html
from vectorstore.types import BlockKind as B


def lines(page: str) -> list[str]:
    return [block.text for block in read_html(page.encode(), "a.html")[0]]


def test_a_value_that_spans_rows_counts_in_each() -> None:
    page = """<table><tr><th>Région<th>Année<th>Budget
    <tr><td rowspan=2>Bretagne<td>2023<td>10 M€<tr><td>2024<td>12 M€<tr><td>Corse<td>2024<td>3 M€</table>"""
    assert lines(page) == [
        "Région : Bretagne ; Année : 2023 ; Budget : 10 M€",
        "Région : Bretagne ; Année : 2024 ; Budget : 12 M€",
        "Région : Corse ; Année : 2024 ; Budget : 3 M€",
    ]


def test_two_header_rows_are_read_from_top_to_bottom() -> None:
    page = """<table><tr><th rowspan=2>Année<th colspan=2>Agents<tr><th>Femmes<th>Hommes
    <tr><td>2023<td>4<td>5</table>"""
    assert lines(page) == ["Année : 2023 ; Agents, Femmes : 4 ; Agents, Hommes : 5"]


def test_a_wide_value_leaves_the_columns_after_it_their_names() -> None:
    page = "<table><tr><th>A<th>B<th>C<tr><td colspan=2>un et deux<td>trois</table>"
    assert lines(page) == ["A : un et deux ; C : trois"]


def test_a_first_cell_that_heads_its_row_is_a_label() -> None:
    page = "<table><tr><th>Lundi<td>9 h<td>18 h<tr><th>Mardi<td>10 h<td>17 h</table>"
    assert lines(page) == ["Lundi : 9 h ; 18 h", "Mardi : 10 h ; 17 h"]
    assert lines("<table><tr><th>Lieu<td>Paris<tr><th>Poste :<td>A</table>") == ["Lieu : Paris", "Poste : A"]


def test_nonsense_spans_and_formulas() -> None:
    page = """<table><tr><th colspan=0>A<th rowspan=-3>B<tr><td colspan=x>=HYPERLINK("http://x")<td>+1
    <tr><td rowspan=99999999>2<td>@SUM(A1)</table>"""
    assert lines(page) == ['A : =HYPERLINK("http://x") ; B : +1', "A : 2 ; B : @SUM(A1)"]


def test_names_of_columns_are_guessed_only_when_asked_and_likely() -> None:
    rows = [[Cell(text) for text in row] for row in (("Année", "Lieu", "Budget"), ("2023", "Paris", "10"))]
    assert [block.text for block in cell_table_blocks(rows)] == ["Année ; Lieu ; Budget", "2023 ; Paris ; 10"]
    assert [block.text for block in cell_table_blocks(rows, guess_header=True)] == [
        "Année : 2023 ; Lieu : Paris ; Budget : 10"
    ]
    figures = [[Cell(text) for text in row] for row in (("1", "2", "3"), ("4", "5", "6"))]
    assert len(cell_table_blocks(figures, guess_header=True)) == 2


def test_spans_cannot_unfold_into_gigabytes() -> None:
    wide = "<td rowspan=9999 colspan=9999>" + "a" * 100
    start = time.process_time()
    found = lines(f"<table><tr>{wide * 150}{'<tr>' * 5_000}</table>")
    assert sum(map(len, found)) < 20 * 150 * 100
    assert time.process_time() - start < 3


cells = st.builds(
    Cell,
    text=st.text("ab ", max_size=4),
    blocks=st.lists(st.builds(RawBlock, st.sampled_from([B.PARAGRAPH, B.ITEM]), st.just("x")), max_size=3).map(tuple),
    columns=st.integers(0, 300),
    rows=st.integers(0, 5),
    header=st.booleans(),
)


@given(st.lists(st.lists(cells, max_size=4), max_size=5), st.booleans())
def test_every_cell_is_said(rows: list[list[Cell]], guess: bool) -> None:
    said = "\n".join(block.text for block in cell_table_blocks(rows, guess_header=guess))
    width = 0
    for row in rows:
        width = max(width, sum(max(1, cell.columns) for cell in row))
    if width * 5 >= 200:
        return  # columns beyond the bound are left out
    for row in rows:
        for cell in row:
            if cell.text.strip() and not cell.blocks:
                assert cell.text in said
