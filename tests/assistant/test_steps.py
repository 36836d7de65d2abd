"""Each step of the pipeline on its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_candidates import candidate, reading_of

from assistant.candidate import Scored
from assistant.context import Context, Part
from assistant.contract import QUESTION_MAX_CHARS, AskRequest, FilterRequest, Status
from assistant.evidence import Form
from assistant.pipeline import Step, run
from assistant.questions import Expected
from assistant.reader.reader import Reader, Reading
from assistant.selection_model import selection_model
from assistant.service import Assistant
from assistant.stating import citation
from assistant.steps.cite import choose, cite
from assistant.steps.decide import decide, marked
from assistant.steps.read import FIRST, read
from assistant.steps.read_on import read_on
from assistant.steps.select import candidates_of, select
from assistant.steps.select import scored as scored_candidates
from assistant.steps.understand import clean_query, question_of, search_filters, time_of, understand
from prompts import messages
from vectorstore.errors import InvalidRequest
from vectorstore.types import Block, BlockKind, Document, Filters, Hit, Kind, Passage

TODAY = date(2026, 1, 1)


def context(question: str = "Qui est nommée ?", **fields: object) -> Context:
    return Context(AskRequest.model_validate({"question": question, **fields}), TODAY)


# understand


def test_understand_reads_the_question(demo: Assistant) -> None:
    asked = context("  Qui a été nommée\u200b déléguée ?\n", filters={"kinds": ["guide"], "publishers": ["ANS"]})
    understand(asked, demo.index)
    assert asked.question.text == "Qui a été nommée déléguée ?"
    assert asked.question.expects == {Expected.PERSON}
    assert len(asked.question.terms) == 2
    assert asked.filters == Filters((Kind.GUIDE,), ("ANS",), as_of=TODAY, known_on=TODAY)
    assert asked.status is None


def test_filters_carry_every_bound() -> None:
    wanted = FilterRequest(published_after=date(2020, 1, 1), published_before=date(2021, 1, 1))
    assert search_filters(wanted, TODAY) == Filters((), (), date(2020, 1, 1), date(2021, 1, 1), TODAY, TODAY)


@pytest.mark.parametrize(
    ("question", "request_as_of", "as_of", "version", "known"),
    [
        ("Qui la dirige ?", None, TODAY, TODAY, TODAY),
        ("Qui la dirige aujourd’hui ?", None, TODAY, TODAY, TODAY),
        ("Qui la dirigeait en 2019 ?", None, date(2019, 12, 31), date(2019, 12, 31), TODAY),
        ("Qui la dirigera en 2030 ?", None, date(2030, 12, 31), date(2030, 12, 31), date(2030, 12, 31)),
        ("Qui la dirigeait en 2019 ?", TODAY, TODAY, date(2019, 12, 31), TODAY),
        ("Qui la dirigera en 2030 ?", TODAY, TODAY, date(2030, 12, 31), TODAY),
        ("Comment a évolué la règle ?", None, TODAY, None, TODAY),
    ],
)
def test_the_day_of_the_answer(
    demo: Assistant, question: str, request_as_of: date | None, as_of: date, version: date | None, known: date
) -> None:
    asked = context(question, as_of=request_as_of)
    understand(asked, demo.index)
    assert (asked.as_of, asked.filters.as_of, asked.filters.known_on) == (as_of, version, known)


def test_a_time_of_publication_bounds_the_search_within_the_request() -> None:
    asked = time_of("Quels communiqués publiés en 2024 en parlent ?", TODAY)
    found = search_filters(FilterRequest(published_after=date(2024, 3, 1)), TODAY, asked)
    assert (found.published_after, found.published_before) == (date(2024, 3, 1), date(2024, 12, 31))


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2060\ufeff", "\x00\x1f\n\t", "\u00a0\u202f"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="vide"):
        clean_query(text)


def test_the_longest_question() -> None:
    assert len(clean_query(" " + "x" * QUESTION_MAX_CHARS + " ")) == QUESTION_MAX_CHARS
    with pytest.raises(InvalidRequest, match="trop longue"):
        clean_query("x" * (QUESTION_MAX_CHARS + 1))


@given(st.text(max_size=200))
def test_a_clean_question_is_one_plain_line(text: str) -> None:
    try:
        cleaned = clean_query(text)
    except InvalidRequest:
        return
    assert cleaned == " ".join(cleaned.split()) != ""
    assert clean_query(cleaned) == cleaned
    assert not set(cleaned) & set("\x00\x1b\x7f\u200b\u202e\ufeff\n\t")


# read and select


def test_every_part_reads_every_passage(reader_network: Reader) -> None:
    asked = context()
    document = Document("d", "s", "Anne dirige. Paul est parti.", "Titre", Kind.OTHER)
    asked.documents = {"d": document}
    asked.hits = [Hit(Passage("d:0", "d", 0, 12, document.text[:12]), 1.0), Hit(Passage("d:1", "d", 13, 28, "x"), 0.5)]
    asked.parts = [Part(question_of("Qui dirige ?")), Part(question_of("Qui est parti ?"))]
    read(asked, reader_network)
    assert [len(part.readings) for part in asked.parts] == [2, 2]
    nothing = context()
    nothing.parts = [Part(question_of("Qui ?"))]
    read(nothing, reader_network)
    assert nothing.parts[0].readings == []


class Counting:
    """A reader that answers by the words of the passages, and remembers how many it was given."""

    def __init__(self, begins: float) -> None:
        self.begins, self.seen = begins, 0

    def read_hits(self, question: str, hits: list[Hit], documents: dict[str, Document]) -> list[Reading]:
        self.seen += len(hits)
        return [reading_of(hit.passage.text, begins=self.begins, ends=self.begins, answers=self.begins) for hit in hits]


@pytest.mark.parametrize(("probability", "read_in_all"), [(0.95, FIRST), (0.5, 9)])
def test_reading_goes_on_only_where_the_first_passages_are_not_sure(probability: float, read_in_all: int) -> None:
    asked = context()
    texts = [f"Phrase numéro {n}." for n in range(12)]
    asked.documents = {
        f"d{n}": Document(f"d{n}", "s", text, "T", Kind.OTHER, (Block(BlockKind.PARAGRAPH, 0, len(text)),))
        for n, text in enumerate(texts)
    }
    asked.hits = [Hit(Passage(f"p{n}", f"d{n}", 0, len(t), t), 1.0 - n / 20) for n, t in enumerate(texts)]
    asked.parts = [Part(question_of("Quel numéro ?"))]
    reader = Counting(1.0)
    read(asked, reader)  # type: ignore[arg-type]
    select(asked, lambda term: 1.0)
    assert reader.seen == len(asked.parts[0].readings) == FIRST
    asked.parts[0].candidates[0] = replace(asked.parts[0].candidates[0], probability=probability)
    read_on(asked, reader, lambda term: 1.0, 9)  # type: ignore[arg-type]
    assert reader.seen == len(asked.parts[0].readings) == read_in_all
    assert len({c.evidence.document_id for c in asked.parts[0].candidates}) == read_in_all


def test_each_stretch_is_a_candidate_once(demo: Assistant) -> None:
    document = next(
        iter(demo.index.documents.get(stored.document.id for stored in demo.index.documents.all()).values())
    )
    passage = Passage("p", document.id, 0, len(document.text), document.text)
    hits = [Hit(passage, 1.0), Hit(passage, 0.5)]
    found = candidates_of(hits, {document.id: document}, [reading_of(document.text)] * 2)
    spans = [(candidate.evidence.document_id, candidate.evidence.spans) for candidate in found]
    assert len(spans) == len(set(spans)) > 3
    assert {candidate.evidence.rank for candidate in found} == {0}


def test_candidates_come_with_probabilities_best_choice_first() -> None:
    asked = question_of("Où sont les postes ?")
    texts = ["Les postes sont à Lyon.", "Rien de cela.", "Une autre chose encore."]
    found = [candidate(text, id_=f"d{n}", begins=9.0 - 9 * n) for n, text in enumerate(texts)]
    weighed = scored_candidates(asked, found[::-1], lambda term: 1.0)
    assert weighed[0].evidence.text == texts[0]
    assert all(0.0 <= one.probability <= 1.0 for one in weighed)
    assert scored_candidates(asked, [], lambda term: 1.0) == []


# cite

A, B, D = "Les pommes rouges.", "Deux avions volent.", "Trois navires partent."


def scored(probability: float, text: str, id_: str = "d", share: float = 1.0, **known: object) -> Scored:
    return Scored(candidate(text, id_=id_, **known), probability, share)  # type: ignore[arg-type]


def part(question: str, *candidates: Scored) -> Part:
    return Part(question_of(question), candidates=list(candidates))


@pytest.mark.parametrize(
    ("candidates", "least", "most", "kept"),
    [
        ([], 0.3, 3, []),
        ([scored(0.29, A)], 0.3, 3, []),
        ([scored(0.3, A)], 0.3, 3, [A]),
        ([scored(0.9, A, share=0.95), scored(0.9, B, "e", 0.04)], 0.3, 3, [A]),  # it suffices
        ([scored(0.9, A, share=0.5), scored(0.2, B, "e", 0.45), scored(0.1, D, "f", 0.05)], 0.3, 3, [A, B]),
        ([scored(0.9, A, share=0.4), scored(0.2, B, "e", 0.3), scored(0.1, D, "f", 0.2)], 0.3, 3, [A, B, D]),
        ([scored(0.9, A, share=0.4), scored(0.2, B, "e", 0.3), scored(0.1, D, "f", 0.2)], 0.3, 2, [A, B]),
        ([scored(0.9, A, share=0.6), scored(0.9, B, "e", 0.08)], 0.3, 3, [A]),  # far less likely than the first
        ([scored(0.9, A, share=0.4), scored(0.8, A, "e", 0.3), scored(0.8, B, "f", 0.2)], 0.3, 3, [A, B]),  # same words
        ([scored(0.9, A)], 0.3, 0, []),
    ],
)
def test_choose_what_may_be_the_one(candidates: list[Scored], least: float, most: int, kept: list[str]) -> None:
    assert [chosen.evidence.text for chosen in choose(part("où ?", *candidates), least, most)] == kept


def test_when_several_things_are_asked_what_answers_in_the_same_document_is_said_too() -> None:
    text = f"{A} {B} {D}"
    places = [((text.index(words), text.index(words) + len(words)),) for words in (A, B, D)]
    first = scored(0.9, text, share=0.9, begins=2.0, spans=places[0])
    second = scored(0.1, text, share=0.05, begins=2.0, spans=places[1])
    not_holding = scored(0.1, text, share=0.02, begins=-2.0, spans=places[2])
    elsewhere = scored(0.1, D, "e", 0.03, begins=2.0)
    asked = part("quels sont-ils ?", first, elsewhere, not_holding, second)
    assert list(choose(asked, 0.3, 5)) == [first, second]
    assert list(choose(part("où est-il ?", first, second), 0.3, 5)) == [first]


def test_a_passage_about_another_is_not_cited() -> None:
    other = scored(0.9, "Mme Durand dirige la mission de 2021.")
    right = scored(0.6, "Mme Martin la dirige depuis le printemps.", "e")
    asked = part("que fait Anne Martin ?", other, right)
    assert [c.evidence.text for c in choose(asked, 0.3, 3)] == [right.evidence.text]
    assert list(choose(part("que fait Anne Martin ?", other), 0.3, 3)) == []


def test_a_list_asked_for_is_given_whole() -> None:
    text = "Elle veille à : la sécurité ; l’éthique."
    item = scored(0.9, text, share=0.9, spans=((0, 15), (16, 28)), form=Form.ITEM)
    whole = scored(0.2, text, share=0.1, spans=((0, len(text)),), form=Form.LIST)
    assert [c.evidence.form for c in choose(part("quelles missions ?", item, whole), 0.3, 3)] == [Form.LIST]
    assert [c.evidence.form for c in choose(part("que fait-elle ?", item, whole), 0.3, 3)] == [Form.ITEM]


def test_overlapping_stretches_are_said_once() -> None:
    whole = scored(0.9, "Voici : un ; deux", spans=((0, 17),))
    inside = scored(0.85, "Voici : un ; deux", spans=((8, 12),))
    assert list(choose(part("quels sont-ils ?", whole, inside), 0.3, 3)) == [whole]


def test_a_citation_says_the_page_of_its_first_word() -> None:
    text = "Une phrase. Une autre, qui tourne la page."
    found = candidate(text, spans=((12, 42),), known={"pages": ((0, 3), (25, 4))})
    cited = citation(1, found.evidence, found.document, 12, 42)
    assert (cited.page, cited.quote) == (3, text[12:])
    assert citation(2, found.evidence, found.document, 25, 42).page == 4
    plain = candidate(text)
    assert citation(1, plain.evidence, plain.document, 0, 11).page is None


def test_statements_share_the_citation_of_their_stem() -> None:
    text = "Elle veille à : la sécurité des données ; l’éthique du numérique."
    spans = [
        (text.index(said), text.index(said) + len(said))
        for said in ("Elle veille à :", "la sécurité des données ;", "l’éthique du numérique.")
    ]
    known = {"url": "https://exemple.fr", "valid_from": date(2020, 1, 1)}
    filled = context("quels sont-ils ?")
    filled.parts = [
        part(
            "quels sont-ils ?",
            scored(0.9, text, spans=(spans[0], spans[1]), form=Form.ITEM, known=known),
            scored(0.9, text, spans=(spans[0], spans[2]), form=Form.ITEM, known=known),
        )
    ]
    cite(filled, 0.5)
    assert [statement.citations for statement in filled.statements] == [[1, 2], [1, 3]]
    assert [(c.number, c.quote) for c in filled.citations] == [
        (n, text[slice(*span)]) for n, span in enumerate(spans, 1)
    ]
    first = filled.citations[0]
    assert (first.kind, first.valid_from, first.heading) == (Kind.OTHER, date(2020, 1, 1), ["Partie"])
    assert str(first.url).startswith("https://exemple.fr#:~:text=")
    for statement in filled.statements:
        assert all(0 <= start < end <= len(statement.text) for start, end in statement.highlights)


def test_the_setting_outranks_the_fitted_threshold() -> None:
    strict, easy, fitted = context(), context(), context()
    for filled in (strict, easy, fitted):
        filled.parts = [part("où ?", scored(selection_model().threshold + 1e-6, A))]
    cite(strict, 1.0)
    cite(easy, 0.0)
    cite(fitted, None)
    assert [len(filled.statements) for filled in (strict, easy, fitted)] == [0, 1, 1]


def test_each_part_gets_its_own_statement_and_a_missing_one_is_said() -> None:
    filled = context("Où est-ce et qui est-ce ?")
    filled.parts = [part("où est-ce ?", scored(0.9, A)), part("qui est-ce ?", scored(0.1, B, "e"))]
    cite(filled, 0.5)
    decide(filled)
    assert filled.status is Status.PARTIAL
    assert [statement.text for statement in filled.statements] == [A]
    assert "qui est-ce ?" in filled.answer
    both = context("Où est-ce et qui est-ce ?")
    both.parts = [part("où est-ce ?", scored(0.9, A)), part("qui est-ce ?", scored(0.8, B, "e"))]
    cite(both, 0.5)
    decide(both)
    assert both.status is Status.ANSWERED
    assert [statement.text for statement in both.statements] == [A, B]


def test_a_part_that_finds_the_first_answer_again_is_not_answered() -> None:
    filled = context("Qui est Anne Pon et quel est son budget ?")
    who = scored(0.9, "Anne Pon est ministre déléguée.")
    filled.parts = [part("Qui est Anne Pon ?", who), part("Qui est Anne Pon ? quel est son budget ?", who)]
    cite(filled, 0.5)
    decide(filled)
    assert filled.status is Status.PARTIAL
    assert len(filled.statements) == 1


# decide


def test_an_answer_is_its_marked_statements() -> None:
    filled = context()
    filled.parts = [part("où ?", scored(0.9, A))]
    cite(filled, 0.5)
    decide(filled)
    assert filled.status is Status.ANSWERED
    assert filled.answer == f"{A} [1]" == marked(filled.statements[0])
    assert filled.suggestions == []


def test_a_name_that_no_source_holds_is_said() -> None:
    filled = context("Que fait Anne Martin ?")
    filled.question = question_of("Que fait Anne Martin ?")
    filled.parts = [part("Que fait Anne Martin ?", scored(0.9, "Mme Durand dirige la mission."))]
    cite(filled, 0.5)
    decide(filled)
    assert filled.status is Status.NO_ANSWER
    assert "Martin" in filled.answer


@pytest.mark.parametrize(("language", "said"), [("fr", "fr"), ("en", "en"), ("de", "fr")])
def test_no_statement_no_answer(language: str, said: str) -> None:
    filled = context(language=language)
    documents = [Document(str(n), "s", "x", f"Titre {n % 4}", Kind.OTHER) for n in range(6)]
    filled.documents = {document.id: document for document in documents}
    filled.hits = [Hit(Passage(f"{d.id}:0", d.id, 0, 1, "x"), 1.0) for d in documents]
    decide(filled)
    assert filled.status is Status.NO_ANSWER
    assert filled.answer == messages.NO_ANSWER[said]
    assert filled.suggestions == [messages.SEE_ALSO[said].format(title=f"Titre {n}") for n in range(3)]


# the pipeline


def test_steps_run_in_order_until_one_sets_the_status() -> None:
    ran: list[str] = []

    def step(name: str, status: Status | None = None) -> Step:
        def act(context: Context) -> None:
            ran.append(name)
            context.status = status

        return Step(name, act)

    done = run(context(), (step("a"), step("b", Status.CLARIFY), step("c", Status.ANSWERED)))
    assert ran == ["a", "b"]
    assert done.status is Status.CLARIFY
    assert set(done.timings_ms) == {"a", "b", "total"}


def test_a_step_that_fails_is_not_hidden() -> None:
    def fail(_: Context) -> None:
        raise RuntimeError("panne")

    with pytest.raises(RuntimeError, match="panne"):
        run(context(), (Step("a", fail),))


def test_messages_have_the_same_variables_in_every_language() -> None:
    for texts in (messages.NO_ANSWER, messages.SEE_ALSO):
        assert set(texts) == {"fr", "en"}
    fill: list[Callable[..., str]] = [text.format for text in messages.SEE_ALSO.values()]
    assert all("Titre" in say(title="Titre") for say in fill)
