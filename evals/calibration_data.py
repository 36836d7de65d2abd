"""The questions that the assistant's weights are fitted on: PIAF's development part and our own."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from assistant.candidate import Candidate
from assistant.reader.training.examples import Example, Part, read_piaf
from assistant.reader.training.noise import roughen
from evals.calibration import Asked
from evals.cases import Case
from evals.judging import carried, folded
from vectorstore.types import Document

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
    return [_from_case(case) for case in cases if case.split == "dev" and case.kind != "multi"]


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
