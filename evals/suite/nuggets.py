"""What a right answer says: nuggets, after E. M. Voorhees, "Overview of the TREC 2003 question answering track".

Vital nuggets must be there, okay ones add to the answer. A refusal says none.
"""

from __future__ import annotations

from assistant.contract import Answer
from evals.suite.case import Case, Weight
from evals.suite.metric import Applies, Layer, Measure, Metric, only
from evals.suite.prediction import Prediction
from evals.suite.said import is_shown, said_text
from evals.suite.text_match import nugget_said, said


def nugget_share(case: Case, answer: Answer, weight: Weight) -> float:
    """The share of the case's nuggets of that weight that the answer says; 0 of none."""
    wanted = [nugget for nugget in case.nuggets if nugget.weight is weight]
    if not wanted or not is_shown(answer):
        return 0.0
    text = said_text(answer)
    return sum(nugget_said(nugget, text) for nugget in wanted) / len(wanted)


def says_all_vital(case: Case, answer: Answer) -> bool:
    """Whether the answer says every vital nugget; an answer to a case without any says none."""
    return nugget_share(case, answer, Weight.VITAL) == 1.0


def forbidden(case: Case, answer: Answer) -> list[str]:
    """The phrases, of those that make the answer wrong, that it says."""
    return said(said_text(answer), case.must_not_say)


def _has(weight: Weight) -> Applies:
    return only(
        lambda case: case.answerable and any(nugget.weight is weight for nugget in case.nuggets),
        f"no {weight} nugget has to be said",
    )


def _recall(weight: Weight) -> Measure:
    return lambda case, prediction, answer: nugget_share(case, answer, weight)


def all_vital(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if every vital nugget is said."""
    return float(says_all_vital(case, answer))


def forbidden_said(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if the answer says what makes it wrong."""
    return float(bool(forbidden(case, answer)))


_forbids = only(
    lambda case: bool(case.must_not_say) and case.kind != "injection", "nothing is forbidden, or only by injection"
)
METRICS = (
    Metric(
        "vital_recall", "Éléments indispensables", Layer.ANSWER, _has(Weight.VITAL), _recall(Weight.VITAL), binary=False
    ),
    Metric("all_vital", "Tous les éléments indispensables", Layer.ANSWER, _has(Weight.VITAL), all_vital),
    Metric("okay_recall", "Éléments utiles", Layer.ANSWER, _has(Weight.OKAY), _recall(Weight.OKAY), binary=False),
    Metric(
        "forbidden_said", "Cas où il est dit ce qui ne doit pas l’être", Layer.ANSWER, _forbids, forbidden_said,
        higher_is_better=False,
    ),
)  # fmt: skip
