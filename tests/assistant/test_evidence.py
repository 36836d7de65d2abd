"""Which stretches of a passage may be quoted, exactly."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import Evidence, Form, evidence_of
from vectorstore.types import Block, BlockKind, Document, Kind, Passage


def made(*blocks: tuple[BlockKind, str]) -> Document:
    """A document of the blocks, one a line."""
    text, found = "", []
    for kind, line in blocks:
        found.append(Block(kind, len(text), len(text) + len(line)))
        text += line + "\n"
    return Document("d", "d.md", text, "Titre", Kind.OTHER, tuple(found))


def whole(document: Document, heading: tuple[str, ...] = ()) -> Passage:
    return Passage("d:0", "d", 0, len(document.text), document.text, heading)


def shown(document: Document, found: Sequence[Evidence]) -> list[tuple[Form, list[str]]]:
    return [(e.form, [document.text[start:end] for start, end in e.spans]) for e in found]


def test_titles_and_headings_are_no_answers() -> None:
    document = made((BlockKind.TITLE, "Le titre."), (BlockKind.HEADING, "La partie."))
    assert list(evidence_of(whole(document), document, 0)) == []


def test_a_paragraph_gives_its_sentences() -> None:
    document = made((BlockKind.HEADING, "Partie"), (BlockKind.PARAGRAPH, "Une phrase. M. Pon la suit ! Et la fin"))
    found = list(evidence_of(whole(document), document, 3))
    assert shown(document, found) == [
        (Form.SENTENCE, ["Une phrase."]),
        (Form.SENTENCE, ["M. Pon la suit !"]),
        (Form.SENTENCE, ["Et la fin"]),
    ]
    first = found[0]
    assert (first.document_id, first.heading, first.rank, first.text) == ("d", ("Partie",), 3, "Une phrase.")


def test_a_field_is_quoted_whole() -> None:
    document = made((BlockKind.FIELD, "Contrat : CDD. Trois mois."), (BlockKind.FIELD, "Lieu : Paris"))
    assert shown(document, list(evidence_of(whole(document), document, 0))) == [
        (Form.FIELD, ["Contrat : CDD. Trois mois."]),
        (Form.FIELD, ["Lieu : Paris"]),
    ]


def test_an_item_comes_with_its_stem_and_the_list_with_both() -> None:
    document = made(
        (BlockKind.STEM, "Elle veille à :"),
        (BlockKind.ITEM, "la sécurité ;"),
        (BlockKind.ITEM, "l’éthique."),
        (BlockKind.PARAGRAPH, "Elle agit."),
    )
    found = list(evidence_of(whole(document), document, 0))
    assert shown(document, found) == [
        (Form.ITEM, ["Elle veille à :", "la sécurité ;"]),
        (Form.ITEM, ["Elle veille à :", "l’éthique."]),
        (Form.LIST, ["Elle veille à :\nla sécurité ;\nl’éthique."]),
        (Form.SENTENCE, ["Elle agit."]),
    ]
    assert found[0].text == "Elle veille à : la sécurité ;"


def test_a_list_that_nothing_announces_and_a_stem_without_list() -> None:
    document = made((BlockKind.ITEM, "un"), (BlockKind.ITEM, "deux"), (BlockKind.STEM, "Voici :"))
    assert shown(document, list(evidence_of(whole(document), document, 0))) == [
        (Form.ITEM, ["un"]),
        (Form.ITEM, ["deux"]),
        (Form.SENTENCE, ["Voici :"]),
    ]


def test_a_heading_announces_its_list() -> None:
    document = made((BlockKind.HEADING, "Missions"), (BlockKind.ITEM, "un"), (BlockKind.ITEM, "deux"))
    assert shown(document, list(evidence_of(whole(document), document, 0))) == [
        (Form.ITEM, ["un"]),
        (Form.ITEM, ["deux"]),
        (Form.LIST, ["un\ndeux"]),
    ]


def test_the_sentence_before_announces_a_list_too() -> None:
    document = made(
        (BlockKind.PARAGRAPH, "L’action est neuve. Elle a deux volets"),
        (BlockKind.ITEM, "un"),
        (BlockKind.ITEM, "deux"),
    )
    assert shown(document, list(evidence_of(whole(document), document, 0)))[-1] == (
        Form.LIST, ["Elle a deux volets\nun\ndeux"],
    )  # fmt: skip


def test_one_item_is_no_list_and_a_long_list_is_not_quoted_whole() -> None:
    stem = (BlockKind.STEM, "Voici :")

    def forms(*items: str) -> list[Form]:
        document = made(stem, *[(BlockKind.ITEM, item) for item in items])
        return [e.form for e in evidence_of(whole(document), document, 0)]

    assert forms("seul") == [Form.ITEM]
    assert forms(*"abcdefghijklmnopqrst") == [Form.ITEM] * 20 + [Form.LIST]
    assert forms(*"abcdefghijklmnopqrstu") == [Form.ITEM] * 21
    assert forms("x" * 1300, "y" * 1300) == [Form.ITEM] * 2


def test_a_list_that_the_passage_cuts_is_still_given_whole() -> None:
    document = made((BlockKind.STEM, "Elle :"), *[(BlockKind.ITEM, word) for word in ("lit", "trie", "cite")])
    cut = Passage("d:1", "d", document.text.index("trie"), len(document.text), "trie\ncite\n")
    found = shown(document, list(evidence_of(cut, document, 0)))
    assert found == [
        (Form.ITEM, ["Elle :", "trie"]),
        (Form.ITEM, ["Elle :", "cite"]),
        (Form.LIST, ["Elle :\nlit\ntrie\ncite"]),
    ]


def test_fields_under_a_stem_keep_their_stem() -> None:
    document = made((BlockKind.STEM, "Le poste :"), (BlockKind.FIELD, "Lieu : Paris"), (BlockKind.ITEM, "à pourvoir"))
    found = shown(document, list(evidence_of(whole(document), document, 0)))
    assert found[0] == (Form.FIELD, ["Le poste :", "Lieu : Paris"])
    assert found[1] == (Form.ITEM, ["Le poste :", "à pourvoir"])


def test_only_what_the_passage_holds() -> None:
    document = made((BlockKind.PARAGRAPH, "Avant. Dedans. Après."), (BlockKind.PARAGRAPH, "Loin."))
    start = document.text.index("Dedans")
    passage = Passage("d:1", "d", start, start + 7, "Dedans.", ())
    assert shown(document, list(evidence_of(passage, document, 0))) == [(Form.SENTENCE, ["Dedans."])]


_LINE = st.text(st.sampled_from("aé .!?:«»\u00a0😀"), min_size=1, max_size=30)


@given(st.lists(st.tuples(st.sampled_from(BlockKind), _LINE), max_size=8))
def test_every_span_is_exact(blocks: list[tuple[BlockKind, str]]) -> None:
    document = made(*blocks)
    for evidence in evidence_of(whole(document), document, 0):
        quotes = [document.text[start:end] for start, end in evidence.spans]
        assert all(quotes) or not all(line.strip() for _, line in blocks)
        assert evidence.text == " ".join(quotes)
        assert all(0 <= start < end <= len(document.text) for start, end in evidence.spans)
        assert not {BlockKind.TITLE, BlockKind.HEADING} & {
            block.kind
            for block in document.blocks
            for start, end in evidence.spans
            if start < block.end and block.start < end
        }
