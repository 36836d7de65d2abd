"""Statements that people labelled, to see whether the judge says the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.suite.arbiter.statement import Statement, Support
from vectorstore.errors import InvalidRequest, NotFound, UnreadableSource

_MOST_BYTES = 20 * 1024 * 1024


class Spoilt(StrEnum):
    """What was done on purpose to a statement, so that there is something to find."""

    FIGURE = "figure"
    NEGATION = "negation"
    OTHER_QUOTE = "other_quote"


class Labelled(BaseModel):
    """One statement, and what a person says that its quotes do for it.

    ``label`` and ``labeller`` are empty until somebody fills them in. ``spoilt``
    is set for what was changed on purpose; it stands in for nobody's label.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str = ""
    statement: Annotated[str, Field(min_length=1)]
    quotes: Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]
    label: Support | None = None
    labeller: str | None = None
    case_id: str = ""
    spoilt: Spoilt | None = None

    @property
    def complete(self) -> bool:
        """Whether a person has labelled it, and says who."""
        return self.label is not None and bool(self.labeller and self.labeller.strip())

    @property
    def asked(self) -> Statement:
        """As the judge is shown it."""
        return Statement(self.case_id, self.question, self.statement, tuple(self.quotes))


def read_labels(path: Path) -> list[Labelled]:
    """The statements of a file, labelled or not: JSON lines if it ends in ``.jsonl``, YAML otherwise.

    Raises ``NotFound``, ``UnreadableSource`` naming the entry that is wrong, or
    ``InvalidRequest`` for a statement that comes twice: it would count twice.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise NotFound(f"« {path} » manque ou n’est pas lisible : donnez le fichier des étiquettes.") from error
    if len(text) > _MOST_BYTES:
        raise UnreadableSource(f"« {path} » dépasse 20 Mio : ce n’est pas un fichier d’étiquettes.")
    found = [_labelled(row, path, place) for place, row in enumerate(_rows(text, path), start=1)]
    _require_distinct(found, path)
    return found


def _rows(text: bytes, path: Path) -> Iterator[Any]:
    try:
        if path.suffix == ".jsonl":
            yield from [json.loads(line) for line in text.splitlines() if line.strip()]
            return
        rows = yaml.safe_load(text.decode("utf-8"))
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise UnreadableSource(f"« {path} » n’est ni du YAML ni des lignes JSON : corrigez-le.") from error
    if not isinstance(rows, list):
        raise UnreadableSource(f"« {path} » n’est pas une liste d’affirmations : corrigez-le.")
    yield from rows


def _labelled(row: Any, path: Path, place: int) -> Labelled:
    try:
        return Labelled.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "l’entrée"
        words = ", ".join(Support)
        raise UnreadableSource(
            f"« {path} », entrée {place}, « {field} » ne convient pas : corrigez-la. Étiquettes possibles : {words}."
        ) from error


def _require_distinct(found: Sequence[Labelled], path: Path) -> None:
    seen: dict[str, int] = {}
    for place, item in enumerate(found, start=1):
        first = seen.setdefault(item.asked.digest, place)
        if first != place:
            raise InvalidRequest(
                f"« {path} » : l’entrée {place} répète l’entrée {first}, et compterait deux fois. Ôtez l’une des deux."
            )
