"""The questions that the assistant's weights are fitted on.

PIAF's development part, our own questions on the demonstration documents, and
those on the written documents that the reader was not trained on.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from assistant.candidate import Candidate
from assistant.evidence import evidence_of
from assistant.reader.training.examples import Example, Part, read_piaf
from assistant.reader.training.noise import roughen
from assistant.reader.training.written import DOCUMENTS, WrittenQuestion, name_of, places, read_written
from evals.calibration import Asked
from evals.cases import Case
from evals.judging import carried, folded
from vectorstore.types import Document, Passage

_ROUGH_SHARE = 0.15
_REPEALED = re.compile(r"abrogée le (\d{4}-\d{2}-\d{2})")


def from_piaf(folder: Path, seed: int = 3) -> list[Asked]:
    """The development questions, some of them typed carelessly."""
    rng = random.Random(seed)
    return [_from_example(example, rng) for example in read_piaf(folder, Part.DEV)]


def from_cases(cases: Sequence[Case]) -> list[Asked]:
    """Our own development questions, grouped by the document that answers.

    Those that ask two things are left out: no single stretch answers them.
    """
    return [_from_case(case) for case in cases if is_development(case)]


def is_development(case: Case) -> bool:
    """Whether it is a development question that a single stretch can answer."""
    return case.split == "dev" and case.kind != "multi"


def from_written() -> list[Asked]:
    """The development questions on the written documents, each asked while its document was in force."""
    rows = map(json.loads, DOCUMENTS.read_text(encoding="utf-8").splitlines())
    ends = {row["id"]: row.get("valid_to") for row in rows}
    return [_from_written(question, ends[question.document]) for question in read_written(Part.DEV)]


def _from_written(question: WrittenQuestion, valid_to: str | None) -> Asked:
    def gold(document: Document) -> bool:
        return name_of(document) == question.document

    enough: list[Callable[[Iterable[object]], bool]] = []

    def wanted(document: Document) -> Callable[[Iterable[object]], bool]:
        """What of the words a stretch must hold: all if any stretch does, else some."""
        whole = Passage("", document.id, 0, len(document.text), document.text)
        return all if any(all(held(evidence.text)) for evidence in evidence_of(whole, document, 0)) else any

    def held(text: str) -> list[bool]:
        return [places(text, words) is not None for words in question.answers]

    def right(candidate: Candidate) -> bool:
        text = candidate.evidence.text
        if not gold(candidate.document):
            return False
        if not enough:  # the same for every candidate
            enough.append(wanted(candidate.document))
        return enough[0](held(text)) or any(places(text, words) for words in question.also)

    as_of = date.fromisoformat(valid_to) - timedelta(days=1) if valid_to else None
    return Asked(question.question, right if question.answers else _never, gold, question.document, as_of)


def _never(candidate: Candidate) -> bool:
    return False


def _from_example(example: Example, rng: random.Random) -> Asked:
    answers = [folded(example.paragraph[start:end]) for start, end in example.answers]
    question = roughen(example.question, rng) if rng.random() < _ROUGH_SHARE else example.question

    def gold(document: Document) -> bool:
        return document.source.endswith(f"#{example.paragraph_id}")

    def right(candidate: Candidate) -> bool:
        return gold(candidate.document) and any(answer in folded(candidate.evidence.text) for answer in answers)

    return Asked(question, right, gold, example.paragraph_id)


def _from_case(case: Case) -> Asked:
    def gold(document: Document) -> bool:
        return case.source is not None and Path(document.source).name == case.source

    def right(candidate: Candidate) -> bool:
        return carried(case.answers, [candidate.evidence.text])

    repealed = _REPEALED.search(case.note)
    as_of = date.fromisoformat(repealed[1]) - timedelta(days=1) if repealed else None
    return Asked(case.question, right, gold, case.source or case.id, as_of)
