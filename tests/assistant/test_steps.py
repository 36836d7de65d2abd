"""Each step of the pipeline on its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import features
from assistant.context import Context, Question, Scored
from assistant.contract import QUESTION_MAX_CHARS, AskRequest, FilterRequest, Status
from assistant.evidence import Evidence, Form
from assistant.features import NAMES, anchor_terms, feature_rows
from assistant.pipeline import Step, run
from assistant.questions import Expected
from assistant.selection_model import WEIGHTS_PATH, SelectionModel, selection_model
from assistant.service import Assistant
from assistant.steps.cite import choose, cite
from assistant.steps.decide import decide, marked
from assistant.steps.select import STRETCHES_SCORED, candidates_of, preselect
from assistant.steps.understand import clean_query, search_filters, understand
from prompts import messages
from vectorstore.errors import InvalidRequest
from vectorstore.types import Document, Filters, Hit, Kind, Passage

TODAY = date(2026, 1, 1)


def context(question: str = "Qui est nommée ?", **fields: object) -> Context:
    return Context(AskRequest.model_validate({"question": question, **fields}), TODAY)


# understand


def test_understand_reads_the_question() -> None:
    asked = context("  Qui a été nommée\u200b déléguée ?\n", filters={"kinds": ["guide"], "publishers": ["ANS"]})
    understand(asked)
    assert asked.question.text == "Qui a été nommée déléguée ?"
    assert asked.question.expects == {Expected.PERSON}
    assert len(asked.question.terms) == 2
    assert asked.filters == Filters((Kind.GUIDE,), ("ANS",), as_of=TODAY)
    assert asked.status is None


def test_filters_carry_every_bound() -> None:
    wanted = FilterRequest(published_after=date(2020, 1, 1), published_before=date(2021, 1, 1))
    assert search_filters(wanted, TODAY) == Filters((), (), date(2020, 1, 1), date(2021, 1, 1), TODAY)


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


# features and the model


def test_the_committed_weights_are_those_of_the_features() -> None:
    stored = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    assert list(stored["weights"]) == list(NAMES)
    model = selection_model()
    assert model.weights.shape == (len(NAMES),)
    assert np.isfinite(model.weights).all()
    assert 0.0 < model.threshold < 1.0


def test_probabilities_are_a_logistic_regression() -> None:
    model = SelectionModel(np.array([1.0, -2.0], np.float32), 0.5, 0.3)
    found = model.probabilities(np.array([[0.0, 0.0], [3.0, 1.0], [-3.0, 1.0]], np.float32))
    assert found == pytest.approx([1 / (1 + np.exp(-0.5)), 1 / (1 + np.exp(-1.5)), 1 / (1 + np.exp(4.5))], abs=1e-6)


def test_anchors_are_names_years_and_references() -> None:
    assert anchor_terms("Que fait la délégation ?") == set()
    assert anchor_terms("Où est Hela Ghariani ?") == {*anchor_terms("x Hela"), *anchor_terms("x Ghariani")}
    assert len(anchor_terms("En 2019, qui dirigeait la DNS ?")) == 2


def candidate(
    text: str, *, title: str = "Titre", rank: int = 0, id_: str = "d", form: Form = Form.SENTENCE
) -> features_row:
    document = Document(id_, id_, text, title, Kind.OTHER)
    passage = Passage(f"{id_}:0", id_, 0, len(text), text)
    return Evidence(id_, form, ((0, len(text)),), text, (), rank), passage, document


features_row = tuple[Evidence, Passage, Document]


def test_feature_rows(demo: Assistant) -> None:
    asked = context("Combien de postes à Lyon ?")
    understand(asked)
    vector = demo.index.embedder.encode_query([asked.question.text])[0]
    rows = [
        candidate("Quatre postes sont ouverts à Lyon."),
        candidate("Des postes ?", rank=3, form=Form.ITEM),
        candidate("Rien de cela.", title="Postes à Lyon", id_="e"),
    ]
    found = feature_rows(asked.question, rows, lambda term: 1.0, demo.index.embedder, vector)
    assert found.shape == (3, len(NAMES))
    column = {name: found[:, place].tolist() for place, name in enumerate(NAMES)}
    assert column["covered"][0] == 1.0 > column["covered"][1] > column["covered"][2] == 0.0
    assert column["covered_in_context"][2] == 1.0
    assert column["anchors_missing"] == [0.0, 1.0, 0.0]
    assert column["expected_form"] == [1.0, -1.0, -1.0]
    assert column["expected_new"] == [1.0, 0.0, 0.0]
    assert column["rank"] == [1.0, 0.25, 1.0]
    assert column["is_item"] == [0.0, 1.0, 0.0]
    assert column["asks_itself"] == [0.0, 1.0, 0.0]
    assert sum(column["similarity_lead"]) == pytest.approx(0.0, abs=1e-5)
    assert column["similarity"][0] == max(column["similarity"])


def test_no_candidate_no_row(demo: Assistant) -> None:
    empty = feature_rows(
        Question("x", (), frozenset()), [], lambda term: 1.0, demo.index.embedder, np.zeros(384, np.float32)
    )
    assert empty.shape == (0, len(NAMES))
    assert selection_model().probabilities(empty).shape == (0,)


def test_features_are_named_once() -> None:
    assert len(set(features.NAMES)) == len(features.NAMES)


# select


def test_each_stretch_is_a_candidate_once(demo: Assistant) -> None:
    document = next(
        iter(demo.index.documents.get(stored.document.id for stored in demo.index.documents.all()).values())
    )
    passage = Passage("p", document.id, 0, len(document.text), document.text)
    hits = [Hit(passage, 1.0), Hit(passage, 0.5)]
    found = candidates_of(hits, {document.id: document})
    spans = [(evidence.document_id, evidence.spans) for evidence, _, _ in found]
    assert len(spans) == len(set(spans)) > 3
    assert {evidence.rank for evidence, _, _ in found} == {0}


def test_preselect_keeps_what_shares_terms() -> None:
    asked = context("Qui finance la télésurveillance ?")
    understand(asked)
    many = [candidate(f"Rien ici {n}.", id_=f"d{n}", rank=n) for n in range(STRETCHES_SCORED + 5)]
    best = candidate("La télésurveillance est financée.", id_="z", rank=50)
    kept = preselect(asked.question, [*many, best], lambda term: 1.0)
    assert len(kept) == STRETCHES_SCORED
    assert kept[0] == best
    assert [evidence.rank for evidence, _, _ in kept[1:]] == list(range(STRETCHES_SCORED - 1))


# cite


def scored(probability: float, text: str, id_: str = "d", spans: tuple[tuple[int, int], ...] | None = None) -> Scored:
    return Scored(Evidence(id_, Form.SENTENCE, spans or ((0, len(text)),), text, ("Partie",), 0), probability)


A, B, D = "Les pommes rouges.", "Deux avions volent.", "Trois navires partent."


@pytest.mark.parametrize(
    ("candidates", "least", "most", "kept"),
    [
        ([], 0.3, 3, []),
        ([scored(0.29, A)], 0.3, 3, []),
        ([scored(0.3, A)], 0.3, 3, [A]),
        ([scored(0.9, A), scored(0.8, B, "e"), scored(0.7, D, "f")], 0.3, 3, [A, B, D]),
        ([scored(0.9, A), scored(0.8, B, "e"), scored(0.7, D, "f")], 0.3, 2, [A, B]),
        ([scored(0.9, A), scored(0.6, B, "e")], 0.3, 3, [A]),  # far less probable than the first
        ([scored(0.9, A), scored(0.8, A, "e"), scored(0.8, B, "f")], 0.3, 3, [A, B]),  # the same words elsewhere
        ([scored(0.4, A), scored(0.29, B, "e")], 0.3, 3, [A]),
    ],
)
def test_choose(candidates: list[Scored], least: float, most: int, kept: list[str]) -> None:
    assert [chosen.evidence.text for chosen in choose(candidates, least, most)] == kept


def test_overlapping_stretches_are_said_once() -> None:
    whole = scored(0.9, "Voici : un ; deux", spans=((0, 17),))
    part = scored(0.85, "Autres mots", spans=((8, 12),))
    other = scored(0.85, "Encore autre chose", spans=((30, 40),))
    assert list(choose([whole, part, other], 0.3, 3)) == [whole, other]


def test_statements_share_the_citation_of_their_stem() -> None:
    text = "Elle veille à : la sécurité des données ; l’éthique du numérique."
    document = Document("d", "s", text, "Titre", Kind.GUIDE, url="https://exemple.fr", valid_from=date(2020, 1, 1))
    spans = [
        (text.index(part), text.index(part) + len(part))
        for part in ("Elle veille à :", "la sécurité des données ;", "l’éthique du numérique.")
    ]
    filled = context()
    filled.documents = {"d": document}
    filled.candidates = [
        scored(0.9, f"Elle veille à : {text[slice(*spans[1])]}", spans=(spans[0], spans[1])),
        scored(0.9, f"Elle veille à : {text[slice(*spans[2])]}", spans=(spans[0], spans[2])),
    ]
    cite(filled, 0.5)
    assert [statement.citations for statement in filled.statements] == [[1, 2], [1, 3]]
    assert [(c.number, c.quote) for c in filled.citations] == [
        (n, text[slice(*span)]) for n, span in enumerate(spans, 1)
    ]
    first = filled.citations[0]
    assert (first.kind, first.valid_from, first.heading) == (Kind.GUIDE, date(2020, 1, 1), ["Partie"])
    assert str(first.url).startswith("https://exemple.fr#:~:text=")


def test_the_setting_outranks_the_fitted_threshold() -> None:
    strict, easy, fitted = context(), context(), context()
    for filled in (strict, easy, fitted):
        filled.documents = {"d": Document("d", "s", A, "Titre", Kind.OTHER)}
        filled.candidates = [scored(selection_model().threshold + 1e-6, A)]
    cite(strict, 1.0)
    cite(easy, 0.0)
    cite(fitted, None)
    assert [len(filled.statements) for filled in (strict, easy, fitted)] == [0, 1, 1]


# decide


def test_an_answer_is_its_marked_statements() -> None:
    filled = context()
    filled.documents = {"d": Document("d", "s", A, "Titre", Kind.OTHER)}
    filled.candidates = [scored(0.9, A)]
    cite(filled, 0.5)
    decide(filled)
    assert filled.status is Status.ANSWERED
    assert filled.answer == f"{A} [1]" == marked(filled.statements[0])
    assert filled.suggestions == []


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
