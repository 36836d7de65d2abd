"""The metric ``judged_support``: the share of statements that the judge finds wholly supported by their quotes.

It is there only for runs that a judge was asked about. Within such a run it
applies to the cases that must be answered, whatever was answered: an answer
that states nothing has a share of 0, a statement that quotes nothing is not
supported. A statement without a verdict may be either: such a case is an error
whose ends are what the judge could have said.
"""

from __future__ import annotations

from evals.suite.arbiter.judgements import Judged
from evals.suite.arbiter.statement import Support, statements_of
from evals.suite.case import Case
from evals.suite.citations import must_answer
from evals.suite.outcome import Failed, NotApplicable, Outcome, Value
from evals.suite.prediction import Prediction

NAME = "judged_support"
LABEL = "Appui selon l’arbitre"


def support(case: Case, prediction: Prediction, judged: Judged | None) -> Outcome:
    """The metric of one case. Pure; ``prediction`` must be the case's own."""
    if judged is None:
        return NotApplicable("no judge was asked")
    reason = must_answer(case)
    if reason is not None:
        return NotApplicable(reason)
    if prediction.error is not None or prediction.answer is None:
        return Failed(prediction.error or "no answer was given")
    statements = statements_of(case, prediction.answer)
    if not statements:
        return Value(0.0)
    said = [judged.said(statement) if statement.quotes else Support.NOT for statement in statements]
    supported = sum(word is Support.SUPPORTED for word in said)
    errors = [word for word in said if not isinstance(word, Support)]
    if not errors:
        return Value(supported / len(said))
    reason = f"{len(errors)} affirmations sur {len(said)} sans verdict : {errors[0]}"
    return Failed(reason, supported / len(said), (supported + len(errors)) / len(said))
