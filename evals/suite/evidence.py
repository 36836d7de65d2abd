"""Whether the answer rests on the evidence: the groups of gold words among what it cites."""

from __future__ import annotations

from assistant.contract import Answer
from evals.suite.case import Case
from evals.suite.metric import Layer, Metric, only
from evals.suite.prediction import Prediction
from evals.suite.spans import all_covered

must_cite = only(lambda case: case.answerable and bool(case.evidence), "no evidence has to be cited")


def cited_groups(case: Case, prediction: Prediction, answer: Answer) -> set[int]:
    """The places of the evidence groups of which the answer cites an item, from the right document."""
    return all_covered(case, [(prediction.names.get(item.document_id), item.quote) for item in answer.citations])


def evidence_recall(case: Case, prediction: Prediction, answer: Answer) -> float:
    """The share of the evidence groups that the answer cites; an answer that cites nothing has none."""
    return len(cited_groups(case, prediction, answer)) / len(case.evidence)


METRICS = (Metric("evidence_recall", "Rappel des preuves", Layer.CITATIONS, must_cite, evidence_recall, binary=False),)
