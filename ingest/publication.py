"""The day of publication that a text states of itself, in each of the forms in which it may."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.publishers import body_named_in
from vectorstore.dates import FoundDate, find_dates

HEAD, TAIL = 12, 6
_LONGEST = 250

_RELEASE_LINE = re.compile(r"^communiqué(?: de presse)?\b", re.IGNORECASE)
_VERB = r"(?:publi[ée]e?s?|mise? en ligne|diffus[ée]e?|paru[es]?|post[ée]e?)"
# Only what the page says of itself: "les chiffres publiés le …" are somebody else's.
_PUBLISHED = re.compile(
    rf"(?:^|[.|•·–—-]\s*|^(?:article )?(?:par|rédigé par|auteur)\b.{{2,80}}?[\s,.|–—-])\W*{_VERB}\s*:?\s*(?:le\s+)?$"
    r"|^\W*(?:date de (?:publication|parution|mise en ligne|diffusion)|publication)\s*:?\s*(?:le\s+)?$",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"^(?:ce(?:tte|t)?|le présent|la présente) (?:document|guide|fiche|rapport|note|article|page|dossier|texte|charte"
    rf"|doctrine|notice|avis|communiqué)\b.{{0,40}}\b(?:a été|est|fut) (?:\w+ )?{_VERB}\b.{{0,80}}$",
    re.IGNORECASE,
)
_IT = re.compile(rf"^(?:il|elle) a été (?:\w+ )?{_VERB}\b.{{0,80}}$", re.IGNORECASE)
_IS_ABOUT_ITSELF = re.compile(r"^(?:ce(?:tte|t)?) (?:document|guide|fiche|rapport|note|article|page)\b", re.IGNORECASE)
# Where it came out first is another event than its publication here.
_ELSEWHERE = re.compile(r"\b(?:initialement|d['’]abord|à l['’]origine|pour la première fois)\b", re.IGNORECASE)
_UPDATED = re.compile(
    r"^\W*(?:derni[èe]re )?(?:mise? (?:à|a) jour|modifi[ée]e?|actualis[ée]e?|v[ée]rifi[ée]e?|date de mise à jour)"
    r"\s*(?::|le\b|du\b|en date du\b)*\s*$|^ce(?:tte|t)? (?:\w+ )?(?:document|guide|fiche|note|article|page)\b.{0,120}"
    r"\ba été mise? à jour le $",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_PLACE = re.compile(
    rf"^(?:(?:(?:fait )?(?:à )?[^\W\d_][\w’'-]+(?:[ -][^\W\d_][\w’'-]*){{0,3}},|(?:fait à )?paris|fait à [\w’'-]+) )"
    rf"(?:le )?(?:{_WEEKDAY} )?$",
    re.IGNORECASE,
)
_ALONE_START = re.compile(rf"^\W*(?:(?:le|date\s*:) )?(?:{_WEEKDAY},? )?(?:le )?\W*$", re.IGNORECASE)


class Form(StrEnum):
    """How a text says when it was published; the value is what a person calls it."""

    RELEASE = "ligne du communiqué"
    STATED = "mention de publication"
    ALONE = "date en tête ou en fin de texte"
    FIRST = "mention de première publication"
    UPDATED = "mention de mise à jour"


@dataclass(frozen=True, slots=True)
class Statement:
    """A day of publication: block ``index`` says so, at ``start:end`` of its text."""

    day: date
    form: Form
    index: int
    start: int
    end: int


def release_line(texts: Sequence[str]) -> tuple[str | None, Statement | None]:
    """Publisher and day of a line such as "Communiqué de presse, Ministère …, 8 juin 2023"."""
    for index in edges(len(texts)):
        text = texts[index]
        if not _RELEASE_LINE.match(text) or len(text) > 200:
            continue
        found, at = find_dates(text), index
        rest = text if not found else text[: found[0].start]
        body = body_named_in(rest) or _middle_part(rest)
        if not found and index + 1 < len(texts) and len(texts[index + 1]) <= 40:
            found, at = find_dates(texts[index + 1]), index + 1
        if found or body:
            return body, _statement(found[0], Form.RELEASE, at) if found else None
    return None, None


def publication_statements(texts: Sequence[str]) -> list[Statement]:
    """Every statement of the text's own day, the most telling form first.

    A date that merely occurs in the text is none, nor is that of a decree or a
    report that it speaks of. A day of first publication elsewhere and one of
    update come last: they date the text when nothing else does.
    """
    _, release = release_line(texts)
    others = sorted(_others(texts), key=lambda item: list(Form).index(item.form))
    return [*([release] if release else []), *others]


def edges(count: int) -> Iterator[int]:
    """The first and last positions among ``count`` blocks, where a text speaks of itself."""
    yield from (index for index in range(count) if index < HEAD or index >= count - TAIL)


def _others(texts: Sequence[str]) -> Iterator[Statement]:
    count = len(texts)
    for index, text in enumerate(texts):
        if not (index < 2 * HEAD or index >= count - TAIL):
            continue
        # A long line is read as far as it may be a byline.
        for found in find_dates(text[: 2 * _LONGEST]):
            form = _form(texts, found, index)
            if form is not None:
                yield _statement(found, form, index)


def _form(texts: Sequence[str], found: FoundDate, index: int) -> Form | None:
    text, count = texts[index], len(texts)
    before, after = text[: found.start], text[found.end :]
    if _THIS.search(before) or (_IT.search(before) and index and _IS_ABOUT_ITSELF.match(texts[index - 1])):
        return Form.FIRST if _ELSEWHERE.search(before) else Form.STATED
    if _UPDATED.search(before) and (len(text) <= 60 or before.startswith(("Ce", "ce"))):
        return Form.UPDATED
    if len(text) > _LONGEST:
        return None
    if _PUBLISHED.search(before):
        return Form.STATED
    near = index < 6 or index >= count - 3
    return Form.ALONE if near and len(after) <= 2 and (_ALONE_START.match(before) or _PLACE.match(before)) else None


def _statement(found: FoundDate, form: Form, index: int) -> Statement:
    return Statement(found.date, form, index, found.start, found.end)


def _middle_part(text: str) -> str | None:
    """What stands between "Communiqué de presse" and the date."""
    parts = [part.strip() for part in re.split(r"[,–—|/]| - ", text)][1:]
    named = [part for part in parts if len(part) > 2 and part[0].isupper()]
    return named[0] if named else None
