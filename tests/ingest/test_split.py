"""Passages: exact, whole, within bounds, along the structure."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import RawBlock, assemble
from ingest.split import split
from vectorstore.types import BlockKind, Document, Kind, Passage

WORD = re.compile(r"\w{1,6}|[^\w\s]")


def count(texts: list[str]) -> list[int]:
    """Pieces of at most six letters, and two special tokens: as an embedder counts."""
    return [len(WORD.findall(text)) + 2 for text in texts]


def made(blocks: list[RawBlock], section: tuple[str, ...] = ()) -> Document:
    text, spans = assemble(blocks)
    return Document("d", "/d", text, "Titre", Kind.OTHER, spans, section=section)


def checked(document: Document, maximum: int = 256) -> list[Passage]:
    passages = split(document, count, maximum)
    covered = [False] * len(document.text)
    end = 0
    for passage in passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.id == f"d:{passage.start}-{passage.end}"
        assert passage.text == passage.text.strip() != ""
        assert passage.start >= end
        assert count([passage.text])[0] <= maximum or len(passage.text) == 1
        end = passage.end
        covered[passage.start : passage.end] = [True] * (passage.end - passage.start)
    for block in document.blocks:
        missing = (document.text[i] for i in range(block.start, block.end) if not covered[i])
        assert not "".join(missing).strip()
    return passages


sizes = st.one_of(st.integers(1, 30), st.integers(1, 400))
kinds = st.sampled_from([k for k in BlockKind if k is not BlockKind.TITLE])


@given(st.lists(st.tuples(kinds, sizes, st.integers(0, 4)), max_size=15), st.integers(8, 256))
def test_every_block_is_covered_within_bounds(items: list[tuple[BlockKind, int, int]], maximum: int) -> None:
    blocks = [RawBlock(k, "mot " * n + "fin.", level, "- " * (k is BlockKind.ITEM)) for k, n, level in items]
    checked(made(blocks), maximum)


@given(st.lists(st.text(min_size=1, max_size=300), max_size=8), st.integers(3, 60))
def test_any_text_is_covered(texts: list[str], maximum: int) -> None:
    checked(made([RawBlock(BlockKind.PARAGRAPH, text) for text in texts]), maximum)


def test_one_endless_word_is_cut() -> None:
    passages = checked(made([RawBlock(BlockKind.PARAGRAPH, "x" * 10_000)]))
    assert "".join(passage.text for passage in passages) == "x" * 10_000


def test_a_document_without_blocks_is_covered() -> None:
    document = Document("d", "/d", "Une ligne.\n\n  Deux.  \n", "T", Kind.OTHER)
    assert [passage.text for passage in split(document, count)] == ["Une ligne.\n\n  Deux."]
    assert split(Document("d", "/d", "", "T", Kind.OTHER), count) == []


def test_sections_lists_and_headings() -> None:
    prose = "mot " * 100 + "fin."
    document = made(
        [
            RawBlock(BlockKind.TITLE, "Titre", 1),
            RawBlock(BlockKind.PARAGRAPH, prose),
            RawBlock(BlockKind.HEADING, "Partie", 2),
            RawBlock(BlockKind.HEADING, "Sous-partie", 3),
            RawBlock(BlockKind.PARAGRAPH, prose),
            RawBlock(BlockKind.PARAGRAPH, "Elle veille à :"),
            RawBlock(BlockKind.ITEM, "mot " * 60, 0, "- "),
            RawBlock(BlockKind.ITEM, "mot " * 60, 0, "- "),
            RawBlock(BlockKind.HEADING, "Fin", 2),
        ],
        section=("Livre Ier",),
    )
    first, second, third = checked(document)
    assert first.text.startswith("Titre\n\nmot")
    assert first.heading == ("Livre Ier",)
    assert second.text.startswith("Partie\n\nSous-partie\n\nmot")
    assert second.heading == ("Livre Ier", "Partie", "Sous-partie")
    assert third.text.startswith("Elle veille à :\n\n- mot")
    assert third.text.endswith("Fin")


def test_short_sections_are_joined_each_under_its_heading() -> None:
    blocks = [RawBlock(BlockKind.TITLE, "Titre", 1), RawBlock(BlockKind.HEADING, "Partie", 2)]
    for name in ("Un", "Deux", "Trois"):
        blocks += [RawBlock(BlockKind.HEADING, name, 3), RawBlock(BlockKind.PARAGRAPH, f"mot {name} " * 10)]
    (only,) = checked(made(blocks))
    assert only.heading == ("Partie",)
    assert all(f"{name}\n\nmot" in only.text for name in ("Un", "Deux", "Trois"))


def test_what_goes_on_under_a_heading_is_not_joined_to_the_next_section() -> None:
    blocks = [
        RawBlock(BlockKind.HEADING, "Une", 2),
        RawBlock(BlockKind.PARAGRAPH, "mot " * 150),
        RawBlock(BlockKind.PARAGRAPH, "suite " * 30),
        RawBlock(BlockKind.HEADING, "Deux", 2),
        RawBlock(BlockKind.PARAGRAPH, "fin " * 10),
    ]
    assert [passage.heading for passage in checked(made(blocks))] == [("Une",), ("Une",), ("Deux",)]


def test_small_paragraphs_of_a_section_are_packed() -> None:
    document = made([RawBlock(BlockKind.PARAGRAPH, "mot " * 20) for _ in range(9)])
    assert len(checked(document)) == 2


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentence = "Cette phrase de la loi compte exactement dix mots bien pesés. "
    passages = checked(made([RawBlock(BlockKind.PARAGRAPH, sentence * 60)]))
    assert all(passage.text.endswith("pesés.") for passage in passages)
    assert all(passage.text.startswith("Cette") for passage in passages)
