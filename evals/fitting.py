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
from assistant.selection_model import Logistic
from evals.answering import ask_each
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
)
from evals.calibration_data import from_cases, from_piaf, from_written, is_development
from evals.cases import packaged, read_cases
from evals.depths import compare, depth_table
from evals.indexing import ingest, open_assistant
from evals.retrieval import first_by_hash
from evals.threshold import Kept, threshold_for

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
    """The fitted models, and tables of held-out quality."""

    ranking: Logistic
    choice: Logistic
    answer: Logistic
    alone: Logistic
    tables: list[Table]

    def weights(self, threshold: float) -> str:
        """The weights file's text."""
        return stored(self.ranking, self.choice, self.answer, self.alone, threshold)


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


def fitted(examples: Sequence[Labelled], threshold: float) -> Outcome:
    """Fits on all examples; the tables come from cross-validation, those of depths at ``threshold``."""
    report = cross_validate(examples)
    origin = np.array([example.source for example in examples])
    natural = np.array([example.natural for example in examples])
    titles = {name: title for name, title in _TITLES.items() if (origin == name).any()}
    tables = [quality(part_of_report(report, (origin == name) & natural), title) for name, title in titles.items()]
    tables += [
        depth_table(compare(examples, threshold, source=name), f"{title} : passages lus, au seuil {threshold:.2f}")
        for name, title in titles.items()
    ]
    choice = fit_choice(examples)
    return Outcome(
        fit_ranking(examples), choice, fit_answer(examples, choice), fit_alone(examples, choice), tables
    )  # fmt: skip


def operating_point(documents: Path, indexes: Path, most_wrong: float) -> Kept:
    """The threshold for the weights in use, over whole answers to the demonstration's development questions."""
    ingest(documents, indexes / "demo")
    cases = [case for case in read_cases(packaged("demo")) if is_development(case)]
    return threshold_for(ask_each(cases, open_assistant(indexes / "demo")), most_wrong)


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
