"""Versions of one article or one page: which they are, their order, and how each stands on a day.

Two documents are versions of one thing if they have the same key: an official text's
reference with its code, or a page's address with its title. A version follows another
if it begins when that one has ended; articles of one number that are in force
together are different articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vectorstore.dating import Dated, long_date
from vectorstore.folding import folded
from vectorstore.legal_reference import ReferenceKind, find_references
from vectorstore.types import Document, Kind

REPEALED = "repealed"
"""Flag of a version after which its article is no more."""

_CODE_NAMED_WITHIN = 2000  # characters of the text in which an article may be named with its code
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The version before and the one after, without their texts; ``None`` if the index has none."""

    previous: Document | None = None
    next: Document | None = None


ALONE = Neighbours()


def version_key(document: Document) -> str | None:
    """What all versions of an article or page share, and nothing else; ``None`` if there can be no other.

    ``csp:l1111-14`` for an article, whose code is empty where the document does not tell it.
    """
    if document.kind is Kind.OFFICIAL_TEXT and document.reference:
        articles = [found for found in find_references(document.reference) if found.kind is ReferenceKind.ARTICLE]
        if not articles:
            return f"ref:{_plain(document.reference)}"[:_LONGEST]
        token = articles[0].token
        return f"{articles[0].code or _code(document, token)}:{token}"
    if document.url:
        address = document.url.partition("#")[0].rstrip("/")
        return f"url:{address} {_plain(document.title)}"[:_LONGEST]
    return None


def is_version(document: Document) -> bool:
    """Whether it is in force for a time. Job adverts are not: they expire, but stay what was said then."""
    dated = document.valid_from is not None or document.valid_to is not None
    return dated and document.kind is not Kind.JOB_DESCRIPTION


def in_force(document: Document, day: date) -> bool:
    """Whether it is in force on ``day``: from ``valid_from`` up to the day before ``valid_to``."""
    return in_force_within(document, day, day)


def in_force_within(document: Document, first: date, last: date) -> bool:
    """Whether it is in force on one day at least from ``first`` to ``last``."""
    begins, ends = document.valid_from, document.valid_to
    return (begins is None or begins <= last) and (ends is None or first < ends)


def neighbours(document: Document, versions: Iterable[Document]) -> Neighbours:
    """The versions of the same key right before and after ``document``."""
    begins = _begins(document)
    if begins is None:
        return ALONE
    others = [other for other in versions if other.id != document.id]
    before = [other for other in others if _follows(document, other)]
    after = [other for other in others if _follows(other, document)]
    same_series = _series(document)
    return Neighbours(
        max(
            before,
            key=lambda other: (_begins(other) or date.min, _series(other) == same_series, other.id),
            default=None,
        ),
        min(
            after, key=lambda other: (_begins(other) or date.max, _series(other) != same_series, other.id), default=None
        ),
    )


def nearest_version(versions: Sequence[Document], day: date | None) -> Document | None:
    """Of versions none of which is in force on ``day``, the last before it, else the first after; ``None`` else."""
    if day is None or any(in_force(version, day) for version in versions):
        return None
    before = [version for version in versions if version.valid_from is None or version.valid_from <= day]
    return ordered(before)[-1] if before else next(iter(ordered(versions)), None)


def status_at(document: Document, day: date, around: Neighbours = ALONE) -> str | None:
    """How ``document`` stands on ``day``, in French words; ``None`` if nothing is to be said.

    « en vigueur du … au … », « en vigueur depuis le … », « abrogé le … », « version
    remplacée le … », « à venir le … », « offre expirée le … ».
    """
    begins, ends = document.valid_from, document.valid_to
    if document.kind is Kind.JOB_DESCRIPTION:
        expired = ends is not None and ends <= day
        return f"offre expirée le {long_date(ends - timedelta(days=1))}" if ends and expired else None
    if begins and day < begins:
        return f"à venir le {long_date(begins)}"
    if ends and ends <= day:
        if REPEALED in document.flags and (around.next is None or around.next.valid_from != ends):
            return f"abrogé le {long_date(ends)}"
        if around.next:
            return f"version remplacée le {long_date(ends)}"
        return f"plus en vigueur depuis le {long_date(ends)}"
    if is_version(document):
        return in_force_words(document)
    follower = _begins(around.next) if around.next else None
    return f"version remplacée le {long_date(follower)}" if follower and follower <= day else None


def is_later_version(later: Document, earlier: Document) -> bool:
    """Whether ``later`` is what became of ``earlier``, directly or not; both have the same key."""
    return _series(later) == _series(earlier) and _follows(later, earlier)


def in_force_words(document: Dated) -> str:
    """« en vigueur du … au … »; empty if it is no version."""
    begins, ends = document.valid_from, document.valid_to
    if begins and ends:
        return f"en vigueur du {long_date(begins)} au {long_date(ends)}"
    if begins:
        return f"en vigueur depuis le {long_date(begins)}"
    return f"en vigueur jusqu’au {long_date(ends)}" if ends else ""


def _code(document: Document, token: str) -> str:
    """The code that the document names beside the article."""
    for text in (document.title, document.text[:_CODE_NAMED_WITHIN]):
        for found in find_references(text):
            if found.token == token and found.code:
                return found.code
    return ""


def _begins(document: Document) -> date | None:
    return document.valid_from or document.published_on


def _follows(later: Document, earlier: Document) -> bool:
    begins, before = _begins(later), _begins(earlier)
    if begins is None or before is None or before >= begins:
        return False
    return earlier.valid_to <= begins if earlier.valid_to else not is_version(earlier)


def _series(document: Document) -> str:
    """The article's own identifier, which its address holds before the date; else nothing."""
    found = [each.token for each in find_references(document.url or "") if each.kind is ReferenceKind.TEXT_ID]
    return found[0] if found else ""


def _plain(text: str) -> str:
    return " ".join(folded(text).split())


def ordered(versions: Sequence[Document]) -> list[Document]:
    """The versions in the order of time; those of the same day by id."""
    return sorted(versions, key=lambda document: (_begins(document) or date.min, document.id))
