"""Iterables a piece at a time: SQL bounds the variables of a statement, and memory is to be bounded too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of ``size``, the last one shorter; nothing for nothing."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
