"""Other documents are read for what they say of the value that answers."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from assistant.candidate import Scored
from assistant.context import Context, Part
from assistant.contract import AskRequest
from assistant.reader.reader import Reading
from assistant.steps.cite import cite
from assistant.steps.compare import compare
from assistant.steps.read_beside import MOST, read_beside
from assistant.steps.understand import question_of
from tests.assistant.made_candidates import candidate, reading_of
from vectorstore.settings import Settings
from vectorstore.types import Block, BlockKind, Document, Hit, Kind, Passage

TODAY = date(2026, 1, 1)
ASKED = "Combien d’agents compte la délégation ?"
ANSWER = "La délégation compte 35 agents."


class Library:
    """An index, a search and a reader over texts, which remember what they were asked."""

    def __init__(self, *texts: str) -> None:
        self.searched: list[str] = []
        self.read: list[str] = []
        self.stored = {
            f"o{n}": Document(
                f"o{n}", "s", text, "La délégation", Kind.PRESS_RELEASE, (Block(BlockKind.PARAGRAPH, 0, len(text)),),
                published_on=date(2025, 12, 1),
            )
            for n, text in enumerate(texts)
        }  # fmt: skip
        self.documents = SimpleNamespace(get=lambda ids: {id_: self.stored[id_] for id_ in ids})
        self.lexical = SimpleNamespace(rarity=lambda term: 1.0)

    def search(self, query: str, depth: int, filters: object) -> list[Hit]:
        self.searched.append(query)
        return [Hit(Passage(f"p{id_}", id_, 0, len(d.text), d.text), 1.0) for id_, d in self.stored.items()]

    def read_hits(self, question: str, hits: list[Hit], documents: object) -> list[Reading]:
        self.read += [hit.passage.text for hit in hits]
        return [reading_of(hit.passage.text, begins=3.0, ends=3.0, answers=3.0) for hit in hits]


def asked(library: Library, question: str = ASKED, text: str = ANSWER, probability: float = 0.9) -> Context:
    context = Context(AskRequest(question=question), TODAY)
    known = {"published_on": date(2025, 12, 5)}
    best = Scored(candidate(text, title="La délégation", begins=3.0, answers=3.0, known=known), probability, 1.0, 0.9)
    context.parts = [Part(question_of(question), candidates=[best])]
    context.documents = {"d": best.candidate.document}
    stand: Any = library
    read_beside(context, stand, stand, stand, Settings(answer_threshold=0.5))
    return context


def test_another_document_that_says_otherwise_is_found_and_said() -> None:
    library = Library("La délégation compte 60 agents.")
    context = asked(library)
    assert "35" not in library.searched[0]
    assert [each.evidence.text for each in context.parts[0].beside] == ["La délégation compte 60 agents."]
    assert "o0" in context.documents
    cite(context, 0.5)
    compare(context)
    assert [[p.value for p in found.positions] for found in context.disagreements] == [["60 agents", "35 agents"]]
    quotes = [citation.quote for citation in context.citations]
    assert sorted(quotes) == ["La délégation compte 35 agents.", "La délégation compte 60 agents."]


def test_few_are_read_and_one_passage_a_document() -> None:
    library = Library(*(f"La délégation compte {n + 50} agents." for n in range(9)))
    asked(library)
    assert len(library.read) == MOST


def test_nothing_is_read_where_nothing_is_to_be_compared() -> None:
    for question, text, probability in (
        (ASKED, ANSWER, 0.3),  # not answered
        ("Que fait la délégation ?", "La délégation pilote le numérique.", 0.9),  # by no value
        ("Comment le nombre d’agents a-t-il évolué ?", ANSWER, 0.9),  # each time is told already
    ):
        library = Library("La délégation compte 60 agents.")
        assert asked(library, question, text, probability).parts[0].beside == []
        assert library.read == []


def test_what_was_replaced_since_the_search_is_not_read() -> None:
    library = Library("La délégation compte 60 agents.")
    library.stored["o0"] = Document("o0", "s", "Un autre texte, bien plus long.", "La délégation", Kind.OTHER)
    old = Hit(Passage("po0", "o0", 0, 31, "La délégation compte 60 agents."), 1.0)
    library.search = lambda query, depth, filters: [old]  # type: ignore[method-assign]
    assert asked(library).parts[0].beside == []


def test_since_when_is_compared_though_it_looks_through_all_times() -> None:
    question = "Depuis quand le registre est-il obligatoire ?"
    library = Library("Le registre est obligatoire depuis le 1er octobre 2021.")
    context = asked(library, question, "Le registre est obligatoire depuis le 1er juillet 2021.")
    assert len(context.parts[0].beside) == 1
