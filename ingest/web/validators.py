"""What a server says of a page so that it can be asked later only whether the page changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """What a server said of a page the last time.

    ``final`` is the address after redirects, which these validators belong to.
    """

    final: str
    etag: str | None = None
    last_modified: str | None = None


def seen_of(url: str, headers: Mapping[str, str]) -> Seen:
    """What an answer's headers say of the page at ``url``; ``headers`` ignore case."""
    return Seen(url, _validator(headers.get("ETag")), _validator(headers.get("Last-Modified")))


def conditions(seen: Seen | None) -> dict[str, str]:
    """The request headers that ask for the page only if it is no longer as ``seen``."""
    if seen is None:
        return {}
    headers = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
    return {name: value for name, value in headers.items() if value}


def _validator(value: str | None) -> str | None:
    return value if value and len(value) <= 500 and value.isascii() and value.isprintable() else None
