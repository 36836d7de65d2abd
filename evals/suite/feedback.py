"""Users' feedback as draft cases: a person then writes what a right answer says, and what proves it.

The feedback comes as JSON lines, one object a line: ``question`` and
``answer_id`` (both needed), ``thumbs`` ("down" unless given; "up" is left out),
``reason``, ``comment`` and ``as_of`` (YYYY-MM-DD). Other fields are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError
from rapidfuzz.fuzz import token_sort_ratio

from assistant.contract import QUESTION_MAX_CHARS, Status
from evals.rejected import reason
from evals.suite.case import TO_COMPLETE, Case, Kind, Origin, Provenance, Split
from evals.suite.case_yaml import file_text
from evals.suite.lint_sets import NEAR_DUPLICATE, asked
from evals.suite.text_match import comparable
from vectorstore.errors import NotFound, UnreadableSource

_LONGEST_COMMENT = 500
_OPENING = (
    "Brouillons tirés de retours d’utilisateurs : à relire, à compléter, puis à ranger dans le fichier de leur genre."
)


class Feedback(BaseModel):
    """What one user said of one answer."""

    question: Annotated[str, Field(min_length=1, max_length=QUESTION_MAX_CHARS, pattern=r"\S")]
    answer_id: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\w")]
    thumbs: Literal["up", "down"] = "down"
    reason: str | None = None
    comment: str | None = None
    as_of: date | None = None


@dataclass(slots=True)
class Drafts:
    """The draft cases, and what gave none: sentences in French on bad lines, and on questions asked already."""

    cases: list[Case] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    praised: int = 0


def drafts_of(path: Path, cases: Sequence[Case], today: date) -> Drafts:
    """Drafts of every critical feedback in ``path``, but for questions that ``cases`` ask already.

    Raises ``NotFound`` or ``UnreadableSource`` for the file; a bad line stops no other.
    """
    drafts = Drafts()
    ids = {case.id for case in cases}
    for number, line in _lines(path):
        try:
            said = Feedback.model_validate_json(line)
        except ValidationError as error:
            drafts.bad.append(f"« {path.name} », ligne {number} : {reason(error)}.")
            continue
        if said.thumbs == "up":
            drafts.praised += 1
        elif known := _asked_already(said, [*cases, *drafts.cases]):
            drafts.known.append(f"« {path.name} », ligne {number} : « {known.id} » pose déjà cette question.")
        else:
            draft = _draft(said, ids, today)
            ids.add(draft.id)
            drafts.cases.append(draft)
    return drafts


def write_drafts(drafts: Sequence[Case], path: Path) -> None:
    """Writes a file of cases that is not there yet. Raises ``UnreadableSource``; nothing is ever overwritten."""
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(file_text(drafts, _OPENING))
    except FileExistsError as error:
        raise UnreadableSource(f"« {path} » existe déjà : donnez un autre nom avec --output.") from error
    except OSError as error:
        raise UnreadableSource(
            f"« {path} » ne peut pas être écrit : donnez un fichier dans un dossier qui existe."
        ) from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFound(f"Le fichier de retours « {path} » n’existe pas : vérifiez le chemin.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"Le fichier de retours « {path} » ne peut pas être lu : vérifiez-le.") from error
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _asked_already(said: Feedback, cases: Sequence[Case]) -> Case | None:
    question = comparable(said.question)
    return next(
        (
            case
            for case in cases
            if case.as_of == said.as_of and token_sort_ratio(question, asked(case)) >= NEAR_DUPLICATE
        ),
        None,
    )


def _draft(said: Feedback, ids: set[str], today: date) -> Case:
    slug = re.sub(r"[^a-z0-9]+", "-", comparable(said.answer_id)).strip("-")[:80] or "sans-nom"
    name, turn = f"feedback-{slug}", 2
    while name in ids:
        name, turn = f"feedback-{slug}-{turn}", turn + 1
    told = [
        f"{label} : {_one_line(text)[:_LONGEST_COMMENT]}"
        for label, text in (("motif", said.reason), ("commentaire", said.comment))
        if text
    ]
    return Case(
        id=name,
        family=name,
        kind=Kind.FACTUAL,
        tags=[TO_COMPLETE],
        split=Split.DEV,
        as_of=said.as_of,
        provenance=Provenance(origin=Origin.FEEDBACK, on=today, reference=said.answer_id),
        question=_one_line(said.question),
        expected_status=Status.ANSWERED,
        note=" ; ".join(["à compléter", *told]),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
