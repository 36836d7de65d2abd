"""What the lexical index holds of a passage: its terms in four views, and what filters need."""

from __future__ import annotations

import tantivy

from vectorstore.days import OPEN_END, day
from vectorstore.french import pairs, roots, stems, words
from vectorstore.types import PassageRow

WEIGHTS = {"words": 0.5, "roots": 0.6, "pairs": 0.4}
"""How much the fields that only rank add, beside 1 for the stems in ``body``."""

Terms = dict[str, str]
"""By field, the terms of a text with blanks between them."""


def schema() -> tantivy.Schema:
    """The fields of the lexical index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("document_id", "kind", "publisher"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("body", *WEIGHTS):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("published_on", "valid_from", "valid_to"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    return builder.build()


def views(text: str) -> dict[str, list[str]]:
    """The terms of ``text`` by field."""
    whole = words(text)
    stemmed = stems(whole)
    return {"body": stemmed, "words": whole, "roots": roots(whole), "pairs": pairs(stemmed)}


def indexed_text(row: PassageRow) -> str:
    """What is searched of a passage: its words under its title and headings."""
    return "\n".join((row.title, *row.passage.heading, row.passage.text))


def terms_of(text: str) -> Terms:
    """The terms of a text by field, as the index takes them."""
    return {name: " ".join(terms) for name, terms in views(text).items()}


def tantivy_document(row: PassageRow, key: str, terms: Terms | None = None) -> tantivy.Document:
    """The passage as a document of the lexical index, under its key; ``terms`` if they are found already."""
    passage = row.passage
    document = tantivy.Document()
    document.add_text("id", key)
    document.add_text("document_id", passage.document_id)
    document.add_text("kind", row.kind.value)
    if row.publisher is not None:
        document.add_text("publisher", row.publisher)
    for name, joined in (terms_of(indexed_text(row)) if terms is None else terms).items():
        document.add_text(name, joined)
    document.add_unsigned("published_on", day(row.published_on))
    document.add_unsigned("valid_from", day(row.valid_from))
    document.add_unsigned("valid_to", day(row.valid_to, OPEN_END))
    return document
