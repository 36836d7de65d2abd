"""Gathers the questions to learn from, fits the assistant's weights on them, and says how good they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from rich.table import Table

from assistant.reader.training.measure import auroc
from assistant.reader.training.scraped import write_pages
from assistant.reader.training.written import DOCUMENTS
from evals.calibration import (
    Asked,
    Flags,
    Labelled,
    Report,
    cross_validate,
    fit_alone,
    fit_answer,
    fit_choice,
    fit_ranking,
    label,
    stored,
    threshold_for,
)
from evals.calibration_data import from_cases, from_piaf, from_written
from evals.cases import packaged, read_cases
from evals.indexing import ingest, open_assistant
from evals.retrieval import first_by_hash

# How much a question of each collection counts: those of the field more than encyclopedic ones.
_WEIGHTS = {"demo": 2.0, "written-clean": 1.0, "written-scraped": 1.0, "piaf": 0.5}
_MOST_WRITTEN, _MOST_PIAF = 230, 100  # about ten minutes' reading in all
_TITLES = {
    "demo": "Questions de démonstration",
    "written-clean": "Documents écrits, partie de développement",
    "written-scraped": "Les mêmes collés de pages, partie de développement",
    "piaf": "PIAF, partie de développement",
}
_THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The weights file's text, and tables of held-out quality."""

    weights: str
    threshold: float
    tables: list[Table]


def gathered(piaf: Path, documents: Path, indexes: Path) -> list[Labelled]:
    """Indexes the four collections if needed, and reads every question."""
    pages = indexes / "scraped"
    write_pages(pages)
    written = some(from_written(), 2 * _MOST_WRITTEN)
    sources: tuple[tuple[Path, str, Sequence[Asked]], ...] = (
        (documents, "demo", from_cases(read_cases(packaged("demo")))),
        (DOCUMENTS, "written-clean", written[::2]),
        (pages, "written-scraped", written[1::2]),
        (piaf / "corpus.jsonl", "piaf", some(from_piaf(piaf), _MOST_PIAF)),
    )
    found: list[Labelled] = []
    for path, name, questions in sources:
        ingest(path, indexes / name)
        found += label(open_assistant(indexes / name), questions, _WEIGHTS[name], name)
    return found


def some(questions: Sequence[Asked], most: int) -> list[Asked]:
    """At most so many of the questions, by the digest of their words: the same ones every time."""
    return first_by_hash(questions, lambda asked: asked.group + asked.text, most)


def fitted(examples: Sequence[Labelled], most_wrong: float) -> Outcome:
    """Fits on all examples; the tables and the threshold come from cross-validation."""
    report = cross_validate(examples)
    origin = np.array([example.source for example in examples])
    natural = np.array([example.natural for example in examples])
    threshold = threshold_for(part_of_report(report, (origin == "demo") & natural), most_wrong)
    choice = fit_choice(examples)
    text = stored(fit_ranking(examples), choice, fit_answer(examples, choice), fit_alone(examples, choice), threshold)
    tables = [
        quality(part_of_report(report, (origin == name) & natural), title)
        for name, title in _TITLES.items()
        if (origin == name).any()
    ]
    return Outcome(text, threshold, tables)


def part_of_report(report: Report, kept: Flags) -> Report:
    """The report of some of the questions."""
    return Report(*(getattr(report, field.name)[kept] for field in fields(Report)))


def quality(report: Report, title: str) -> Table:
    """Order of candidates, separation, and what each threshold would show."""
    can = report.answerable
    table = Table(title=title, caption=_summary(report))
    for name in ("Seuil", "Répondables répondues", "Autres répondues", "Fausses parmi les réponses"):
        table.add_column(name, justify="right")
    for threshold in _THRESHOLDS:
        shown = report.probability >= threshold
        wrong = (~report.right[shown]).mean() if shown.any() else 0.0
        table.add_row(
            f"{threshold:.1f}", f"{shown[can].mean():.3f}", f"{shown[~can].mean():.3f}", f"{wrong:.3f}"
        )  # fmt: skip
    return table


def _summary(report: Report) -> str:
    can = report.answerable
    separated = auroc(report.probability[can].tolist(), report.probability[~can].tolist())
    return (
        f"{len(can)} questions, {int(can.sum())} répondables ; bonne phrase en tête {report.first[can].mean():.3f}, "
        f"citée {report.right[can].mean():.3f} ({report.said[can].mean():.2f} phrases), "
        f"parmi les trois premières {report.top3[can].mean():.3f} ; AUROC {separated:.3f}"
    )
