"""Reads evaluation cases from YAML files, one file a kind; what is wrong is said with its file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from evals.suite.case import Case
from evals.suite.yaml_nodes import Problems, compose, line_at, line_of, plain
from vectorstore.errors import NotFound, SourcierError

CASES = Path(__file__).resolve().parents[1] / "cases"
"""The packaged cases."""
SCHEMA_NAME = "cases.schema.json"
HEADER = f"# yaml-language-server: $schema={SCHEMA_NAME}\n"
"""The first line of a file of cases, by which editors find the schema."""

_LARGEST = 10_000_000  # bytes of one file
_SHOWN = 10  # errors of one file; the rest are counted


class BadCases(SourcierError):
    """Some cases cannot be used as written; one sentence a line says where and why."""

    slug = "bad-cases"
    status = 422


@dataclass(frozen=True, slots=True)
class LocatedCase:
    """A case and where it stands; ``line`` from 1."""

    case: Case
    path: Path
    line: int


def read_cases(path: Path = CASES) -> list[Case]:
    """The cases of one file, or of all YAML files of a folder by name, in their order.

    Raises ``NotFound`` if there is none, and :class:`BadCases`, naming file and
    line, for what is malformed or an identifier that serves twice.
    """
    located = read_located(path)
    first: dict[str, LocatedCase] = {}
    repeats: list[str] = []
    for item in located:
        other = first.setdefault(item.case.id, item)
        if other is not item:
            repeats.append(
                f"« {item.path.name} », ligne {item.line} : l’identifiant « {item.case.id} » sert déjà "
                f"dans « {other.path.name} », ligne {other.line}."
            )
    if repeats:
        raise BadCases("\n".join(_first(repeats, "autres identifiants répétés")))
    return [item.case for item in located]


def read_located(path: Path = CASES) -> list[LocatedCase]:
    """As :func:`read_cases`, with places, and without regard to repeated identifiers."""
    files = _files(path)
    found: list[LocatedCase] = []
    wrong: list[str] = []
    for file in files:
        try:
            found += parse_cases(_text(file), file)
        except BadCases as error:
            wrong.append(str(error))
    if wrong:
        raise BadCases("\n".join(wrong))
    if not found:
        raise NotFound(f"« {path} » ne contient aucun cas : vérifiez le chemin.")
    return found


def parse_cases(text: str, path: Path) -> list[LocatedCase]:
    """The cases that a YAML text lists; ``path`` names it in errors. Raises :class:`BadCases`."""
    root, problems = compose(text)
    if problems:
        raise _bad(path, problems)
    if root is None:
        return []
    data, problems = plain(root)
    if problems:
        raise _bad(path, problems)
    if not isinstance(root, yaml.SequenceNode):
        raise _bad(
            path, [(line_of(root), "un fichier de cas est une liste, dont chaque élément commence par « - id: »")]
        )
    cases: list[LocatedCase] = []
    for number, (node, value) in enumerate(zip(root.value, data, strict=True)):
        try:
            cases.append(LocatedCase(Case.model_validate(value), path, line_of(node)))
        except ValidationError as error:
            seen: set[tuple[int, str]] = set()
            for detail in error.errors():
                place = (line_at(root, (number, *detail["loc"])), _sentence(dict(detail)))
                if place not in seen:
                    seen.add(place)
                    problems.append(place)
    if problems:
        raise _bad(path, problems)
    return cases


def schema_text() -> str:
    """The JSON Schema of a file of cases, as it is committed beside them."""
    schema = TypeAdapter(list[Case]).json_schema()
    whole = {"$schema": GenerateJsonSchema.schema_dialect, "title": "Cas d’évaluation de Sourcier", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for suffix in ("*.yaml", "*.yml") for file in path.glob(suffix))
    if path.is_file():
        return [path]
    raise NotFound(f"« {path} » n’existe pas : indiquez un fichier de cas (.yaml) ou un dossier qui en contient.")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadCases(f"« {path} » est trop volumineux pour un fichier de cas : découpez-le.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadCases(f"« {path} » n’est pas du texte en UTF-8 : enregistrez-le en UTF-8.") from error
    except OSError as error:
        raise BadCases(f"« {path} » ne peut pas être lu : vérifiez vos droits.") from error


def _sentence(error: dict[str, Any]) -> str:
    """What is wrong, in French, for one error of pydantic."""
    kind, context = str(error["type"]), error.get("ctx", {})
    words = [part for part in error["loc"] if isinstance(part, str) and part in _FIELDS]
    field = words[-1] if words else ""
    match kind:
        case "missing":
            return f"le champ « {error['loc'][-1]} » manque"
        case "extra_forbidden":
            return f"« {error['loc'][-1]} » n’est pas un champ connu ici"
        case "enum":
            expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
            return f"« {field} » doit être l’un de : {expected}"
        case "string_pattern_mismatch" if field == "id":
            return "« id » ne peut avoir que des minuscules sans accent, des chiffres, « - » et « _ »"
        case "string_pattern_mismatch":
            return f"« {field} » doit valoir « fr » ou « en »"
        case "string_too_short" | "string_type" | "too_short":
            return f"« {field} » ne peut pas être vide"
        case "string_too_long":
            return f"« {field} » est trop long"
        case "list_type":
            return f"« {field} » doit être une liste"
        case _ if kind.startswith("date"):
            return f"« {field} » n’est pas un jour du calendrier (AAAA-MM-JJ)"
        case _ if kind.startswith("float"):
            return f"« {field} » doit être un nombre, avec un point décimal"
        case _ if kind.startswith("bool"):
            return f"« {field} » doit valoir true ou false"
        case _:
            return f"« {field} » n’a pas la forme attendue" if field else "ce n’est pas un cas : il faut des champs"


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    for part in (schema["items"], *schema["$defs"].values()):
        yield from part.get("properties", {})
    for part in schema["$defs"].values():
        yield from part.get("properties", {})


_FIELDS = frozenset(_fields(TypeAdapter(list[Case]).json_schema()))


def _bad(path: Path, problems: Problems) -> BadCases:
    lines = [f"« {path.name} », ligne {line} : {what}." for line, what in sorted(problems)]
    return BadCases("\n".join(_first(lines, f"autres erreurs dans « {path.name} »")))


def _first(lines: list[str], others: str) -> Iterable[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"… et {len(lines) - _SHOWN} {others}."
