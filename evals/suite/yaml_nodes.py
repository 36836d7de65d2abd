"""YAML as plain words with the line of everything, so that what is wrong can be pointed at.

Scalars stay strings until a model reads them: a date, a number or "no" is never guessed.
"""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is there: ten times faster
_NULL = "tag:yaml.org,2002:null"
_STANDARD = "tag:yaml.org,2002:"
_SCALARS = {_STANDARD + name for name in ("str", "null", "bool", "int", "float", "timestamp", "merge", "value")}

Problems = list[tuple[int, str]]
"""Lines, from 1, and what is wrong there, in French."""


def compose(text: str) -> tuple[yaml.Node | None, Problems]:
    """The root node of a YAML text, or None and why there is none (or nothing at all in it)."""
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
        return root, []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [(mark.line + 1 if mark else 1, "ce n’est pas du YAML valide à cet endroit")]
    except (yaml.YAMLError, RecursionError, ValueError):
        return None, [(1, "ce n’est pas du YAML valide")]


def plain(root: yaml.Node) -> tuple[Any, Problems]:
    """Mappings, lists, strings and None under a node.

    Repeated keys are problems, and so are aliases (a few lines of them can
    stand for gigabytes) and tags.
    """
    problems: Problems = []
    seen: set[int] = set()

    def walk(node: yaml.Node) -> Any:
        line = line_of(node)
        if id(node) in seen:
            problems.append((line, "les ancres et les alias YAML ne sont pas admis"))
            return None
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == _STANDARD + "map":
            mapping: dict[str, Any] = {}
            for key, value in node.value:
                word = key.value if isinstance(key, yaml.ScalarNode) else None
                if word is None or word in mapping:
                    what = "une clé doit être un mot" if word is None else f"la clé « {word} » est répétée"
                    problems.append((line_of(key), what))
                else:
                    mapping[word] = walk(value)
            return mapping
        if isinstance(node, yaml.SequenceNode) and node.tag == _STANDARD + "seq":
            return [walk(item) for item in node.value]
        if isinstance(node, yaml.ScalarNode) and node.tag in _SCALARS:
            return None if node.tag == _NULL else node.value
        problems.append((line, "les étiquettes YAML ne sont pas admises"))
        return None

    return walk(root), problems


def line_of(node: yaml.Node) -> int:
    """The line of a node, from 1."""
    return int(node.start_mark.line) + 1


def line_at(root: yaml.Node, location: tuple[int | str, ...]) -> int:
    """The line of the deepest node that a location of pydantic leads to."""
    node, line = root, line_of(root)
    for part in location:
        if isinstance(node, yaml.MappingNode):
            entry = next(((key, value) for key, value in node.value if key.value == part), None)
            if entry is not None:
                line, node = line_of(entry[0]), entry[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = line_of(node)
    return line
