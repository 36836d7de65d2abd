"""The reader on PIAF's test part: its paragraph given, and through our own index of all paragraphs.

PIAF (Keraron et al., "Project PIAF: Building a Native French Question-Answering
Dataset", LREC 2020). The test part is the tenth of the paragraphs, with all their
questions, that nothing was fitted on; questions on one paragraph are alike, so
intervals of means draw whole paragraphs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from assistant.candidate import Scored
from assistant.contract import AskRequest
from assistant.reader.reader import Reader
from assistant.reader.training.examples import Example
from assistant.reader.training.measure import Outcome, auroc, elsewhere, normalised, outcomes
from assistant.service import Assistant
from evals.intervals import Estimate, Places, clustered, clustered_mean, proportion
from evals.progress import followed
from evals.retrieval import Benchmark, first_by_hash, measure_each
from vectorstore.search import Engine

_TOP = 3

Figures = dict[str, Estimate | None]
"""Estimates by their name in the JSON report; None where there was nothing to measure."""


@dataclass(frozen=True, slots=True)
class Found:
    """Which candidates, best first, are right: by their place in the paragraph, and by their words."""

    by_place: tuple[bool, ...]
    by_words: tuple[bool, ...]


def sample(examples: Sequence[Example], limit: int | None) -> list[Example]:
    """The examples to measure on: all, or the first by the hash of their ids."""
    return first_by_hash(examples, lambda example: example.id, limit)


def read_given(reader: Reader, examples: Sequence[Example], limit: int | None = None) -> Figures:
    """F1, exact match and span overlap on each question's own paragraph, and null AUROC.

    For the AUROC each question is put to another paragraph too, chosen to be alike
    among all ``examples``; the confidence is that of the span, of the answers head,
    or their sum (log-odds, so the sum orders as the mean does).
    """
    asked = sample(examples, limit)
    kept = {example.id for example in asked}
    answerable = outcomes(reader, asked)
    unanswerable = outcomes(reader, [example for example in elsewhere(examples) if example.id in kept])
    groups = [outcome.paragraph_id for outcome in answerable]
    return {
        "f1": clustered_mean([outcome.f1 for outcome in answerable], groups),
        "exact_match": clustered_mean([outcome.exact for outcome in answerable], groups),
        "span_overlap": clustered_mean([outcome.overlaps for outcome in answerable], groups),
        "null_auroc_span": _null_auroc(answerable, unanswerable, lambda outcome: outcome.span_confidence),
        "null_auroc_answers": _null_auroc(answerable, unanswerable, lambda outcome: outcome.answers_confidence),
        "null_auroc_both": _null_auroc(
            answerable, unanswerable, lambda outcome: outcome.span_confidence + outcome.answers_confidence
        ),
    }


def _null_auroc(
    positive: Sequence[Outcome], negative: Sequence[Outcome], confidence: Callable[[Outcome], float]
) -> Estimate | None:
    if not positive or not negative:
        return None
    values = [confidence(outcome) for outcome in (*positive, *negative)]
    groups = [outcome.paragraph_id for outcome in (*positive, *negative)]

    def of(places: Places) -> float:
        above = [values[place] for place in places if place < len(positive)]
        below = [values[place] for place in places if place >= len(positive)]
        return auroc(above, below) if above and below else math.nan

    return clustered(of, groups)


def find_sentences(assistant: Assistant, examples: Sequence[Example], limit: int | None = None) -> Figures:
    """How often the best stretch that the pipeline weighs holds the answer, and one of the best three."""
    asked = followed(sample(examples, limit), "Phrases")
    found = [judge(assistant.weigh(AskRequest(question=example.question)), example) for example in asked]
    return {
        "first": proportion(any(f.by_words[:1]) for f in found),
        "top_3": proportion(any(f.by_words[:_TOP]) for f in found),
        "first_by_place": proportion(any(f.by_place[:1]) for f in found),
        "top_3_by_place": proportion(any(f.by_place[:_TOP]) for f in found),
    }


def judge(weighed: Sequence[Scored], example: Example) -> Found:
    """Which of the best candidates answer; right ones belong to the question's own paragraph."""
    best = list(weighed[:_TOP])
    own = [scored.candidate.document.source.rpartition("#")[2] == example.paragraph_id for scored in best]
    return Found(
        tuple(ours and overlaps_gold(scored, example) for ours, scored in zip(own, best, strict=True)),
        tuple(ours and holds_gold(scored.evidence.text, example) for ours, scored in zip(own, best, strict=True)),
    )


def holds_gold(text: str, example: Example) -> bool:
    """Whether the words of one gold answer occur in ``text``, case, accents and articles apart."""
    words = f" {normalised(text)} "
    gold = [normalised(example.paragraph[start:end]) for start, end in example.answers]
    return any(f" {answer} " in words for answer in gold if answer)


def overlaps_gold(scored: Scored, example: Example) -> bool:
    """Whether a candidate covers a character of one gold answer, where that answer stands.

    The clean text differs from the paragraph by blanks only, so places are
    compared without them; a paragraph that differs otherwise is judged by words.
    """
    text = scored.candidate.document.text
    at = _without_blanks(text).find(_without_blanks(example.paragraph))
    if at < 0:
        return holds_gold(scored.evidence.text, example)
    inside, outside = _visible_before(example.paragraph), _visible_before(text)
    gold = [(at + inside[start], at + inside[end]) for start, end in example.answers]
    ours = [(outside[start], outside[end]) for start, end in scored.evidence.spans]
    return any(max(start, left) < min(end, right) for start, end in ours for left, right in gold)


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _visible_before(text: str) -> list[int]:
    """How many characters that are no blanks stand before each place, the end included."""
    return [0, *accumulate(int(not character.isspace()) for character in text)]


def rank_paragraphs(assistant: Assistant, benchmark: Benchmark, limit: int | None = None) -> Figures:
    """nDCG@10 of the search's ranking of paragraphs, as it is served and before the reader ranks it."""
    chosen = first_by_hash(benchmark.qrels, lambda pair: pair[0], limit)
    benchmark = replace(benchmark, qrels=chosen)
    paragraphs = dict(chosen)
    figures: Figures = {}
    for name, ranked in (("ndcg_10", True), ("ndcg_10_before_reading", False)):
        values = measure_each(benchmark, assistant, Engine.FUSED, ranked=ranked)["nDCG@10"]
        figures[name] = clustered_mean(list(values.values()), [paragraphs[query] for query in values])
    return figures
