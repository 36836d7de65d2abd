"""Time: a question at its date, and nothing cited as current that is not.

Both twins of a pair (one question at two dates) are looked at together in ``pairs``.
"""

from __future__ import annotations

from datetime import date

from assistant.contract import Answer, Citation
from evals.suite.case import Case, Kind
from evals.suite.correctness import is_correct
from evals.suite.metric import Layer, Metric, always, only
from evals.suite.prediction import Prediction


def out_of_time(case: Case, prediction: Prediction, answer: Answer) -> list[Citation]:
    """Citations of what is superseded, expired or still to come at the question's date.

    The date is the case's own, else the one that the answer says it is for.
    A document that the case names as evidence may be cited at any date: the
    question is then about the past. ``valid_to`` is the first day out of force.
    """
    day = case.as_of or answer.as_of
    named = {gold.document for group in case.evidence for gold in group}
    return [
        citation
        for citation in answer.citations
        if prediction.names.get(citation.document_id) not in named
        and (
            (citation.valid_to is not None and citation.valid_to <= day)
            or (citation.valid_from is not None and citation.valid_from > day)
            or (citation.published_on is not None and citation.published_on > day)
        )
    ]


def superseded_as_current(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if a citation is out of its time."""
    return float(bool(out_of_time(case, prediction, answer)))


def temporal_correctness(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if the answer is right and rests on nothing out of its time."""
    return float(is_correct(case, answer) and not out_of_time(case, prediction, answer))


def other_day(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if the answer says that it is for another day than the one asked about."""
    return float(answer.as_of != case.as_of)


def found_too_early(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if the search finds a text that was published only after the day asked about."""
    return float(any(_is_after(found.published_on, case.as_of) for found in prediction.found))


def _is_after(published: date | None, day: date | None) -> bool:
    return published is not None and day is not None and published > day


_dated = only(lambda case: case.as_of is not None, "the question has no day of its own")
_temporal = only(lambda case: case.kind is Kind.TEMPORAL, "the question does not depend on time")
METRICS = (
    Metric("temporal_correctness", "Justes à leur date", Layer.TIME, _temporal, temporal_correctness),
    Metric(
        "superseded_as_current", "Cas où un texte hors de vigueur est cité", Layer.TIME, always,
        superseded_as_current, higher_is_better=False,
    ),
    Metric(
        "other_day", "Cas où la réponse vaut pour un autre jour", Layer.TIME, _dated, other_day, higher_is_better=False
    ),
    Metric(
        "found_too_early", "Cas où un texte d’après le jour demandé est trouvé", Layer.TIME, _dated,
        found_too_early, higher_is_better=False,
    ),
)  # fmt: skip
