"""Dates of one document that cannot all be true: kept, each with where it stands, and settled by nobody.

Two dates of two events are no contradiction, so every rule compares what is
said of one thing: the document's own day, one numbered act, its entry into
force, one deadline. What is found is computed from the document alone, so it
needs no place of its own in the index; the flag says which documents to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from ingest.act_dates import Dating, acts_dated, entry_in_force, limits_dated, unlikely_days
from ingest.metadata import date_in_name
from ingest.publication import Form, publication_statements
from vectorstore.dating import long_date
from vectorstore.types import Document, Kind, Provenance

FLAG = "contradictory_dates"

_HOW = {
    Provenance.GIVEN: "donnée à l’ajout",
    Provenance.DECLARED: "déclarée",
    Provenance.FOUND: "lue dans le texte",
    Provenance.INFERRED: "déduite du nom",
}
# A page that lists others gives the day of each; one that speaks of itself gives one or two.
_MOST_STATED = 2
_QUOTE = 100
_MOST = 20  # of one document: a text with more is no text that a person would mend


@dataclass(frozen=True, slots=True)
class DateClaim:
    """One day, how it was found, and the words that say it (empty for metadata)."""

    day: date
    how: Provenance
    quote: str = ""

    def __str__(self) -> str:
        said = f" : « {self.quote} »" if self.quote else ""
        return f"{long_date(self.day)} ({_HOW[self.how]}{said})"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Days that are said of one thing and differ; ``about`` names it in French."""

    about: str
    claims: tuple[DateClaim, ...]

    def __str__(self) -> str:
        return f"{self.about} : {' ≠ '.join(map(str, self.claims))}"


def contradictions(document: Document) -> list[Contradiction]:
    """The contradictory dates of a document that has its text and blocks, in a steady order."""
    found = [*_of_publication(document), *_of_validity(document)]
    text = document.text
    said = chain(acts_dated(text), limits_dated(text, document.kind), unlikely_days(text))
    for about, datings in islice(said, _MOST):
        claims = _distinct(_claim(text, dating) for dating in datings)
        found.append(Contradiction(about, claims))
    return found


def _of_publication(document: Document) -> Iterator[Contradiction]:
    if document.kind is Kind.OFFICIAL_TEXT:
        return  # signed one day, published another
    how = document.provenance.get("published_on")
    claims: list[DateClaim] = []
    if document.published_on and how in (Provenance.GIVEN, Provenance.DECLARED):
        claims.append(DateClaim(document.published_on, how))
    texts = [document.text[block.start : block.end] for block in document.blocks]
    stated = [item for item in publication_statements(texts) if item.form not in (Form.FIRST, Form.UPDATED)]
    # A day alone on a line may be that of anything, where the text says its own more plainly.
    plain = [item for item in stated if item.form is not Form.ALONE] or stated
    if len({item.day for item in plain}) <= _MOST_STATED:
        for item in plain:
            start = document.blocks[item.index].start
            claims.append(_claim(document.text, Dating(item.day, start + item.start, start + item.end)))
    named = date_in_name(name_of(document.source))
    if named:
        claims.append(DateClaim(named, Provenance.INFERRED))
    distinct = _distinct(claims)
    if len(distinct) > 1:
        yield Contradiction("date de publication", distinct)


def _of_validity(document: Document) -> Iterator[Contradiction]:
    since, until = document.valid_from, document.valid_to
    how = document.provenance.get("valid_from", Provenance.DECLARED)
    if since and until and until <= since:
        ends = document.provenance.get("valid_to", Provenance.DECLARED)
        yield Contradiction("période de validité (fin avant le début)", (DateClaim(since, how), DateClaim(until, ends)))
    stated = [_claim(document.text, dating) for dating in entry_in_force(document.text)]
    # Of several, each may be for some provisions only; one alone is for the whole.
    if len({claim.day for claim in stated}) == 1 or not since:
        claims = _distinct([*([DateClaim(since, how)] if since else []), *stated])
        if len(claims) > 1:
            yield Contradiction("entrée en vigueur", claims)


def name_of(source: str) -> str:
    """The name of a file or a row's id, from the source of its document."""
    _, row, identifier = source.partition(".jsonl#")
    _, compressed, other = source.partition(".jsonl.gz#")
    return identifier if row else other if compressed else source.rstrip("/").rpartition("/")[2]


def _claim(text: str, dating: Dating) -> DateClaim:
    return DateClaim(dating.day, Provenance.FOUND, _around(text, dating.start, dating.end))


def _around(text: str, start: int, end: int) -> str:
    """The words about ``text[start:end]``, within its line."""
    first, last = max(0, start - _QUOTE), min(len(text), end + _QUOTE // 4)
    _, newline, near = text[first:start].rpartition("\n")
    cut = first > 0 and not newline
    if cut:  # at a word
        near = near.partition(" ")[2] or near
    after, ended, _ = text[end:last].partition("\n")
    left_out = last < len(text) and not ended
    if left_out:
        after = after.rpartition(" ")[0]
    return f"{'…' if cut else ''}{f'{near}{text[start:end]}{after}'.strip()}{'…' if left_out else ''}"


def _distinct(claims: Iterable[DateClaim]) -> tuple[DateClaim, ...]:
    """The first claim of each day, in order."""
    kept: dict[date, DateClaim] = {}
    for claim in claims:
        kept.setdefault(claim.day, claim)
    return tuple(kept.values())
