"""``judgements.jsonl`` in the folder of a run: one verdict, or one error, a line; never rewritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from evals.suite.arbiter.statement import Statement, Support
from evals.suite.prediction_file import whole_lines
from evals.suite.scores import JudgeName
from vectorstore.errors import UnreadableSource

JUDGEMENTS = "judgements.jsonl"
NOT_ASKED = "l’arbitre n’a pas été interrogé sur cette affirmation"


class Judgement(BaseModel):
    """What a judge said of the statement with a digest: exactly one of ``verdict`` and ``error`` is set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case_id: str
    digest: str
    model: str
    prompt_hash: str
    verdict: Support | None = None
    error: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Judgement:
        if (self.verdict is None) == (self.error is None):
            raise ValueError("a judgement is a verdict or an error")
        return self


@dataclass(frozen=True, slots=True)
class Judged:
    """All that one judge said, by the digest of statements."""

    judge: JudgeName
    by_digest: Mapping[str, Judgement]

    def said(self, statement: Statement) -> Support | str:
        """The verdict on a statement, or why there is none."""
        found = self.by_digest.get(statement.digest)
        if found is None:
            return NOT_ASKED
        return found.verdict if found.verdict is not None else found.error or NOT_ASKED


def read_judgements(folder: Path) -> list[Judgement]:
    """The judgements of a run in the order in which they were made; none if no judge was asked.

    A last line that a stop cut short is left out; ``UnreadableSource`` names any other that is no judgement.
    """
    path = folder / JUDGEMENTS
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(whole_lines(path.read_bytes()).splitlines(), start=1):
        try:
            found.append(Judgement.model_validate_json(line))
        except ValueError as error:
            raise UnreadableSource(
                f"« {path} », ligne {number} : ce n’est pas un jugement. Ôtez-la, ou jugez de nouveau."
            ) from error
    return found


def judged(judgements: Sequence[Judgement]) -> Judged | None:
    """What the judge that was asked last said, its last word on each statement; None if none was asked.

    Verdicts of another model or of another prompt are not mixed in: statements that only they saw count as not asked.
    """
    if not judgements:
        return None
    last = judgements[-1]
    return said_by(JudgeName(model=last.model, prompt_hash=last.prompt_hash), judgements)


def said_by(judge: JudgeName, judgements: Sequence[Judgement]) -> Judged:
    """What a judge said, its last word on each statement; a verdict is not undone by an error that came after it."""
    found: dict[str, Judgement] = {}
    for item in judgements:
        if (item.model, item.prompt_hash) == (judge.model, judge.prompt_hash) and (
            item.verdict is not None or item.digest not in found or found[item.digest].verdict is None
        ):
            found[item.digest] = item
    return Judged(judge, found)
