"""``junit.xml``: one test case a case, for the tools that read test results."""

from __future__ import annotations

import re

from junitparser import Error, Failure, JUnitXml, Properties, Property, TestCase, TestSuite

from evals.suite.prediction import Prediction
from evals.suite.report.inputs import Inputs
from evals.suite.report.wording import KINDS, lost_at, metric_label, named
from evals.suite.scores import ScoredCase

ERROR = "error"
# What XML 1.0 has no place for, surrogates and non-characters included.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(inputs: Inputs) -> bytes:
    """The XML text, in UTF-8: a suite for each kind, in the order of the run."""
    suites: dict[str, TestSuite] = {}
    for scored in inputs.run.cases:
        suite = suites.setdefault(scored.kind, TestSuite(writable(named(KINDS, scored.kind))))
        suite.add_testcase(_case(inputs, scored))
    whole = JUnitXml("sourcier evals")
    for suite in suites.values():
        whole.add_testsuite(suite)
    whole.update_statistics()  # type: ignore[no-untyped-call]
    return bytes(whole.tostring())  # type: ignore[no-untyped-call]


def writable(text: str) -> str:
    """``text`` without the characters that no XML document may hold."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _case(inputs: Inputs, scored: ScoredCase) -> TestCase:
    prediction = inputs.predictions.get(scored.case_id)
    test = TestCase(writable(scored.case_id), f"evals.{writable(scored.kind)}")
    test.time = prediction.latency_ms / 1000 if prediction else 0.0
    properties = Properties()  # type: ignore[no-untyped-call]
    for name in ("family", "severity", "split"):
        properties.add_property(Property(name, writable(str(getattr(scored, name)))))
    test.append(properties)  # type: ignore[no-untyped-call]
    if not scored.passed:
        kind = Error if scored.funnel == ERROR else Failure
        result = kind(writable(lost_at(scored.funnel)), writable(scored.funnel))
        result.text = writable(_told(inputs, scored, prediction))
        test.result = [result]
    return test


def _told(inputs: Inputs, scored: ScoredCase, prediction: Prediction | None) -> str:
    """The question, what came, and every measure that fell short."""
    case = inputs.cases.get(scored.case_id)
    lines = [f"Question : {case.question}"] if case else []
    if prediction and prediction.error:
        lines.append(f"Erreur : {prediction.error}")
    if prediction and prediction.answer:
        lines.append(f"Réponse ({prediction.answer.status}) : {prediction.answer.answer}")
    for score in scored.scores:
        label = metric_label(score.metric)
        if score.error is not None:
            lines.append(f"{label.name} : erreur, {score.error}")
        elif score.value is not None and (score.value > 0 if label.lower else score.value < 1):
            lines.append(f"{label.name} : {score.value:g}")
    return "\n".join(lines)
