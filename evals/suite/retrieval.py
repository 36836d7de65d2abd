"""How well the search finds the evidence: nDCG@10, recall@5, 10 and 50, reciprocal rank@10.

What counts as relevant is an evidence group: the first passage found that holds
one of its items. Further passages with the same group are neither relevant nor
judged, and a group that no passage holds stays in the denominator. Measures are
those of ir-measures (MacAvaney, Macdonald and Ounis, "Streamlining evaluation
with ir-measures", ECIR 2022), a passage's gain being the groups it is first to hold.
"""

from __future__ import annotations

import ir_measures
from ir_measures import RR, R, nDCG

from assistant.contract import Answer
from evals.suite.case import Case
from evals.suite.metric import Layer, Measure, Metric, only
from evals.suite.prediction import Prediction
from evals.suite.spans import covered_groups

has_evidence = only(lambda case: bool(case.evidence), "the case names no evidence")


def first_ranks(case: Case, prediction: Prediction) -> list[int | None]:
    """For each evidence group, the rank (0 is best) of the first passage that holds it; None if none does."""
    ranks: list[int | None] = [None] * len(case.evidence)
    for rank, result in enumerate(prediction.found):
        for group in covered_groups(case, prediction.names.get(result.document_id), result.text):
            if ranks[group] is None:
                ranks[group] = rank
    return ranks


def _ranked(case: Case, prediction: Prediction, answer: Answer, measure: ir_measures.measures.Measure) -> float:
    """The measure over passages, each worth the number of groups that it is first to hold."""
    gains: dict[str, int] = {}
    for group, rank in enumerate(first_ranks(case, prediction)):
        passage = f"missing {group}" if rank is None else str(rank)
        gains[passage] = gains.get(passage, 0) + 1
    return _calculated(measure, {"q": gains}, len(prediction.found))


def _recalled(case: Case, prediction: Prediction, answer: Answer, measure: ir_measures.measures.Measure) -> float:
    """The mean over groups: a passage that holds two counts for both."""
    wanted = {
        f"q{group}": {"missing" if rank is None else str(rank): 1}
        for group, rank in enumerate(first_ranks(case, prediction))
    }
    return _calculated(measure, wanted, len(prediction.found))


def _calculated(measure: ir_measures.measures.Measure, wanted: dict[str, dict[str, int]], found: int) -> float:
    if found == 0:  # ir-measures leaves out queries without results
        return 0.0
    run = {query: {str(rank): float(found - rank) for rank in range(found)} for query in wanted}
    return float(ir_measures.calc_aggregate([measure], wanted, run)[measure])


def _ranking(measure: ir_measures.measures.Measure) -> Measure:
    return lambda case, prediction, answer: _ranked(case, prediction, answer, measure)


def _recall(measure: ir_measures.measures.Measure) -> Measure:
    return lambda case, prediction, answer: _recalled(case, prediction, answer, measure)


METRICS = (
    Metric("ndcg_10", "nDCG@10", Layer.RETRIEVAL, has_evidence, _ranking(nDCG @ 10), binary=False),
    Metric("recall_5", "Rappel@5", Layer.RETRIEVAL, has_evidence, _recall(R @ 5), binary=False),
    Metric("recall_10", "Rappel@10", Layer.RETRIEVAL, has_evidence, _recall(R @ 10), binary=False),
    Metric("recall_50", "Rappel@50", Layer.RETRIEVAL, has_evidence, _recall(R @ 50), binary=False),
    Metric("rr_10", "Rang réciproque@10", Layer.RETRIEVAL, has_evidence, _ranking(RR @ 10), binary=False),
)
