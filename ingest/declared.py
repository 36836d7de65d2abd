"""What a source says about itself outside its text."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date

from vectorstore.types import Kind


@dataclass(frozen=True, slots=True)
class Declared:
    """Metadata from front matter, meta tags, row fields, or a person's options.

    ``None`` (and an empty tuple) means nothing is said. ``silent_pages`` are the
    numbers of the pages that hold pictures and no text. ``repealed``: after this version
    the article is no more.
    """

    title: str | None = None
    kind: Kind | None = None
    publisher: str | None = None
    published_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    reference: str | None = None
    url: str | None = None
    language: str | None = None
    section: tuple[str, ...] = ()
    repealed: bool | None = None
    silent_pages: tuple[int, ...] = ()

    def over(self, other: Declared) -> Declared:
        """This, with ``other`` filling what this does not say."""
        gaps = {item.name: getattr(other, item.name) for item in fields(self) if getattr(self, item.name) in (None, ())}
        return replace(self, **gaps)


NOTHING = Declared()
