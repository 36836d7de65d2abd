"""The system that is always right: it answers from the case itself, and must score 1 on every metric.

Whatever it loses shows a case that no system can pass, or a metric that is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from assistant.contract import Answer, Citation, Disagreement, DocumentDetail, Position, SearchResult, Statement, Status
from evals.suite.case import Case, Gold, Kind
from evals.suite.door import file_name
from evals.suite.doors import Doors
from evals.suite.prediction import Prediction
from evals.suite.quoting import cited
from vectorstore.errors import UnreadableSource

_PREFERRED = (Status.ANSWERED, Status.PARTIAL, Status.NO_ANSWER, Status.OUT_OF_SCOPE, Status.CLARIFY)
_REFUSAL = "Les sources ne répondent pas à cette question."


class Oracle:
    """A target that quotes the gold evidence from the real documents, at its real place."""

    name = "oracle"

    def __init__(self, doors: Doors, today: date) -> None:
        self._doors, self._today = doors, today

    def prepare(self, cases: Iterable[Case]) -> None:
        """See :meth:`evals.suite.target.Target.prepare`."""
        self._doors.prepare(case.overlay for case in cases if case.overlay)

    def predict(self, case: Case) -> Prediction:
        """See :meth:`evals.suite.target.Target.predict`; raises ``UnreadableSource`` for gold that is not there."""
        _, library = self._doors.open(case.overlay)
        documents = {file_name(document.source): document for document in library.all()}
        day = case.as_of or self._today
        golds = gold_in_order(case, documents, day)
        places = [_place(gold, documents) for gold in golds]
        used = list(dict.fromkeys(places)) if case.statuses & {Status.ANSWERED, Status.PARTIAL} else []
        citations = [
            cited(number, documents[name], documents[name].text[start:end], start)
            for number, (name, start, end) in enumerate(used, 1)
        ]
        answer = _answer(case, citations, day)
        seen = list(dict.fromkeys(places)) or [_opening(documents, day)]
        return Prediction(
            case_id=case.id,
            answer=answer,
            found=[_result(documents[name], start, end) for name, start, end in seen],
            names={documents[name].id: name for name, _, _ in seen},
            texts={c.number: library.document(c.document_id).text[c.start : c.end] for c in citations},
            standalone=answer if case.kind is Kind.FOLLOW_UP else None,
        )


def gold_in_order(case: Case, documents: dict[str, DocumentDetail], day: date) -> list[Gold]:
    """The evidence to quote: one item of each group, then the others of each.

    Of a group, those whose document is in force that day; all of them where none
    is, since the question then names another time itself.
    """
    groups = []
    for group in case.evidence:
        valid = [gold for gold in group if gold.document in documents and in_force(documents[gold.document], day)]
        groups.append(valid or group)
    deepest = max(map(len, groups), default=0)
    return [group[rank] for rank in range(deepest) for group in groups if rank < len(group)]


def in_force(document: DocumentDetail, day: date) -> bool:
    """Whether a document was published, and in force, on a day."""
    return (
        (document.published_on is None or document.published_on <= day)
        and (document.valid_from is None or document.valid_from <= day)
        and (document.valid_to is None or day < document.valid_to)
    )


def _place(gold: Gold, documents: dict[str, DocumentDetail]) -> tuple[str, int, int]:
    document = documents.get(gold.document)
    if document is None:
        raise UnreadableSource(f"Le document « {gold.document} » n’est pas indexé : vérifiez le cas.")
    found = list(re.finditer(_pattern(gold.quote), document.text))
    if len(found) != 1:
        raise UnreadableSource(
            f"« {gold.quote} » se trouve {len(found)} fois dans « {gold.document} », au lieu d’une : vérifiez le cas."
        )
    return gold.document, found[0].start(), found[0].end()


def _opening(documents: dict[str, DocumentDetail], day: date) -> tuple[str, int, int]:
    """What a search finds where nothing answers: how some document begins."""
    name = next(name for name, document in documents.items() if in_force(document, day))
    return name, 0, len(documents[name].text.splitlines()[0])


def _pattern(quote: str) -> str:
    """The quote, whatever blanks stand between its words."""
    return r"\s+".join(re.escape(word) for word in quote.split())


def _result(document: DocumentDetail, start: int, end: int) -> SearchResult:
    return SearchResult(
        document_id=document.id,
        source=document.source,
        title=document.title,
        kind=document.kind,
        publisher=document.publisher,
        published_on=document.published_on,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        heading=[],
        start=start,
        end=end,
        text=document.text[start:end],
        score=1.0,
    )


def _answer(case: Case, citations: list[Citation], day: date) -> Answer:
    status = next(status for status in _PREFERRED if status in case.statuses and (citations or not _says(status)))
    if not _says(status):
        citations = []
    statements = [Statement(text=c.quote, citations=[c.number], supported=True) for c in citations]
    said = "\n\n".join(f"{statement.text} [{statement.citations[0]}]" for statement in statements)
    return Answer(
        answer_id=f"oracle-{case.id}",
        conversation_id=f"oracle-{case.id}",
        status=status,
        answer=said or _REFUSAL,
        language=case.language,
        as_of=day,
        statements=statements,
        citations=citations,
        disagreements=_disagreements(case, citations),
        suggestions=[],
        mode="oracle",
        model=None,
        timings_ms={},
    )


def _says(status: Status) -> bool:
    return status in (Status.ANSWERED, Status.PARTIAL)


def _disagreements(case: Case, citations: list[Citation]) -> list[Disagreement]:
    if case.disagreement is None or not case.disagreement.expected:
        return []
    values = case.disagreement.values or [citation.quote for citation in citations]
    positions = []
    for value in values:
        holding = [c.number for c in citations if _folded(value) in _folded(c.quote)]
        positions.append(Position(value=value, citations=holding or [c.number for c in citations]))
    return [Disagreement(topic=case.question, positions=positions)]


def _folded(text: str) -> str:
    """Without regard to case, accents and blanks."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(bare.replace("’", "'").casefold().split())
