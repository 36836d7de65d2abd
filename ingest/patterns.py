"""Patterns of paths: ``*`` within one part, ``**`` across parts, ``?`` one character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]", re.DOTALL)


def selected(path: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether a path matches an ``include`` pattern (all do when there is none) and no ``exclude``."""
    if include and not any(matches(path, pattern) for pattern in include):
        return False
    return not any(matches(path, pattern) for pattern in exclude)


def matches(path: str, pattern: str) -> bool:
    """Whether the whole path matches the pattern; case matters.

    ``**/`` also matches nothing, so that ``**/x.md`` finds ``x.md`` itself. All
    ways to match are followed at once: the time grows with the product of both
    lengths, whatever they are.
    """
    tokens = _TOKEN.findall(pattern)
    states = set(_arrive(tokens, 0))
    for char in path:
        following: set[int] = set()
        for state in states:
            token = tokens[state] if state < len(tokens) else ""
            if token == "**" or (token == "*" and char != "/"):
                following.update(_arrive(tokens, state))
            elif token == "**/":
                following.add(state)
                if char == "/":
                    following.update(_arrive(tokens, state + 1))
            elif token == char or (token == "?" and char != "/"):
                following.update(_arrive(tokens, state + 1))
        states = following
        if not states:
            return False
    return len(tokens) in states


def _arrive(tokens: Sequence[str], state: int) -> Iterator[int]:
    """A state, and those behind it that wildcards which match nothing lead to."""
    yield state
    while state < len(tokens) and tokens[state] in ("*", "**", "**/"):
        state += 1
        yield state
