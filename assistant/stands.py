"""What a stretch says of the thing asked: by which values it answers, and of which day it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.candidate import Candidate, Scored
from assistant.context import Question
from assistant.questions import Expected
from assistant.values import Value, ValueKind, comparable, names_in, same, values_in
from assistant.written_days import last_day
from vectorstore.folding import folded, straightened
from vectorstore.french import analyze
from vectorstore.sentences import sentences
from vectorstore.types import Document

_LEAST_COVERED = 0.3  # of the question's terms that the first covers
_LEAST_ALIKE, _MUCH_ALIKE = 0.25, 0.5
_LEAST_ANSWERS = 1.0  # log-odds
_LEAST_SHARED = 0.5  # of the words asked for that the first says
_MOSTLY = 0.5  # share of what the reader's span says anew that is a value's, if it is a value that is asked for

_KINDS = {
    Expected.DATE: ValueKind.DAY,
    Expected.NUMBER: ValueKind.QUANTITY,
    Expected.PERSON: ValueKind.PERSON,
}
_BODY = re.compile(
    r"\bquel(?:le)?s? (?:comite|commission|instance|organisme|agence|autorite|institution|institut|groupement"
    r"|structure)\b"
)
_ANAPHORIC = re.compile(r"(?:elles?|ils?|on|ce(?:t|tte|s|lle|lles|lui)?|ceux|son|sa|ses|leurs?|l'un|y|en)(?![\w-])|c'")
_COMPLEMENT = re.compile(r"(?<!\w)(?=([a-z]{3,}) (?:d(?:es|u|e la|e l'|e|') ?)([a-z]{3,}))")
_RANK = re.compile(
    r"(?<!\w)(?:(?P<word>premi|second|deuxi|troisi|quatri|cinqui|sixi|septi|huiti|neuvi|dixi)(?:ere?s?|emes?|s|e|es)?"
    r"|(?P<number>[0-9]{1,2})(?:e|eme|nde?))(?!\w)"
)
_GOVERNMENT = r"(?<!\w)(?:ministre|secretaire d'etat|presidente? de la republique)(?!\w)"
_HER_TITLE = re.compile(rf",? (?:alors |aussi )?(?:(?:le|la|notre|premiere?) )?{_GOVERNMENT}")
_TITLE_BEFORE = re.compile(rf"{_GOVERNMENT}(?:[^.;:,]{{0,80}},)? $")
_RANKS = {"premi": 1, "second": 2, "deuxi": 2, "troisi": 3, "quatri": 4, "cinqui": 5, "sixi": 6, "septi": 7,
          "huiti": 8, "neuvi": 9, "dixi": 10}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stand:
    """A stretch that answers, the values by which it does, and the day it speaks of (``None``: unknown)."""

    scored: Scored
    values: tuple[Value, ...]
    when: date | None

    @property
    def document(self) -> Document:
        """Whose word it is."""
        return self.scored.candidate.document


def stand_of(kinds: frozenset[ValueKind], scored: Scored) -> Stand | None:
    """The stand of a stretch; ``None`` if it gives no value of these kinds."""
    values = answer_values(kinds, scored.candidate)
    return Stand(scored, values, spoken_of(scored.candidate, values)) if values else None


def asked_kinds(question: Question, first: Candidate) -> frozenset[ValueKind]:
    """The kinds of values that answer: those that the question's words ask for, else what ``first`` answers by."""
    if _BODY.search(folded(question.text)):
        return frozenset({ValueKind.NAME})
    if wanted := frozenset(_KINDS[kind] for kind in question.expects if kind in _KINDS):
        return wanted
    span, (start, end) = first.span(), first.place()
    new = set(analyze(first.passage.text[span.start : span.end])) - set(question.terms)
    for value in values_in(first.passage.text[start:end]):
        inside = value.start + start < span.end and span.start < value.end + start
        if inside and new and len(new & set(analyze(value.text))) > _MOSTLY * len(new):
            return frozenset({value.kind})
    return frozenset()


def answer_values(kinds: frozenset[ValueKind], candidate: Candidate) -> tuple[Value, ...]:
    """The values of the stretch by which it answers, of the given kinds."""
    if not kinds:
        return ()
    start, end = candidate.place()
    text = candidate.passage.text[start:end]
    span = candidate.span()
    found = [value for value in _all_values(text) if value.kind in kinds]
    inside = tuple(
        value for value in found if value.start + start < span.end and span.start < value.end + start
    )  # fmt: skip
    return inside or (tuple(found) if len(found) == 1 else ())


def spoken_of(candidate: Candidate, values: Sequence[Value]) -> date | None:
    """The day that a stretch speaks of: one that it names beside the answer, else its document's."""
    if all(value.kind is not ValueKind.DAY for value in values):
        for value in values_in(candidate.evidence.text):
            if value.kind is ValueKind.DAY and (last := last_day(value.key)):
                return last
    document = candidate.document
    return document.valid_from or document.published_on


def may_answer(stand: Stand, alike: float, likely: float) -> bool:
    """Whether the stretch answers by itself: as the model weighs it among the others, or as the reader sees it alone.

    Beside a better one the model gives any other a small probability, however well it
    answers. ``alike`` is what :func:`likeness` gives it and the best, which stands in for
    some of the reader's doubt.
    """
    candidate = stand.scored.candidate
    holds, answers = candidate.holds(), candidate.reading.answers
    if stand.scored.alone >= likely or (holds >= 0 and answers >= _LEAST_ANSWERS):
        return True
    return alike >= _MUCH_ALIKE and holds >= -_LEAST_ANSWERS and answers >= 0


def is_a_minister(stand: Stand) -> bool:
    """Whether the person by whom it answers is named as a member of the government, who speaks in any release."""
    text = straightened(_whole(stand))
    for value in stand.values:
        at = text.find(straightened(value.text)) if value.kind is ValueKind.PERSON else -1
        if at >= 0 and (_HER_TITLE.match(text, at + len(value.text)) or _TITLE_BEFORE.search(text[:at])):
            return True
    return False


def asks_for_a_minister(question: Question) -> bool:
    """Whether the question names such an office."""
    return re.search(rf"{_GOVERNMENT}|gouvernement", straightened(question.text)) is not None


def measured_alike(one: Stand, other: Stand) -> bool:
    """Whether values of both can be compared."""
    return any(comparable(value, its) for value in one.values for its in other.values)


def differ(one: Stand, other: Stand) -> bool:
    """Whether no value of one may be a value of the other."""
    return not _any_same(one.values, other.values)


def says_both(one: Stand, other: Stand) -> bool:
    """Whether one of them says, anywhere, a value by which the other answers."""
    said = [_all_values(stand.scored.evidence.text) for stand in (one, other)]
    return _any_same(said[0], other.values) or _any_same(said[1], one.values)


def _any_same(some: Sequence[Value], others: Sequence[Value]) -> bool:
    return any(same(one, other) for one in some for other in others if comparable(one, other))


def likeness(question: Question, first: Stand, other: Stand) -> float:
    """How alike the words of two stands are, but their values, from 0 to 1; 0 if they are not of one thing.

    They are not if the other says much less of what is asked than the first, is the second
    of several where that is the first, or of the « service des achats » where that of the
    « service de la communication » is asked for.
    """
    asked = set(question.terms)
    covered = [len(asked & set(_around(stand))) / len(asked) if asked else 1.0 for stand in (first, other)]
    own = [set(analyze(words_around(stand))) for stand in (first, other)]
    ranks = [_ranks(_clause(stand)) for stand in (first, other)]
    if covered[1] < _LEAST_COVERED * covered[0] or not (ranks[0] ^ ranks[1]) <= _ranks(question.text):
        return 0.0
    if _of_another(question, other):
        return 0.0
    alike = len(own[0] & own[1]) / max(1, min(map(len, own)))
    shared = len(asked & own[0] & own[1]) / max(1, len(asked & own[0]))
    return alike if alike >= _LEAST_ALIKE else _LEAST_ALIKE if shared >= _LEAST_SHARED else 0.0


def words_around(stand: Stand) -> str:
    """What the stretch says but its values."""
    return without_values(_whole(stand))


def without_values(text: str) -> str:
    """The text but the days, quantities and names in it."""
    for value in sorted(values_in(text), key=lambda value: -value.start):
        text = f"{text[: value.start]} {text[value.end :]}"
    return text


def _all_values(text: str) -> tuple[Value, ...]:
    return (*values_in(text), *names_in(text))


def _ranks(text: str) -> set[int]:
    """« la première réunion », « la 2e » : what it is of several; a first of a month is no rank."""
    plain = re.sub(r"\b1er\b", "", folded(text))
    return {int(match["number"]) if match["number"] else _RANKS[match["word"]] for match in _RANK.finditer(plain)}


def _of_another(question: Question, stand: Stand) -> bool:
    """Whether what the question names by a complement has another one, and never that, in the stand's words."""
    asked, said = _complements(question.text), _complements(_whole(stand))
    around = set(_around(stand))
    return any(
        found.isdisjoint(asked[head]) and around.isdisjoint(asked[head])
        for head, found in said.items()
        if head in asked
    )


def _complements(text: str) -> dict[str, set[str]]:
    """The words that follow a word after « de »: of « service des achats », « achats » by « service », as terms."""
    found: dict[str, set[str]] = {}
    for match in _COMPLEMENT.finditer(straightened(text)):
        head, complement = analyze(match[1]), analyze(match[2])
        if head and complement:
            found.setdefault(head[0], set()).update(complement)
    return found


def _clause(stand: Stand) -> str:
    """The clause of the stretch in which its first value stands."""
    start, end = stand.scored.candidate.place()
    text = stand.scored.candidate.passage.text[start:end]
    begins = max((text.rfind(mark, 0, stand.values[0].start) for mark in ";:\n"), default=-1)
    ends = min((at for mark in ";:\n" if (at := text.find(mark, stand.values[0].end)) >= 0), default=len(text))
    return text[begins + 1 : ends]


def _around(stand: Stand) -> Iterator[str]:
    evidence = stand.scored.evidence
    yield from analyze(f"{stand.document.title} {' '.join(evidence.heading)} {_whole(stand)}")


def _whole(stand: Stand) -> str:
    """The stretch, after the sentence that says whom or what its first word stands for."""
    candidate = stand.scored.candidate
    text = candidate.evidence.text
    if not _ANAPHORIC.match(straightened(text)):
        return text
    before = candidate.passage.text[: max(0, candidate.evidence.spans[0][0] - candidate.passage.start)]
    cut = sentences(before)
    return f"{before[cut[-1][0] :]} {text}" if cut else text


def _bare(stand: Stand) -> set[str]:
    return set(analyze(words_around(stand)))
