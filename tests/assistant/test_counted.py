"""A list, or the sentence that counts it."""

from __future__ import annotations

import pytest

from assistant.candidate import Candidate, Scored
from assistant.counted import counting
from assistant.evidence import Evidence, Form
from tests.assistant.made_candidates import reading_of
from vectorstore.types import Block, BlockKind, Document, Kind, Passage

LEAD = "Le registre repose sur {} sources."
LIST = "les actes ;\nles séjours ;\nles décès."


def scored(form: Form, counted: str, id_: str = "d") -> Scored:
    lead = LEAD.format(counted)
    text = f"{lead}\n{LIST}"
    at, blocks = len(lead) + 1, [Block(BlockKind.PARAGRAPH, 0, len(lead))]
    for item in LIST.split("\n"):
        blocks.append(Block(BlockKind.ITEM, at, at + len(item)))
        at += len(item) + 1
    document = Document(id_, id_, text, "Titre", Kind.OTHER, blocks=tuple(blocks))
    span = (len(lead) + 1, len(text)) if form is Form.LIST else (0, len(lead))
    evidence = Evidence(id_, form, (span,), text[slice(*span)], (), 0)
    return Scored(Candidate(evidence, Passage("p", id_, 0, len(text), text), document, reading_of(text)), 0.9)


@pytest.mark.parametrize(
    ("question", "sentence", "counts"),
    [
        ("Combien de sources le registre a-t-il ?", scored(Form.SENTENCE, "trois"), True),
        ("Combien de sources le registre a-t-il ?", scored(Form.SENTENCE, "quatre"), False),
        ("Combien de sources le registre a-t-il ?", scored(Form.SENTENCE, "trois", "other"), False),
        ("Quelles sont les sources du registre ?", scored(Form.SENTENCE, "trois"), False),
        ("Combien de pages ?", scored(Form.SENTENCE, "trois"), False),
    ],
)
def test_how_many_is_said_by_who_counts_the_same(question: str, sentence: Scored, counts: bool) -> None:
    listed = scored(Form.LIST, "trois")
    assert counting(question, listed, [listed, sentence]) is (sentence if counts else listed)


def test_what_is_no_list_stays() -> None:
    sentence = scored(Form.SENTENCE, "trois")
    assert counting("Combien de sources ?", sentence, [scored(Form.SENTENCE, "trois")]) is sentence
