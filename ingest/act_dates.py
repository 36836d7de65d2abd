"""What a text says of the day of one thing, twice and differently: an act, a deadline, an entry into force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from vectorstore.dates import FoundDate, find_dates
from vectorstore.types import Kind

_NATURE = r"(?:décret|arrêté|loi|ordonnance|circulaire|délibération|instruction|directive|règlement|décision)"
_NUMBER = r"n°\s?(?P<number>[\w/.-]*\d[\w/.-]*)"
_NUMBERED = re.compile(
    rf"\b(?P<nature>{_NATURE})(?: (?:organique|ministériel(?:le)?|interministériel(?:le)?|\(UE\)|\(CE\)))?"
    rf"\s{_NUMBER}\s(?:du|en date du)\s$",
    re.IGNORECASE,
)
# An act without a number, said of its own day: "un décret, publié le 7 mars 2023".
_UNNUMBERED = re.compile(
    rf"\b(?:un|une|le|la|l['’]|ce|cet|cette|par|du|au)\s?(?P<nature>{_NATURE})(?P<what>,? (?:a été |est )?"
    r"(?:publi[ée]e?|paru[e]?|signée?|pris[e]?|promulgu[ée]e?)(?: au (?:journal officiel|JO(?:RF)?))?,? le) $",
    re.IGNORECASE,
)
_IN_FORCE = re.compile(
    rf"(?:\b(?:le présent|la présente|ce|cette|cet) {_NATURE}\b.{{0,40}}?\b(?:entre|entrera|est entrée?) en vigueur "
    r"(?:à compter du|à partir du|le|au)|^(?:date d['’])?entr[ée]e en vigueur\s?:(?: le)?) $",
    re.IGNORECASE,
)
_LIMITS = (
    (
        "date limite de candidature",
        re.compile(
            r"(?:\bdate limite (?:de |d['’])(?:candidature|dépôt|envoi|réception|réponse)\b[^.\d]{0,40}"
            r"|\b(?:candidatures?|dossiers?)\b[^.;\d]{0,60}\b(?:jusqu['’]au|avant le|au plus tard le))"
            r" ?:? ?(?:le |au )?$",
            re.IGNORECASE,
        ),
    ),
    (
        "date de prise de poste",
        re.compile(
            r"(?:\bdate de (?:prise de (?:poste|fonctions?)|début(?: souhaitée?| du contrat)?)"
            r"|\bprise de (?:poste|fonctions?)|\bposte (?:est )?(?:vacant|à pourvoir)"
            r"|^\W*vacant|^\W*début(?: souhaité)?)"
            r"\s?:? ?(?:à (?:compter|partir) du |(?:dès )?le |au )?$",
            re.IGNORECASE,
        ),
    ),
)
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY = re.compile(rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)}) (?:le )?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:du|entre le) $", re.IGNORECASE)
_TO = re.compile(r"^ (?:au|et le) $", re.IGNORECASE)
_GREGORIAN = 1900  # weekdays of older dates follow calendars that differed
_BEFORE = 160


@dataclass(frozen=True, slots=True)
class Dating:
    """A day, and where the text says it: ``text[start:end]``."""

    day: date
    start: int
    end: int


def acts_dated(text: str) -> Iterator[tuple[str, list[Dating]]]:
    """Acts that the text dates twice, differently, each with all that it says.

    One number is one act. Acts without a number are one when the text gives
    just two days that differ by their day, their month or their year alone
    ("publié le 7 mars 2023", "publié le 7 juin 2023"): a slip, not another act.
    """
    numbered: dict[tuple[str, str], list[Dating]] = {}
    unnumbered: dict[tuple[str, str], list[Dating]] = {}
    for found, before in _dates(text):
        if match := _NUMBERED.search(before):
            numbered.setdefault((match["nature"].lower(), match["number"]), []).append(_dating(found))
        elif match := _UNNUMBERED.search(before):
            what = re.sub(r"\W+", " ", match["what"].lower()).strip().removeprefix("a été ").removeprefix("est ")
            unnumbered.setdefault((match["nature"].lower(), what.split()[0]), []).append(_dating(found))
    for (nature, number), datings in numbered.items():
        if len(_days(datings)) > 1:
            yield f"{nature} n° {number}", datings
    for (nature, what), datings in unnumbered.items():
        days = _days(datings)
        if len(days) == 2 and _slip(*days):
            yield f"{nature} {what}", datings


def entry_in_force(text: str) -> list[Dating]:
    """The days on which the text says that it enters into force itself."""
    return [_dating(found) for found, before in _dates(text) if _IN_FORCE.search(before)]


def limits_dated(text: str, kind: Kind) -> Iterator[tuple[str, list[Dating]]]:
    """The deadline and the first day of an advert, where it gives two of one."""
    if kind is not Kind.JOB_DESCRIPTION:
        return
    for about, pattern in _LIMITS:
        datings = [_dating(found) for found, before in _dates(text) if pattern.search(before)]
        if len(_days(datings)) == 2:  # more are several posts
            yield about, datings


def unlikely_days(text: str) -> Iterator[tuple[str, list[Dating]]]:
    """Weekdays that are not those of their dates, and periods that end before they begin."""
    dates = list(_dates(text))
    told: set[tuple[str, date]] = set()
    for found, before in dates:
        match = _WEEKDAY.search(before)
        if match and found.date.year >= _GREGORIAN:
            said, real = match["weekday"].lower(), _WEEKDAYS[found.date.weekday()]
            if said != real and (said, found.date) not in told:
                told.add((said, found.date))
                yield f"jour de la semaine ({said} au lieu de {real})", [_dating(found)]
    for (first, before), (second, _) in pairwise(dates):
        between = text[first.end : second.start]
        if second.date < first.date and _TO.match(between) and _FROM.search(before):
            yield "période (fin avant le début)", [_dating(first), _dating(second)]


def _dates(text: str) -> Iterator[tuple[FoundDate, str]]:
    """Each date with the words before it, in its line."""
    for found in find_dates(text):
        before = text[max(0, found.start - _BEFORE) : found.start].rpartition("\n")[2]
        yield found, before.replace("\u00a0", " ").replace("\u202f", " ")


def _dating(found: FoundDate) -> Dating:
    return Dating(found.date, found.start, found.end)


def _days(datings: list[Dating]) -> list[date]:
    return list(dict.fromkeys(item.day for item in datings))


def _slip(one: date, other: date) -> bool:
    same = (one.day == other.day, one.month == other.month, one.year == other.year)
    return sum(same) == 2
