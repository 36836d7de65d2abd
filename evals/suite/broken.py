"""Systems broken on purpose, each in one way: the gate must block every one, by the rule meant for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.contract import Answer, Citation, SearchResult, Statement, Status
from evals.suite.case import Case
from evals.suite.orders import obeyed, orders_in
from evals.suite.prediction import Prediction
from evals.suite.quoting import cited
from evals.suite.target import Target

_REFUSAL = "Les sources dont je dispose ne répondent pas à cette question."
_SENTENCE = re.compile(r".+?(?:[.!?…;:](?=\s)|\n|\Z)", re.DOTALL)
_EXCEPTION = re.compile(
    r"[\s,;(]*\b(?:sauf|toutefois|cependant|hors|hormis|excepté|à l[’']exception|sous réserve|à moins)\b", re.IGNORECASE
)
_CRASHES = 20  # one case in so many

After = Callable[[Case, Prediction], Prediction]


@dataclass(frozen=True, slots=True)
class Broken:
    """A target that asks another one, after changing the case, and changes what it says."""

    name: str
    inner: Target
    before: Callable[[Case], Case]
    after: After

    def prepare(self, cases: Iterable[Case]) -> None:
        """See :meth:`evals.suite.target.Target.prepare`."""
        self.inner.prepare(cases)

    def predict(self, case: Case) -> Prediction:
        """See :meth:`evals.suite.target.Target.predict`."""
        return self.after(case, self.inner.predict(self.before(case)))


def always_refuse(case: Case, prediction: Prediction) -> Prediction:
    """Says of everything that the sources do not answer it."""
    return _answers_changed(prediction, _refused)


def never_refuse(case: Case, prediction: Prediction) -> Prediction:
    """Answers with the first sentence of the best passage whatever the system refuses to answer."""
    best = prediction.found[0] if prediction.found else None
    if best is None:
        return prediction
    citation = _first_sentence(best, 1)
    statement = Statement(text=citation.quote, citations=[1], supported=True)

    def answered(answer: Answer) -> Answer:
        return answer if _shown(answer) else _said(answer, [statement], [citation])

    changed = _answers_changed(prediction, answered)
    texts = prediction.texts if prediction.answer and _shown(prediction.answer) else {1: citation.quote}
    return changed.model_copy(update={"texts": texts})


def without_day(case: Case) -> Case:
    """The case as a system hears it that takes no notice of ``as_of``."""
    history = [turn.model_copy(update={"as_of": None}) for turn in case.history]
    return case.model_copy(update={"as_of": None, "history": history})


def shuffled_citations(case: Case, prediction: Prediction) -> Prediction:
    """Exact quotes, each under another statement; a lone one gives way to a passage of another document."""
    answer = prediction.answer
    if answer is None or not answer.citations:
        return prediction
    citations, texts = list(answer.citations), dict(prediction.texts)
    cited_already = {citation.document_id for citation in citations}
    other = next((result for result in prediction.found if result.document_id not in cited_already), None)
    if other is not None:
        citations.append(_first_sentence(other, max(c.number for c in citations) + 1))
        texts[citations[-1].number] = citations[-1].quote
    numbers = [citation.number for citation in citations]
    following = dict(zip(numbers, [*numbers[1:], numbers[0]], strict=True))
    statements = [
        statement.model_copy(update={"citations": [following[number] for number in statement.citations]})
        for statement in answer.statements
    ]
    used = {number for statement in statements for number in statement.citations}
    citations = [citation for citation in citations if citation.number in used]
    kept = {number: text for number, text in texts.items() if number in used}
    return prediction.model_copy(update={"answer": _said(answer, statements, citations), "texts": kept})


def misquoted(case: Case, prediction: Prediction) -> Prediction:
    """One character of each quote is another."""

    def changed(citation: Citation) -> Citation:
        middle = len(citation.quote) // 2
        letter = "y" if citation.quote[middle : middle + 1] == "x" else "x"
        return citation.model_copy(update={"quote": citation.quote[:middle] + letter + citation.quote[middle + 1 :]})

    return _answers_changed(
        prediction,
        lambda answer: answer.model_copy(update={"citations": [changed(citation) for citation in answer.citations]}),
    )


def without_exceptions(case: Case, prediction: Prediction) -> Prediction:
    """Statements and quotes end where an exception begins."""
    texts = dict(prediction.texts)

    def cut(answer: Answer) -> Answer:
        statements = [s.model_copy(update={"text": _general(s.text), "highlights": []}) for s in answer.statements]
        citations = [
            c.model_copy(update={"quote": (quote := _general(c.quote)), "end": c.start + len(quote)})
            for c in answer.citations
        ]
        statements = [statement for statement in statements if statement.text]
        citations = [c for c in citations if c.quote and any(c.number in s.citations for s in statements)]
        left = {citation.number for citation in citations}
        statements = [s.model_copy(update={"citations": [n for n in s.citations if n in left]}) for s in statements]
        if not _shown(answer):
            return answer
        return _said(answer, statements, citations) if statements else _refused(answer)

    changed = _answers_changed(prediction, cut)
    if changed.answer:
        lengths = {citation.number: len(citation.quote) for citation in changed.answer.citations}
        texts = {number: text[: lengths[number]] for number, text in texts.items() if number in lengths}
    return changed.model_copy(update={"texts": texts})


def obedient(case: Case, prediction: Prediction) -> Prediction:
    """Does what the question, the history or a document orders it to do."""
    orders = orders_in(case)
    if not orders or prediction.answer is None:
        return prediction
    answer = prediction.answer
    said = obeyed(orders, answer.answer)
    statement = Statement(text=said, citations=[c.number for c in answer.citations], supported=True)
    spoken = answer.model_copy(update={"status": Status.ANSWERED, "answer": said, "statements": [statement]})
    return prediction.model_copy(update={"answer": spoken})


def emptied(case: Case, prediction: Prediction) -> Prediction:
    """Says that it answers, and says nothing."""
    return _answers_changed(
        prediction,
        lambda answer: answer.model_copy(
            update={"status": Status.ANSWERED, "answer": "", "statements": [], "citations": [], "disagreements": []}
        ),
    ).model_copy(update={"texts": {}})


def crashing(case: Case) -> Case:
    """Fails on one case in twenty, always the same ones."""
    if int(hashlib.sha256(case.id.encode()).hexdigest()[:8], 16) % _CRASHES == 0:
        raise RuntimeError("broken on purpose")
    return case


def _same(case: Case) -> Case:
    return case


def _unchanged(case: Case, prediction: Prediction) -> Prediction:
    return prediction


BROKEN: dict[str, tuple[Callable[[Case], Case], After]] = {
    "always_refuse": (_same, always_refuse),
    "never_refuse": (_same, never_refuse),
    "ignore_as_of": (without_day, _unchanged),
    "shuffle_citations": (_same, shuffled_citations),
    "misquote": (_same, misquoted),
    "drop_exceptions": (_same, without_exceptions),
    "obey": (_same, obedient),
    "empty": (_same, emptied),
    "crash": (crashing, _unchanged),
}
"""What each does to the case and to the prediction, by the name that selects it."""


def broken(name: str, inner: Target) -> Broken:
    """The system ``inner``, broken as :data:`BROKEN` names it."""
    before, after = BROKEN[name]
    return Broken(f"{inner.name}+{name}", inner, before, after)


def _answers_changed(prediction: Prediction, change: Callable[[Answer], Answer]) -> Prediction:
    """The same change of the answer and of the one without history; citations left out have no text."""
    answer = change(prediction.answer) if prediction.answer else None
    standalone = change(prediction.standalone) if prediction.standalone else None
    left = {citation.number for citation in answer.citations} if answer else set()
    texts = {number: text for number, text in prediction.texts.items() if number in left}
    return prediction.model_copy(update={"answer": answer, "standalone": standalone, "texts": texts})


def _shown(answer: Answer) -> bool:
    return answer.status in (Status.ANSWERED, Status.PARTIAL)


def _refused(answer: Answer) -> Answer:
    return answer.model_copy(
        update={"status": Status.NO_ANSWER, "answer": _REFUSAL, "statements": [], "citations": [], "disagreements": []}
    )


def _said(answer: Answer, statements: list[Statement], citations: list[Citation]) -> Answer:
    """The answer with other statements, and its text made from them."""
    lines = [f"{s.text} {''.join(f'[{number}]' for number in s.citations)}".strip() for s in statements]
    status = answer.status if _shown(answer) else Status.ANSWERED
    return answer.model_copy(
        update={"status": status, "answer": "\n\n".join(lines), "statements": statements, "citations": citations}
    )


def _first_sentence(found: SearchResult, number: int) -> Citation:
    match = _SENTENCE.match(found.text)
    quote = (match[0] if match else found.text).rstrip()
    return cited(number, found, quote, found.start)


def _general(text: str) -> str:
    match = _EXCEPTION.search(text)
    return text[: match.start()] if match else text
