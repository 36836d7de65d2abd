"""A part that nothing answers is looked for by itself, within a bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from made_candidates import reading_of

from assistant.context import Context, Part
from assistant.contract import AskRequest
from assistant.reader.reader import Reader, Reading
from assistant.steps.read_apart import MORE, read_apart
from assistant.steps.select import select_for
from assistant.steps.understand import question_of
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.settings import Settings
from vectorstore.types import Block, BlockKind, Document, Filters, Hit, Kind, Passage

LEAST = 0.4


def document(text: str) -> Document:
    return Document(text, text, text, "Titre", Kind.OTHER, (Block(BlockKind.PARAGRAPH, 0, len(text)),))


def hit(text: str) -> Hit:
    return Hit(Passage(f"{text}:0", text, 0, len(text), text), 1.0)


@dataclass
class Library:
    """An index, a search and a reader made by hand: a question finds, and is answered by, the texts named for it."""

    finds: Mapping[str, Sequence[str]]
    answers: Mapping[str, str]
    asked: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    def search(self, query: str, depth: int, filters: Filters) -> list[Hit]:
        self.asked.append(query)
        return [hit(text) for text in self.finds.get(query, ())][:depth]

    def duplicates(self, ids: Iterable[str]) -> dict[str, str]:
        return {}

    def get(self, ids: Iterable[str]) -> dict[str, Document]:
        return {text: document(text) for text in ids}

    def read_hits(self, question: str, hits: Sequence[Hit], documents: Mapping[str, Document]) -> list[Reading]:
        self.read += [found.passage.text for found in hits]
        sure = [9.0 if self.answers.get(question) == found.passage.text else -9.0 for found in hits]
        return [_reading(found.passage.text, score) for found, score in zip(hits, sure, strict=True)]

    def run(self, context: Context) -> None:
        own = cast(Any, self)
        index = cast(Index, SimpleNamespace(documents=own))
        read_apart(
            context, index, cast(Searcher, own), cast(Reader, own), lambda _: 1.0, Settings(answer_threshold=LEAST)
        )


def _reading(text: str, score: float) -> Reading:
    """The answer, if there is one, is the first two words."""
    reading = reading_of(text, begins=score, ends=score, answers=score)
    reading.begins[1:] -= 5
    reading.ends[0] -= 5
    return reading


def asked(library: Library, hits: Sequence[str], *parts: str) -> Context:
    """The context after what was found for the whole question was read for each part."""
    context = Context(AskRequest(question=" ".join(parts)), date(2026, 1, 1))
    context.hits, context.documents = [hit(text) for text in hits], library.get(hits)
    for text in parts:
        part = Part(question_of(text))
        part.readings = library.read_hits(text, context.hits, context.documents)
        select_for(part, context, lambda _: 1.0)
        context.parts.append(part)
    library.read.clear()
    return context


WHO, WHERE = "Qui dirige la délégation ?", "où la délégation siège-t-elle ?"
ADA, SEAT = "Ada Pic dirige la délégation.", "La délégation siège à Brest."


def test_a_part_without_answer_is_searched_for_alone() -> None:
    library = Library({WHERE: ["Texte un.", "Texte deux.", SEAT]}, {WHO: ADA, WHERE: SEAT})
    context = asked(library, [ADA], WHO, WHERE)
    library.run(context)
    assert library.asked == [WHERE]
    assert context.parts[1].candidates[0].evidence.text == SEAT
    assert context.parts[0].candidates[0].evidence.text == ADA


def test_no_more_than_four_passages_are_read() -> None:
    library = Library({WHERE: [f"Texte {n} de là." for n in range(9)]}, {WHO: ADA})
    context = asked(library, [ADA], WHO, WHERE)
    before = context.parts[1].candidates
    library.run(context)
    assert len(library.read) == MORE == 4
    assert context.parts[1].candidates is before, "nothing answers: what was found first stays"


def test_one_thing_asked_and_things_answered_are_not_read_again() -> None:
    library = Library({}, {WHO: ADA, WHERE: SEAT})
    library.run(asked(library, [SEAT], WHO))
    library.run(asked(library, [ADA, SEAT], WHO, WHERE))
    assert library.asked == library.read == []


def test_two_parts_that_find_one_sentence_are_told_apart() -> None:
    other = "qui dirige le service ?"
    library = Library({WHO: [], other: ["Bo Ré dirige le service."]}, {WHO: ADA, other: ADA})
    context = asked(library, [ADA], WHO, other)
    context.parts[1].candidates = [replace(each, alone=each.alone / 2) for each in context.parts[1].candidates]
    library.answers = {other: "Bo Ré dirige le service."}
    library.run(context)
    assert library.asked == [other]
    assert context.parts[1].candidates[0].evidence.text == "Bo Ré dirige le service."


def test_since_when_is_asked_of_whom_the_first_found() -> None:
    since = "depuis quand Ada Pic dirige la délégation ?"
    named = "Ada Pic dirige la délégation depuis 2019."
    library = Library({since: [named]}, {WHO: ADA, f"{WHO} depuis quand ?": ADA, since: named})
    context = asked(library, [ADA], WHO, f"{WHO} depuis quand ?")
    library.run(context)
    assert library.asked == [since]
    assert context.parts[1].question.text == since
    assert context.parts[1].candidates[0].evidence.text == named
