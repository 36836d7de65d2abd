"""The reader's measurements on a hand-made set, with readers and assistants that are known to be right or wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.reader.reader import Span
from assistant.reader.training.examples import Example
from evals.reading import find_sentences, holds_gold, judge, overlaps_gold, rank_paragraphs, read_given, sample
from evals.retrieval import Benchmark, first_by_hash

PARAGRAPHS = {
    "p1": ("Sport", "Le budget est de 14 millions.  Paris accueille les jeux. Le maire est à Paris depuis 2014."),
    "p2": ("Sport", "La ligue compte 20 000 clubs. Elle fut créée en 1950 à Lyon."),
    "p3": ("Vin", "Le pinot noir domine en Bourgogne. Le chardonnay y est blanc."),
}
ASKED = [
    ("q1", "Quel est le budget ?", "p1", "14 millions"),
    ("q2", "Qui accueille les jeux ?", "p1", "Paris"),
    ("q3", "Combien de clubs ?", "p2", "20 000"),
    ("q4", "Quel cépage domine ?", "p3", "pinot noir"),
]


def example(id_: str, question: str, paragraph: str, answer: str) -> Example:
    title, text = PARAGRAPHS[paragraph]
    start = text.index(answer)
    return Example(id_, question, title, text, ((start, start + len(answer)),), paragraph)


EXAMPLES = [example(*row) for row in ASKED]


class OracleReader:
    """Finds the answer where it stands; ``sure`` is how surely, per (question, paragraph) that answers."""

    def __init__(self, right: float, wrong: float) -> None:
        self._right, self._wrong = right, wrong

    def read(self, question: str, contexts: list[str], passages: list[str]) -> list[Any]:
        assert len(contexts) == len(passages) == 1
        gold = next(e for e in EXAMPLES if e.question == question)
        ours = gold.paragraph == passages[0]
        start, end = gold.answers[0] if ours else (0, 3)
        score = self._right if ours else self._wrong
        return [SimpleNamespace(best=lambda _from, _to: Span(start, end, score), answers=score)]


def test_an_oracle_reader_scores_one() -> None:
    figures = read_given(OracleReader(5.0, -5.0), EXAMPLES)  # type: ignore[arg-type]
    assert set(figures) == {
        "f1", "exact_match", "span_overlap", "null_auroc_span", "null_auroc_answers", "null_auroc_both",
    }  # fmt: skip
    for figure in figures.values():
        assert figure is not None
        assert (figure.value, figure.low, figure.high) == (1.0, 1.0, 1.0)
    assert [figures[name].n for name in ("f1", "null_auroc_both")] == [4, 8]  # type: ignore[union-attr]


def test_a_reader_that_is_as_sure_everywhere_cannot_refuse() -> None:
    figures = read_given(OracleReader(1.0, 1.0), EXAMPLES)  # type: ignore[arg-type]
    assert {figures[name].value for name in figures if "auroc" in name} == {0.5}  # type: ignore[union-attr]


def test_one_question_in_four_misread() -> None:
    class Partly(OracleReader):
        def read(self, question: str, contexts: list[str], passages: list[str]) -> list[Any]:
            if question == "Quel cépage domine ?" and passages[0] == PARAGRAPHS["p3"][1]:
                return [SimpleNamespace(best=lambda _from, _to: Span(35, 60, 5.0), answers=5.0)]
            return super().read(question, contexts, passages)

    figures = read_given(Partly(5.0, -5.0), EXAMPLES)  # type: ignore[arg-type]
    overlap = figures["span_overlap"]
    assert overlap is not None
    assert overlap.value == 0.75
    assert overlap.low < 0.75 < overlap.high


def candidate(paragraph: str, quoted: str, *, source: str | None = None, at: int | None = None) -> Any:
    """What an index holds of a paragraph: its title first, its blanks made single."""
    title, text = PARAGRAPHS[paragraph]
    clean = f"{title}\n{' '.join(text.split())}"
    start = clean.index(quoted) if at is None else at
    return SimpleNamespace(
        evidence=SimpleNamespace(document_id=paragraph, spans=((start, start + len(quoted)),), text=quoted),
        candidate=SimpleNamespace(
            document=SimpleNamespace(source=source or f"/x/corpus.jsonl#{paragraph}", text=clean)
        ),
    )


def test_a_sentence_is_right_by_its_words_and_by_its_place() -> None:
    jeux = EXAMPLES[1]
    right, same_word = (
        candidate("p1", "Paris accueille les jeux."),
        candidate("p1", "Le maire est à Paris depuis 2014."),
    )
    assert judge([right], jeux).by_place == judge([right], jeux).by_words == (True,)
    found = judge([same_word, right], jeux)
    assert found.by_words == (True, True)
    assert found.by_place == (False, True)


def test_only_the_questions_own_paragraph_is_right() -> None:
    elsewhere = candidate("p1", "Paris accueille les jeux.", source="/x/corpus.jsonl#p9")
    assert judge([elsewhere], EXAMPLES[1]).by_words == (False,)
    assert judge([elsewhere], EXAMPLES[1]).by_place == (False,)
    assert judge([], EXAMPLES[1]).by_place == ()


def test_words_are_whole_and_never_nothing() -> None:
    assert holds_gold("Elle compte 20 000 clubs", EXAMPLES[2])
    assert not holds_gold("Elle compte 120 000 clubs", EXAMPLES[2])
    article_only = replace(EXAMPLES[2], answers=((0, 2),))  # "La" is nothing once articles are gone
    assert not holds_gold("La ligue compte 20 000 clubs.", article_only)


def test_an_answer_over_two_sentences_overlaps_both() -> None:
    both = "14 millions.  Paris"
    start = PARAGRAPHS["p1"][1].index(both)
    wide = replace(EXAMPLES[0], answers=((start, start + len(both)),))
    for quoted in ("Le budget est de 14 millions.", "Paris accueille les jeux."):
        assert overlaps_gold(candidate("p1", quoted), wide)
        assert not holds_gold(quoted, wide)
    assert not overlaps_gold(candidate("p1", "Le maire est à Paris depuis 2014."), wide)


def test_a_paragraph_that_the_index_changed_is_judged_by_words() -> None:
    changed = candidate("p1", "Paris accueille les jeux.")
    changed.candidate.document.text = "Sport\nParis accueille les jeux."
    assert overlaps_gold(changed, EXAMPLES[1])


class FakeAssistant:
    """Weighs and searches from tables, by question."""

    def __init__(self, weighed: dict[str, list[Any]], ranked: dict[str, list[str]]) -> None:
        self._weighed, self._ranked = weighed, ranked

    def weigh(self, request: Any) -> list[Any]:
        return self._weighed.get(request.question, [])

    def search(self, request: Any, engine: object, *, ranked: bool = True) -> Any:
        sources = self._ranked.get(request.query, []) if ranked else ["p1", "p2", "p3"]
        return SimpleNamespace(results=[SimpleNamespace(source=f"/x/corpus.jsonl#{id_}") for id_ in sources])


def sentence_of(row: tuple[str, str, str, str]) -> Any:
    text = " ".join(PARAGRAPHS[row[2]][1].split())
    return candidate(row[2], next(f"{s}." for s in text.rstrip(".").split(". ") if row[3] in s))


def test_an_oracle_assistant_scores_one_and_one_that_finds_nothing_zero() -> None:
    oracle: Any = FakeAssistant({row[1]: [sentence_of(row)] for row in ASKED}, {})
    silent: Any = FakeAssistant({}, {})
    for assistant, value in ((oracle, 1.0), (silent, 0.0)):
        figures = find_sentences(assistant, EXAMPLES)
        assert list(figures) == ["first", "top_3", "first_by_place", "top_3_by_place"]
        assert {figure.value for figure in figures.values() if figure} == {value}
        assert {figure.n for figure in figures.values() if figure} == {4}


def test_a_right_sentence_in_third_place() -> None:
    wrong = candidate("p3", "Le chardonnay y est blanc.")
    third: Any = FakeAssistant({row[1]: [wrong, wrong, sentence_of(row)] for row in ASKED}, {})
    fourth: Any = FakeAssistant({row[1]: [wrong, wrong, wrong, sentence_of(row)] for row in ASKED}, {})
    figures = find_sentences(third, EXAMPLES)
    assert [figures[name].value for name in ("first", "top_3")] == [0.0, 1.0]  # type: ignore[union-attr]
    assert find_sentences(fourth, EXAMPLES)["top_3"].value == 0.0  # type: ignore[union-attr]


def test_paragraphs_are_ranked_as_served_and_before_reading() -> None:
    benchmark = Benchmark("mini", Path("x"), {r[0]: r[1] for r in ASKED}, [(r[0], r[2]) for r in ASKED])
    oracle: Any = FakeAssistant({}, {row[1]: [row[2], row[2], "p9"] for row in ASKED})
    figures = rank_paragraphs(oracle, benchmark)
    assert figures["ndcg_10"].value == 1.0  # type: ignore[union-attr]
    # Found first, first, second and third: gains 1, 1, 1 / log2(3), 1 / log2(4).
    assert figures["ndcg_10_before_reading"].value == pytest.approx((1 + 1 + 0.6309 + 0.5) / 4, abs=1e-4)  # type: ignore[union-attr]
    silent: Any = FakeAssistant({}, {})
    assert rank_paragraphs(silent, benchmark)["ndcg_10"].value == 0.0  # type: ignore[union-attr]


def test_a_quick_run_takes_the_same_questions_for_all_its_measures() -> None:
    benchmark = Benchmark("mini", Path("x"), {r[0]: r[1] for r in ASKED}, [(r[0], r[2]) for r in ASKED])
    asked: list[str] = []

    class Listening(FakeAssistant):
        def search(self, request: Any, engine: object, *, ranked: bool = True) -> Any:
            asked.append(request.query)
            return super().search(request, engine, ranked=ranked)

    listening: Any = Listening({}, {})
    rank_paragraphs(listening, benchmark, 2)
    chosen = sample(EXAMPLES, 2)
    assert {e.question for e in chosen} == set(asked)
    assert sample(EXAMPLES[::-1], 2) == chosen
    assert sample(EXAMPLES, None) == sample(EXAMPLES, 9) == EXAMPLES
    assert [f.n for f in find_sentences(listening, EXAMPLES, 2).values() if f] == [2] * 4
    assert read_given(OracleReader(5.0, -5.0), EXAMPLES, 2)["f1"].n == 2  # type: ignore[arg-type, union-attr]


def test_first_by_hash_is_not_the_first_in_order() -> None:
    ids = [f"d{number}" for number in range(100)]
    drawn = first_by_hash(ids, str, 10)
    assert len(set(drawn)) == 10
    assert drawn != ids[:10]
    assert first_by_hash(ids[::-1], str, 10) == drawn
