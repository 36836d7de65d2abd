"""Labelled questions: what was asked of a collection, and what a right answer quotes.

The packaged files stand in ``evals/cases/``, one JSON object a line. They were
written and labelled before any output was looked at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from assistant.contract import QUESTION_MAX_CHARS
from evals.judging import folded
from evals.rejected import reason
from vectorstore.errors import NotFound, UnreadableSource

_FOLDER = Path(__file__).parent / "cases"


def _says_something(text: str) -> str:
    # A string that folds to nothing would be found in every quote.
    if not folded(text):
        raise ValueError("empty")
    return text


Words = Annotated[str, AfterValidator(_says_something)]
"""A string with at least one visible character."""


class Case(BaseModel):
    """One question with its label.

    ``answers`` are alternatives: a right answer's quotes hold all strings of one
    of them. None are given for a question that the collection does not answer.
    ``source`` (and ``article``, of a code) is where the answer stands, ``kind``
    the kind of question, ``split`` what the case may be used for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Words
    question: Annotated[Words, Field(max_length=QUESTION_MAX_CHARS)]
    kind: Words
    source: str | None
    article: str | None = None
    answers: list[Annotated[list[Words], Field(min_length=1)]]
    note: str
    split: Literal["dev", "test"]

    @property
    def answerable(self) -> bool:
        """Whether the collection answers the question."""
        return bool(self.answers)


def packaged(name: str) -> Path:
    """The packaged file of that name ("policy" or "legislation")."""
    return _FOLDER / f"{name}.jsonl"


def read_cases(path: Path) -> list[Case]:
    """The cases of one file, in order; blank lines are skipped.

    Raises ``NotFound`` if there is no such file, and ``UnreadableSource``, with
    the file and the line, for a case that is malformed or has the id of another.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"Le fichier de questions « {path} » n’existe pas : vérifiez le chemin.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"Le fichier de questions « {path} » ne peut pas être lu : vérifiez-le.") from error
    found: dict[str, Case] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(line)
        except ValidationError as error:
            raise UnreadableSource(f"« {path} », ligne {number} : {reason(error)}.") from error
        if case.id in found:
            raise UnreadableSource(f"« {path} », ligne {number} : l’identifiant « {case.id} » sert déjà plus haut.")
        found[case.id] = case
    if not found:
        raise UnreadableSource(f"« {path} » ne contient aucune question : vérifiez le fichier.")
    return list(found.values())
