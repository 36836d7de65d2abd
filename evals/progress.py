"""Progress of long measurements, on stderr, where a person is watching."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

_Item = TypeVar("_Item")


def followed(items: Sequence[_Item], label: str) -> Iterable[_Item]:
    """The items, with a bar that goes away at the end; nothing is shown unless stderr is a terminal."""
    console = Console(stderr=True)
    return track(items, label, console=console, transient=True, disable=not console.is_terminal)
