"""Asks a judge about every statement that it has not yet judged, and keeps each answer before the next question."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evals.progress import followed
from evals.suite.arbiter.client import Unreachable
from evals.suite.arbiter.judgements import JUDGEMENTS, Judgement, judged, read_judgements, said_by
from evals.suite.arbiter.request import NoVerdict, prompt_hash
from evals.suite.arbiter.statement import Statement, Support
from evals.suite.prediction_file import appending
from evals.suite.scores import JudgeName
from vectorstore.errors import ModelUnavailable

logger = logging.getLogger(__name__)

_UNREACHABLE_IN_A_ROW = 10


class Asks(Protocol):
    """A judge that can be asked."""

    @property
    def model(self) -> str:
        """Its name."""
        ...

    def verdict(self, statement: Statement) -> Support:
        """See :meth:`evals.suite.arbiter.client.Judge.verdict`."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """How many statements were asked about now, how many had a verdict already, and how many have none now."""

    asked: int
    kept: int
    errors: int


def ask(judge: Asks, statements: Iterable[Statement], folder: Path) -> Asked:
    """Judges the statements that quote something and that this judge has given no verdict on.

    What failed before is asked anew. A failure is kept as an error and the next
    statement follows; ``ModelUnavailable`` if ten in a row did not even reach
    the judge, or were turned away, so that a wrong address does not take hours.
    """
    name = JudgeName(model=judge.model, prompt_hash=prompt_hash())
    made = read_judgements(folder)
    before = said_by(name, made).by_digest
    distinct = {statement.digest: statement for statement in statements if statement.quotes}
    to_ask = [s for digest, s in distinct.items() if digest not in before or before[digest].verdict is None]
    errors = unreached = 0
    with appending(folder / JUDGEMENTS) as log:
        if before and judged(made) != said_by(name, made):
            log.add(next(iter(before.values())))  # the judge asked last is the one that the run is scored by
        for statement in followed(to_ask, "Affirmations à juger"):
            found, reached = _judgement(judge, name, statement)
            log.add(found)
            errors += found.error is not None
            unreached = 0 if reached else unreached + 1
            if unreached >= _UNREACHABLE_IN_A_ROW:
                raise ModelUnavailable(
                    f"L’arbitre « {judge.model} » ne répond pas : {found.error}. Vérifiez son adresse et sa clé, puis "
                    "relancez la commande, qui reprendra où elle en est."
                )
    return Asked(len(to_ask), len(distinct) - len(to_ask), errors)


def _judgement(judge: Asks, name: JudgeName, statement: Statement) -> tuple[Judgement, bool]:
    verdict, error, reached = None, None, True
    try:
        verdict = judge.verdict(statement)
    except NoVerdict as problem:
        error, reached = str(problem), not isinstance(problem, Unreachable)
        logger.info("no verdict on a statement of case %s: %s", statement.case_id, error)
    judgement = Judgement(
        case_id=statement.case_id, digest=statement.digest, model=name.model, prompt_hash=name.prompt_hash,
        verdict=verdict, error=error,
    )  # fmt: skip
    return judgement, reached
