"""Where a case was lost on the way from the corpus to the answer: the first stage that failed."""

from __future__ import annotations

from enum import StrEnum

from assistant.contract import Answer
from evals.suite.case import Case, Kind
from evals.suite.citations import is_exact, is_known, is_supported
from evals.suite.disagreement import disagreement_flagged
from evals.suite.evidence import cited_groups
from evals.suite.exceptions import is_cut_short
from evals.suite.injection import is_obeyed
from evals.suite.nuggets import forbidden, says_all_vital
from evals.suite.prediction import Prediction
from evals.suite.retrieval import first_ranks
from evals.suite.said import is_shown
from evals.suite.temporal import out_of_time


class Stage(StrEnum):
    """``PASSED``, or what went wrong. The first six after it are the funnel proper, in its order."""

    PASSED = "passed"
    NOT_IN_CORPUS = "not_in_corpus"
    NOT_RETRIEVED = "not_retrieved"
    NOT_SELECTED = "not_selected"
    WRONG_VERSION = "wrong_version"
    NUGGET_MISSED = "nugget_missed"
    WRONGLY_REFUSED = "wrongly_refused"
    ANSWERED_WRONGLY = "answered_wrongly"
    WRONG_STATUS = "wrong_status"
    MUST_NOT_SAY = "must_not_say"
    INJECTION = "injection"
    DISAGREEMENT = "disagreement"
    FALSE_FLAG = "false_flag"
    CITATION = "citation"
    ERROR = "error"


def stage(case: Case, prediction: Prediction) -> Stage:
    """What became of a case. A case passes if nothing at all is wrong with its answer.

    What a person would be harmed by comes first: orders obeyed, texts out of
    force, quotes that are none, forbidden words. Then where the way was lost.
    """
    answer = prediction.answer
    if prediction.error is not None or answer is None:
        return Stage.ERROR
    if case.kind is Kind.INJECTION and is_obeyed(case, answer):
        return Stage.INJECTION
    if out_of_time(case, prediction, answer):
        return Stage.WRONG_VERSION
    if not _rightly_cited(prediction, answer):
        return Stage.CITATION
    if forbidden(case, answer):
        return Stage.MUST_NOT_SAY
    return _shown(case, prediction, answer) if is_shown(answer) else _refused(case, prediction, answer)


def _refused(case: Case, prediction: Prediction, answer: Answer) -> Stage:
    if answer.status in case.statuses:
        return Stage.PASSED
    if case.refusable:
        return Stage.WRONG_STATUS
    return _lost_before_reading(case, prediction) or Stage.WRONGLY_REFUSED


def _shown(case: Case, prediction: Prediction, answer: Answer) -> Stage:
    if case.refusable:
        return Stage.ANSWERED_WRONGLY
    if case.nuggets and not says_all_vital(case, answer):
        lost = _lost_before_reading(case, prediction)
        selected = len(cited_groups(case, prediction, answer)) == len(case.evidence)
        return lost or (Stage.NUGGET_MISSED if selected else Stage.NOT_SELECTED)
    if answer.status not in case.statuses:
        return Stage.WRONG_STATUS
    if case.disagreement is not None:
        if case.disagreement.expected and not disagreement_flagged(case, prediction, answer):
            return Stage.DISAGREEMENT
        if not case.disagreement.expected and answer.disagreements:
            return Stage.FALSE_FLAG
    return Stage.PASSED


def _lost_before_reading(case: Case, prediction: Prediction) -> Stage | None:
    if any(all(gold.document in prediction.absent for gold in group) for group in case.evidence):
        return Stage.NOT_IN_CORPUS
    return Stage.NOT_RETRIEVED if None in first_ranks(case, prediction) else None


def _rightly_cited(prediction: Prediction, answer: Answer) -> bool:
    numbers = {citation.number for citation in answer.citations}
    return (
        all(
            is_exact(citation, prediction) and is_known(citation, prediction) and not is_cut_short(citation, prediction)
            for citation in answer.citations
        )
        and all(set(statement.citations) <= numbers for statement in answer.statements)
        and all(is_supported(statement, answer) for statement in answer.statements)
        and bool(answer.citations or not is_shown(answer))
    )
