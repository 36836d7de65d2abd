"""Markdown and its front matter."""

from __future__ import annotations

from datetime import date

from ingest.blocks import assemble
from ingest.markdown import read_markdown
from vectorstore.types import BlockKind as B
from vectorstore.types import Kind

PAGE = """---
title: Le guide
kind: guide
publisher: CNIL
published_on: 2024-02-01
valid_to: "1er mars 2025"
reference: 2024-12
url: https://exemple.fr/guide
language: fr
---
# Le guide

Une phrase
sur deux lignes, avec **du gras**, *de l'italique* et [un lien](https://a.fr).

::: warning Attention
> Une citation.
:::

## Étapes

1. Première :
   - détail un
   - détail deux
2. Seconde

| Année | Budget |
|-------|--------|
| 2023  | 10 M€  |

Référence : 12
Lieu : Paris
"""


def shapes(text: str) -> list[tuple[B, int, str]]:
    clean, spans = assemble(read_markdown(text)[0])
    return [(s.kind, s.level, clean[s.start : s.end]) for s in spans]


def test_structure() -> None:
    assert shapes(PAGE) == [
        (B.HEADING, 1, "Le guide"),
        (B.PARAGRAPH, 0, "Une phrase sur deux lignes, avec du gras, de l'italique et un lien."),
        (B.PARAGRAPH, 0, "Une citation."),
        (B.HEADING, 2, "Étapes"),
        (B.STEM, 0, "Première :"),
        (B.ITEM, 1, "détail un"),
        (B.ITEM, 1, "détail deux"),
        (B.ITEM, 0, "Seconde"),
        (B.FIELD, 0, "Année : 2023 ; Budget : 10 M€"),
        (B.FIELD, 0, "Référence : 12"),
        (B.FIELD, 0, "Lieu : Paris"),
    ]


def test_front_matter() -> None:
    declared = read_markdown(PAGE)[1]
    assert (declared.title, declared.kind, declared.publisher) == ("Le guide", Kind.GUIDE, "CNIL")
    assert (declared.published_on, declared.valid_to) == (date(2024, 2, 1), date(2025, 3, 1))
    assert (declared.reference, declared.url) == ("2024-12", "https://exemple.fr/guide")


def test_broken_front_matter_is_left_out() -> None:
    blocks, declared = read_markdown("---\ntitle: [oups\n---\nTexte.")
    assert declared.title is None
    assert [b.text for b in blocks] == ["Texte."]


def test_a_rule_above_prose_is_no_front_matter() -> None:
    blocks, _ = read_markdown("---\nUne phrase.\n---\nTexte.")
    assert "Une phrase." in " ".join(b.text for b in blocks)


def test_odd_values_are_ignored() -> None:
    declared = read_markdown("---\ntitle: 12\nkind: {a: b}\npublished_on: demain\n---\nx")[1]
    assert (declared.title, declared.kind, declared.published_on) == ("12", None, None)


def test_lists_set_in_from_the_margin() -> None:
    assert shapes("Le contenu est :\n\n        - un\n\n        - deux\n") == [
        (B.STEM, 0, "Le contenu est :"),
        (B.ITEM, 0, "un"),
        (B.ITEM, 0, "deux"),
    ]


def test_html_inside_leaves_its_words() -> None:
    assert shapes("<div class='x'>\n<p>Bonjour</p></div>\n\nA<br>B <b>C</b>") == [
        (B.PARAGRAPH, 0, "Bonjour"),
        (B.PARAGRAPH, 0, "A B C"),
    ]


def test_tables_without_a_rule_or_with_blank_lines_between_rows() -> None:
    rows = ["| Acte |\u00a0Tarif |", "| Séance | 10 € |", "| Semestre | 193 € |"]
    expected = [
        (B.FIELD, 0, "Acte : Séance ; Tarif : 10 €"),
        (B.FIELD, 0, "Acte : Semestre ; Tarif : 193 €"),
    ]
    assert shapes("\n\n".join(rows)) == expected
    assert shapes("\n".join(rows)) == expected
    assert shapes("\n".join([rows[0], "|---|---|", *rows[1:]])) == expected


def test_what_is_nested_beyond_reason_is_not_lost() -> None:
    assert shapes(">" * 5_000 + "au fond") == [(B.PARAGRAPH, 0, "au fond")]
    nested = "".join("  " * depth + f"- mot{depth}\n" for depth in range(30))
    assert [text for _, _, text in shapes(nested)] == [f"mot{depth}" for depth in range(30)]
