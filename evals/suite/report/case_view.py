"""One case as a person reads it: what was asked, what was wanted, what came, on which quotes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.contract import Answer, Citation, Status
from evals.suite.case import Case, Weight
from evals.suite.prediction import Prediction
from evals.suite.report.segments import Segment, Span, cut, differences, occurrences
from evals.suite.report.wording import STATUSES, metric_label
from evals.suite.scores import Score, ScoredCase
from evals.suite.text_match import nugget_said

_GOLD, _SAID, _FORBIDDEN = "gold", "said", "forbidden"


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A citation; ``source`` is set where the document says something else than the quote, with both marked."""

    number: int
    title: str
    about: str
    url: str | None
    quote: list[Segment]
    source: list[Segment] | None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer, or why there is none."""

    status: str
    text: list[Segment]
    quotes: list[QuoteView]
    disagreements: list[str]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class NuggetView:
    """One thing that a right answer says; ``said`` is None where there is no answer to look in."""

    text: str
    vital: bool
    said: bool | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A scored case with its label (None if it is not among the cases any more) and its answer."""

    scored: ScoredCase
    case: Case | None
    expected: str
    answer: AnswerView | None
    nuggets: list[NuggetView]
    poor: list[Score]


def case_view(scored: ScoredCase, case: Case | None, prediction: Prediction | None) -> CaseView:
    """``poor`` are the metrics short of their best, and errors."""
    return CaseView(
        scored, case,
        " ou ".join(STATUSES[status] for status in Status if case and status in case.statuses),
        answer_view(case, prediction),
        _nuggets(case, prediction.answer if prediction else None),
        [score for score in scored.scores if _is_poor(score)],
    )  # fmt: skip


def _is_poor(score: Score) -> bool:
    if score.error is not None:
        return True
    return score.value is not None and (score.value > 0 if metric_label(score.metric).lower else score.value < 1)


def _nuggets(case: Case | None, answer: Answer | None) -> list[NuggetView]:
    return [
        NuggetView(nugget.text, nugget.weight is Weight.VITAL, nugget_said(nugget, answer.answer) if answer else None)
        for nugget in (case.nuggets if case else [])
    ]


def answer_view(case: Case | None, prediction: Prediction | None) -> AnswerView | None:
    """What the system gave; None if the run holds nothing for the case."""
    if prediction is None:
        return None
    answer = prediction.answer
    if answer is None:
        return AnswerView("Erreur", [], [], [], prediction.error or "Le système n’a rien rendu.")
    quotes = [_quote(case, citation, prediction.texts.get(citation.number)) for citation in answer.citations]
    return AnswerView(
        STATUSES.get(answer.status, answer.status), cut(answer.answer, _marks(case, answer.answer)), quotes,
        [_positions(answer, place) for place in range(len(answer.disagreements))], prediction.error,
    )  # fmt: skip


def _positions(answer: Answer, place: int) -> str:
    held = answer.disagreements[place]
    values = " ≠ ".join(f"{position.value} [{', '.join(map(str, position.citations))}]" for position in held.positions)
    return f"{held.topic}\N{NO-BREAK SPACE}: {values}"


def _marks(case: Case | None, text: str) -> list[Span]:
    """What was wanted of the text, then what it must not say, which is seen above all."""
    if case is None:
        return []
    wanted = [phrase for nugget in case.nuggets for phrase in nugget.any_of]
    return occurrences(text, wanted, _SAID) + occurrences(text, case.must_not_say, _FORBIDDEN)


def _quote(case: Case | None, citation: Citation, source: str | None) -> QuoteView:
    about = ", ".join(
        part
        for part in (
            citation.publisher,
            str(citation.published_on) if citation.published_on else None,
            f"en vigueur du {citation.valid_from}" if citation.valid_from else None,
            f"jusqu’au {citation.valid_to}" if citation.valid_to else None,
            f"p.\N{NO-BREAK SPACE}{citation.page}" if citation.page else None,
        )
        if part
    )
    if source is not None and source != citation.quote:
        quote, shown = differences(citation.quote, source)
        return QuoteView(citation.number, citation.title, about, web_address(citation.url), quote, shown)
    gold = [item.quote for group in case.evidence for item in group] if case else []
    marked = cut(citation.quote, occurrences(citation.quote, gold, _GOLD) + _marks(case, citation.quote))
    return QuoteView(citation.number, citation.title, about, web_address(citation.url), marked, None)


def web_address(url: str | None) -> str | None:
    """``url`` if a link to it can only open a page: no script, no data, no file."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
