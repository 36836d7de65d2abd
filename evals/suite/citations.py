"""What is cited: exact, known, in force, about the matter, and carrying what it is cited for.

The share metrics are over cases that must be answered, and an answer that cites
nothing has a share of 0. The others are defects, counted over every case: a
refusal has none of them, and what it fails at is measured elsewhere.

Recall and precision of citations are those of T. Gao, H. Yen, J. Yu and D. Chen,
"Enabling large language models to generate text with citations", EMNLP 2023:
recall is the share of statements that their citations carry, precision the
share of citations that bear on the matter (here: on the gold evidence).
"""

from __future__ import annotations

import re

from assistant.contract import Answer, Citation, Statement
from evals.suite.case import Case
from evals.suite.evidence import must_cite
from evals.suite.metric import Layer, Metric, always, only
from evals.suite.prediction import Prediction
from evals.suite.spans import covered_groups
from evals.suite.text_match import comparable

# The assistant's own words before a quote say what it is about.
_OWN_WORDS = re.compile(r"^\s*\[[^\]]*\]\s*")
_WORD = re.compile(r"\w{2,}|\d")
_LEAST_CARRIED = 0.6
must_answer = only(lambda case: case.answerable, "the case may be refused")


def is_exact(citation: Citation, prediction: Prediction) -> bool:
    """Whether the quote is, to the character, the stretch of the document at its offsets."""
    return (
        prediction.texts.get(citation.number) == citation.quote
        and citation.end - citation.start == len(citation.quote)
        and bool(citation.quote)
    )


def is_known(citation: Citation, prediction: Prediction) -> bool:
    """Whether the document cited is one that the system has."""
    return citation.document_id in prediction.names


def is_supported(statement: Statement, answer: Answer) -> bool:
    """Whether the quotes that a statement cites carry it: every number, and most of its words.

    Words are compared folded; three words in five have to stand in the quotes.
    """
    quotes = " ".join(item.quote for item in answer.citations if item.number in statement.citations)
    words = _words(_OWN_WORDS.sub("", statement.text))
    carried = _words(quotes)
    figures = {word for word in words if any(c.isdigit() for c in word)}
    return bool(words) and figures <= carried and len(words & carried) >= _LEAST_CARRIED * len(words)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(comparable(text)))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def quote_exactness(case: Case, prediction: Prediction, answer: Answer) -> float:
    """The share of citations whose quote is exact."""
    return _share(sum(is_exact(item, prediction) for item in answer.citations), len(answer.citations))


def inexact_quote(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if a quote is not the document's words."""
    return float(not all(is_exact(item, prediction) for item in answer.citations))


def citation_validity(case: Case, prediction: Prediction, answer: Answer) -> float:
    """The share of citations whose document is known."""
    return _share(sum(is_known(item, prediction) for item in answer.citations), len(answer.citations))


def invalid_citation(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if a citation names an unknown document, or a statement a citation that is not there."""
    numbers = [item.number for item in answer.citations]
    named = {number for statement in answer.statements for number in statement.citations}
    right = len(set(numbers)) == len(numbers) and named <= set(numbers)
    return float(not (right and all(is_known(item, prediction) for item in answer.citations)))


def unsupported_statement(case: Case, prediction: Prediction, answer: Answer) -> float:
    """1 if a statement is not carried by what it cites."""
    return float(not all(is_supported(statement, answer) for statement in answer.statements))


def citation_recall(case: Case, prediction: Prediction, answer: Answer) -> float:
    """The share of statements that their citations carry."""
    return _share(sum(is_supported(statement, answer) for statement in answer.statements), len(answer.statements))


def citation_precision(case: Case, prediction: Prediction, answer: Answer) -> float:
    """The share of citations that quote gold evidence."""
    on_matter = [
        item
        for item in answer.citations
        if covered_groups(case, prediction.names.get(item.document_id), item.quote)
    ]  # fmt: skip
    return _share(len(on_matter), len(answer.citations))


_LAYER = Layer.CITATIONS
METRICS = (
    Metric("quote_exactness", "Réponses citées mot pour mot", _LAYER, must_answer, quote_exactness, binary=False),
    Metric("citation_validity", "Réponses à sources connues", _LAYER, must_answer, citation_validity, binary=False),
    Metric("citation_precision", "Précision des citations", _LAYER, must_cite, citation_precision, binary=False),
    Metric("citation_recall", "Rappel des citations", _LAYER, must_answer, citation_recall, binary=False),
    Metric("inexact_quote", "Cas où une citation est inexacte", _LAYER, always, inexact_quote, higher_is_better=False),
    Metric(
        "invalid_citation", "Cas où une citation renvoie à un document inconnu", _LAYER, always, invalid_citation,
        higher_is_better=False,
    ),
    Metric(
        "unsupported_statement", "Cas où une phrase n’est pas portée par ses citations", _LAYER, always,
        unsupported_statement, higher_is_better=False,
    ),
)  # fmt: skip
