"""Assembly: exact spans over clean text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import RawBlock, assemble, clean
from vectorstore.types import BlockKind

raw_blocks = st.lists(
    st.builds(
        RawBlock,
        st.sampled_from(list(BlockKind)),
        st.text(max_size=40),
        st.integers(0, 4),
        st.sampled_from(["", "- ", "1. ", " • ", "II.-"]),
    ),
    max_size=12,
)


@given(raw_blocks)
def test_spans_are_exact_ordered_and_apart(blocks: list[RawBlock]) -> None:
    text, spans = assemble(blocks)
    said = [clean(b.text) for b in blocks if any(c.isalnum() for c in clean(b.text))]
    assert [text[s.start : s.end] for s in spans] == said
    end = 0
    for span in spans:
        assert span.start >= end
        end = span.end
        assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
    assert end == len(text)


@given(raw_blocks)
def test_the_text_is_clean(blocks: list[RawBlock]) -> None:
    text, _ = assemble(blocks)
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in text if c != "\n")
    assert "  " not in text
    assert all(line == line.rstrip() for line in text.split("\n"))
    text.encode("utf-8")


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_typographic_spaces_stay_and_invisible_characters_go() -> None:
    assert clean("10\u00a0M€\u202f!") == "10\u00a0M€\u202f!"
    assert clean("sa\u200bn\u00adté\u202e\ufeff  e\u0301te\u0301\t.") == "santé été ."


def test_separators_and_markers() -> None:
    text, spans = assemble(
        [
            RawBlock(BlockKind.TITLE, "Titre", 1),
            RawBlock(BlockKind.PARAGRAPH, "Elle veille à :"),
            RawBlock(BlockKind.ITEM, "un ;", 0, "1. "),
            RawBlock(BlockKind.ITEM, "deux :", 0, "2. "),
            RawBlock(BlockKind.ITEM, "détail", 1, "- "),
            RawBlock(BlockKind.FIELD, "Référence : 1"),
            RawBlock(BlockKind.FIELD, "Lieu : Paris"),
            RawBlock(BlockKind.PARAGRAPH, "***"),
        ]
    )
    assert text == ("Titre\n\nElle veille à :\n\n1. un ;\n2. deux :\n- détail\n\nRéférence : 1\nLieu : Paris")
    assert [s.kind for s in spans].count(BlockKind.STEM) == 2
    assert text[spans[2].start : spans[2].end] == "un ;"


def test_a_colon_that_introduces_nothing_is_no_stem() -> None:
    _, spans = assemble([RawBlock(BlockKind.PARAGRAPH, "Note :"), RawBlock(BlockKind.PARAGRAPH, "Suite.")])
    assert spans[0].kind is BlockKind.PARAGRAPH
