"""Reads a manifest file; what is wrong is said with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ingest.manifest import NAMES, Manifest
from vectorstore.errors import SourcierError
from vectorstore.types import Kind

_LARGEST = 4_000_000
_DEEPEST = 20
_SHOWN = 10  # errors; the rest are counted
_NULL = "tag:yaml.org,2002:null"


class BadManifest(SourcierError):
    """The manifest cannot be used as written; one sentence a line says where and why."""

    slug = "bad-manifest"
    status = 422


@dataclass(frozen=True, slots=True)
class LoadedManifest:
    """A manifest, the folder that its paths are relative to, and the name that its documents go by."""

    manifest: Manifest
    folder: Path
    name: str


def load_manifest(path: Path) -> LoadedManifest:
    """Reads and checks a manifest. Raises :class:`BadManifest`."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadManifest(f"« {path} » est trop volumineux pour un manifeste : découpez-le.")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadManifest(f"« {path} » n’existe pas : indiquez un manifeste de sources.") from error
    except UnicodeDecodeError as error:
        raise BadManifest(f"« {path} » n’est pas du texte en UTF-8 : enregistrez-le en UTF-8.") from error
    except OSError as error:
        raise BadManifest(f"« {path} » n’est pas un fichier lisible : vérifiez le chemin et vos droits.") from error
    manifest = parse_manifest(text, path.name)
    place = path.absolute()
    return LoadedManifest(manifest, place.parent, manifest.name or place.as_posix())


def parse_manifest(text: str, name: str) -> Manifest:
    """The manifest that a YAML text states; ``name`` is the file's. Raises :class:`BadManifest`.

    Scalars stay words until the model reads them, so that a date or a number is
    never guessed; anchors, aliases and tags are refused (a few lines of aliases
    can stand for gigabytes).
    """
    try:
        _refuse_tricks(text, name)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        problems: list[tuple[int, str]] = []
        data = _data(root, problems) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _wrong(name, [(mark.line + 1 if mark else 1, "ce n’est pas du YAML valide à cet endroit")]) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _wrong(name, [(1, "ce n’est pas du YAML valide")]) from error
    if problems:
        raise _wrong(name, problems)
    if root is None or not isinstance(data, dict):
        raise _wrong(name, [(1, "un manifeste commence par « sources: », suivi d’une liste")])
    try:
        manifest = Manifest.model_validate(data)
    except ValidationError as error:
        raise _wrong(name, [(_line(root, e["loc"]), _sentence(dict(e))) for e in error.errors()]) from error
    _refuse_repeats(manifest, root, name)
    return manifest


def _refuse_tricks(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _wrong(name, [(line, "les ancres, les alias et les étiquettes YAML ne sont pas admis")])
        if depth > _DEEPEST:
            raise _wrong(name, [(line, "il y a trop de niveaux")])


def _data(node: yaml.Node, problems: list[tuple[int, str]]) -> Any:
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            word = key.value if isinstance(key, yaml.ScalarNode) else None
            if word is None or word in mapping:
                what = "une clé doit être un mot" if word is None else f"la clé « {word} » est répétée"
                problems.append((key.start_mark.line + 1, what))
                continue
            mapping[word] = _data(value, problems)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_data(item, problems) for item in node.value]
    return None if node.tag == _NULL else node.value


def _line(root: yaml.Node, location: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest node that a location of pydantic leads to."""
    node = root
    line = node.start_mark.line
    for part in location:
        if isinstance(node, yaml.MappingNode):
            entry = next(((key, value) for key, value in node.value if key.value == part), None)
            if entry is not None:
                line, node = entry[0].start_mark.line, entry[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return line + 1


def _sentence(error: dict[str, Any]) -> str:
    """What is wrong, in French, for one error of pydantic."""
    kind, location, context = error["type"], error["loc"], error.get("ctx", {})
    field = next((part for part in reversed(location) if isinstance(part, str) and not part.startswith("source-")), "")
    if kind == "which":
        return f"une source a une clé et une seule parmi {', '.join(NAMES)}"
    if kind == "missing":
        return f"« {field} » manque"
    if kind == "extra_forbidden":
        return f"« {field} » n’est pas une clé connue ici"
    if kind == "enum":
        return f"« {field} » doit être l’un de : {', '.join(kind.value for kind in Kind)}"
    if kind == "literal_error":
        return f"« {field} » doit valoir {context.get('expected', '')}".replace("'", "")
    if kind == "value_error":
        prefix = f"« {field} » : " if field and field != "sources" else ""
        return f"{prefix}{context.get('error', '')}"
    if kind.startswith("date"):
        return f"« {field} » n’est pas un jour du calendrier"
    if kind.startswith(("int", "greater_than", "less_than")):
        return f"« {field} » doit être un nombre entier entre 1 et 20000"
    if kind in ("string_too_short", "string_type"):
        return f"« {field} » doit être un texte, qui ne soit pas vide"
    if kind in ("string_too_long", "too_long"):
        return f"« {field} » est trop long"
    if kind in ("list_type", "too_short"):
        return f"« {field} » doit être une liste qui ne soit pas vide"
    return f"« {field} » n’a pas la forme attendue"


def _refuse_repeats(manifest: Manifest, root: yaml.Node, name: str) -> None:
    """A folder or a sitemap may come twice, for other patterns with other metadata."""
    first: dict[tuple[str, str], int] = {}
    problems: list[tuple[int, str]] = []
    for number, source in enumerate(manifest.sources):
        line = _line(root, ("sources", number))
        key = (source.entry, repr((getattr(source, "include", ()), getattr(source, "exclude", ()))))
        if key in first:
            problems.append((line, f"cette source est déjà à la ligne {first[key]}"))
        first.setdefault(key, line)
    if problems:
        raise _wrong(name, problems)


def _wrong(name: str, problems: list[tuple[int, str]]) -> BadManifest:
    return BadManifest("\n".join(_lines(name, sorted(problems))))


def _lines(name: str, problems: list[tuple[int, str]]) -> Iterator[str]:
    for line, what in problems[:_SHOWN]:
        yield f"« {name} », ligne {line} : {what}."
    if len(problems) > _SHOWN:
        yield f"« {name} » : {len(problems) - _SHOWN} autres erreurs."
