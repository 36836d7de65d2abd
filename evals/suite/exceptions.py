"""Rules quoted without their exceptions: the quote is exact and stops where the sentence says "sauf".

What follows a quote is looked for in the passages found, so that scoring needs
no document. Our own method.
"""

from __future__ import annotations

import re

from assistant.contract import Answer, Citation
from evals.suite.case import Case
from evals.suite.metric import Layer, Metric, always
from evals.suite.prediction import Prediction

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|;(?=\s*\n)|\n")
_CLOSED = re.compile(r"[.!?;:][\s»”)]*$")
_EXCEPTION = re.compile(
    r"\b(?:sauf|toutefois|cependant|hors|hormis|excepté|à l[’']exception|sous réserve|à moins|except|unless)\b",
    re.IGNORECASE,
)


def is_cut_short(citation: Citation, prediction: Prediction) -> bool:
    """Whether the sentence quoted goes on, in a passage found, with an exception that the quote leaves out."""
    if _CLOSED.search(citation.quote):
        return False
    return any(
        _EXCEPTION.search(_rest_of_sentence(found.text[citation.end - found.start :])) is not None
        for found in prediction.found
        if found.document_id == citation.document_id and found.start <= citation.start and citation.end < found.end
    )


def exception_dropped(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if a quote stops before the exception of its sentence."""
    return float(any(is_cut_short(citation, prediction) for citation in answer.citations))


def _rest_of_sentence(text: str) -> str:
    end = _SENTENCE_END.search(text)
    return text[: end.start()] if end else text


METRICS = (
    Metric(
        "exception_dropped", "Cas où une citation s’arrête avant l’exception", Layer.CITATIONS, always,
        exception_dropped, higher_is_better=False,
    ),
)  # fmt: skip
