"""Proves that a set of cases can be trusted: every label against the documents, and the cases against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evals.suite.case import TO_COMPLETE, Case, Kind, Origin
from evals.suite.case_files import LocatedCase
from evals.suite.gold_documents import GoldDocuments
from evals.suite.lint_labels import label_problems
from evals.suite.lint_problem import Problem, Rule
from evals.suite.lint_sets import set_problems


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """A problem and the place of its case, None for the set as a whole."""

    problem: Problem
    path: Path | None
    line: int


def lint(
    located: Sequence[LocatedCase], documents: GoldDocuments, today: date, *, counts: bool = True
) -> list[LocatedProblem]:
    """Everything wrong, by file and line, the set's own problems last.

    ``today`` stands for an absent ``as_of``. ``counts`` asks the numbers of the
    packaged set. Raises ``NotFound`` if the documents' folder is missing.
    """
    documents.names()
    cases = [item.case for item in located]
    places = {item.case.id: item for item in reversed(located)}
    found = [*_alone(cases, documents, today), *_filed(located), *set_problems(cases, counts=counts)]
    return sorted(
        (_located(problem, places) for problem in found),
        key=lambda item: (item.path is None, str(item.path), item.line, item.problem.rule),
    )


def _alone(cases: Iterable[Case], documents: GoldDocuments, today: date) -> Iterator[Problem]:
    for case in cases:
        yield from label_problems(case, documents, today)
        if TO_COMPLETE in case.tags:
            yield Problem(Rule.PROVENANCE, case.id, f"ce brouillon est à compléter ; ôtez alors « {TO_COMPLETE} »")
        if case.provenance is None:
            yield Problem(Rule.PROVENANCE, case.id, "il manque sa provenance")
        elif (case.provenance.origin is Origin.REWRITTEN) != (case.kind is Kind.VARIANT):
            yield Problem(Rule.PROVENANCE, case.id, "« rewritten » est la provenance des variantes, et d’elles seules")
        elif case.provenance.origin is Origin.FEEDBACK and not case.provenance.reference:
            yield Problem(Rule.PROVENANCE, case.id, "un retour d’utilisateur nomme la réponse critiquée")


def _filed(located: Iterable[LocatedCase]) -> Iterator[Problem]:
    kinds = {kind.value for kind in Kind}
    for item in located:
        if item.path.stem in kinds and item.path.stem != item.case.kind:
            yield Problem(Rule.KIND, item.case.id, f"un cas « {item.case.kind} » n’est pas de ce fichier")


def _located(problem: Problem, places: dict[str, LocatedCase]) -> LocatedProblem:
    place = places.get(problem.case_id or "")
    return LocatedProblem(problem, place.path if place else None, place.line if place else 0)
