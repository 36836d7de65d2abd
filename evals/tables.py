"""Figures as tables for a person, in French, and as plain values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from evals.answering import Asked, Point
from evals.intervals import Estimate
from evals.judging import Verdict

LABELS = {
    "f1": "F1 des mots",
    "exact_match": "Réponse exacte",
    "span_overlap": "Recouvrement avec la réponse",
    "null_auroc_span": "AUROC du refus, par l’extrait",
    "null_auroc_answers": "AUROC du refus, par la tête « répond »",
    "null_auroc_both": "AUROC du refus, par les deux",
    "first": "Phrase qui répond en tête",
    "top_3": "… parmi les trois premières",
    "first_by_place": "Phrase qui répond en tête, à la même place",
    "top_3_by_place": "… parmi les trois premières",
    "ndcg_10": "nDCG@10 de la recherche",
    "ndcg_10_before_reading": "… avant la lecture",
    "right_sentence_cited": "Bonne phrase citée (répondables)",
    "over_refusal": "Refus à tort (répondables)",
    "wrong": "Réponse fausse (répondables)",
    "unanswerable_refused": "Refus à raison (sans réponse)",
    "wrong_of_shown": "Part fausse de ce qui est montré",
}
VERDICTS = {
    Verdict.RIGHT: "Justes",
    Verdict.WRONG: "Fausses",
    Verdict.REFUSED: "Refusées à tort",
    Verdict.REFUSED_RIGHTLY: "Refusées à raison",
    Verdict.ANSWERED_WRONGLY: "Répondues à tort",
}
_NOTHING = "–"


def figures_table(title: str, figures: Mapping[str, Estimate | None]) -> Table:
    """One line a figure, with its interval and the number of observations."""
    table = _table(title, "Mesure", "Valeur", "Intervalle à 95 %", "n")
    for name, figure in figures.items():
        table.add_row(LABELS[name], _value(figure), _bounds(figure), str(figure.n) if figure else "0")
    return table


def kinds_table(title: str, counts: Mapping[str, Counter[Verdict]]) -> Table:
    """One line a kind of question, one column a verdict; an empty cell is none."""
    table = _table(title, "Nature", "n", *VERDICTS.values())
    for kind, verdicts in counts.items():
        table.add_row(kind, str(verdicts.total()), *(str(verdicts[verdict] or "") for verdict in VERDICTS))
    return table


def risk_table(title: str, points: Sequence[Point]) -> Table:
    """One line a threshold."""
    table = _table(title, "Seuil", "Couverture", "Intervalle à 95 %", "Risque", "Intervalle à 95 %")
    for point in points:
        table.add_row(
            _number(point.threshold, 2), _value(point.coverage), _bounds(point.coverage),
            _value(point.risk), _bounds(point.risk),
        )  # fmt: skip
    return table


def failure_text(asked: Asked) -> str:
    """One case that failed: what was asked, the verdict, and what was cited."""
    case = asked.case
    cited = [f"    « {citation.quote} »" for citation in asked.answer.citations] or ["    (rien n’est cité)"]
    return "\n".join([f"{case.id} · {case.kind} · {asked.verdict} · {case.question}", *cited])


def failure_values(asked: Asked) -> dict[str, Any]:
    """One case that failed, for JSON."""
    return {
        "id": asked.case.id,
        "question": asked.case.question,
        "kind": asked.case.kind,
        "verdict": asked.verdict.value,
        "status": asked.answer.status.value,
        "probability": asked.probability,
        "cited": [citation.quote for citation in asked.answer.citations],
    }


def figure_values(figures: Mapping[str, Estimate | None]) -> dict[str, Any]:
    """Each figure as ``{value, low, high, n}``, for JSON; null where nothing was measured."""
    return {name: asdict(figure) if figure else None for name, figure in figures.items()}


def point_values(point: Point) -> dict[str, Any]:
    """One threshold of the curve, for JSON."""
    return {"threshold": point.threshold, **figure_values({"coverage": point.coverage, "risk": point.risk})}


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title)
    table.add_column(first)
    for other in others:
        table.add_column(other, justify="right")
    return table


def _value(figure: Estimate | None) -> str:
    return _number(figure.value, 3) if figure else _NOTHING


def _bounds(figure: Estimate | None) -> str:
    return f"{_number(figure.low, 3)} à {_number(figure.high, 3)}" if figure else _NOTHING


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
