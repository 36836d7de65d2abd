"""All that is measured of the reader, part by part: PIAF's test part, then each labelled collection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from assistant.reader.training.examples import Part, read_piaf
from evals.answering import Asked, ask_each, by_kind, failures, figures, risk_coverage
from evals.cases import packaged, read_cases
from evals.indexing import ingest, open_assistant
from evals.reading import find_sentences, rank_paragraphs, read_given
from evals.retrieval import first_by_hash, read_benchmark
from evals.tables import (
    failure_values,
    figure_values,
    figures_table,
    kinds_table,
    point_values,
    risk_table,
)
from vectorstore.errors import NotFound

_PIAF_FILES = ("corpus.jsonl", "queries.jsonl", "answers.jsonl", "qrels.tsv")


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents (a folder or a file of rows), the index they stand in, and the cases asked of them."""

    name: str
    title: str
    documents: Path
    index: str

    @property
    def cases(self) -> Path:
        """The file of questions."""
        return packaged(self.name)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the report is measured on, all of it present."""

    piaf: Path
    collections: tuple[Collection, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One part of the report: its name, tables, values for JSON, and the cases that failed."""

    name: str
    tables: list[Table]
    values: dict[str, Any]
    failed: list[Asked] = field(default_factory=list)


def find_inputs(benchmarks: Path, corpus: Path) -> Inputs:
    """The files to measure on; ``NotFound`` names the first that is missing."""
    policy = ("Documents de politique publique", corpus / "policy", "policy")
    code = (
        "Code de la santé publique, articles sur le numérique",
        corpus / "legislation" / "legi_csp_numerique.jsonl",
        "legislation",
    )
    # The second set of each was written when the failures of the first had been looked at.
    collections = (
        Collection("policy", *policy),
        Collection("policy_2", *policy),
        Collection("legislation", *code),
        Collection("legislation_2", *code),
    )
    piaf = benchmarks / "piaf"
    for folder, option in ((benchmarks, "--benchmarks"), (corpus, "--corpus")):
        if not folder.is_dir():
            raise NotFound(f"Le dossier « {folder} » n’existe pas : donnez-le avec l’option {option}.")
    wanted = [piaf / name for name in _PIAF_FILES]
    wanted += [path for collection in collections for path in (collection.documents, collection.cases)]
    for path in wanted:
        if not path.exists():
            raise NotFound(f"« {path} » n’existe pas : vérifiez les dossiers de mesure.")
    return Inputs(piaf, collections)


def measured(inputs: Inputs, home: Path, limit: int | None) -> Iterator[Measured]:
    """Each part as soon as it is measured; ``limit`` bounds the questions of each, ``home`` holds the indexes."""
    for collection in inputs.collections:  # before the first hour of measuring, not after it
        read_cases(collection.cases)
    yield _piaf(inputs.piaf, home, limit)
    for collection in inputs.collections:
        yield _collection(collection, home, limit)


def _piaf(folder: Path, home: Path, limit: int | None) -> Measured:
    benchmark = read_benchmark(folder, test_only=True)
    examples = read_piaf(folder, Part.TEST)
    ingest(benchmark.corpus, home / benchmark.name)
    assistant = open_assistant(home / benchmark.name)
    given = read_given(assistant.reader, examples, limit)
    sentences = find_sentences(assistant, examples, limit)
    ranking = rank_paragraphs(assistant, benchmark, limit)
    return Measured(
        "piaf",
        [
            figures_table("PIAF, partie de test, paragraphe donné", given),
            figures_table("PIAF, partie de test, à travers l’index", {**sentences, **ranking}),
        ],
        {
            "reader": assistant.reader.model_id,
            "embedder": assistant.index.embedder.model_id,
            "given": figure_values(given),
            "index": figure_values({**sentences, **ranking}),
        },
    )


def _collection(collection: Collection, home: Path, limit: int | None) -> Measured:
    data_dir = home / collection.index
    ingest(collection.documents, data_dir)
    cases = first_by_hash(read_cases(collection.cases), lambda case: case.id, limit)
    asked = ask_each(cases, open_assistant(data_dir))
    shares, kinds, points = figures(asked), by_kind(asked), risk_coverage(asked)
    title = f"{collection.title}, {len(cases)} questions ({collection.name})"
    return Measured(
        collection.name,
        [
            figures_table(title, shares),
            kinds_table(f"{collection.name}, par nature de question", kinds),
            risk_table(f"{collection.name}, risque selon la couverture", points),
        ],
        {
            "questions": len(cases),
            "figures": figure_values(shares),
            "kinds": {kind: {verdict.value: counts[verdict] for verdict in counts} for kind, counts in kinds.items()},
            "risk_coverage": [point_values(point) for point in points],
        },
        failures(asked),
    )


def write_report(path: Path, parts: list[Measured], *, limit: int | None, details: bool) -> None:
    """Writes all figures so far; with ``details``, the cases that failed too."""
    values: dict[str, Any] = {"limit": limit}
    for part in parts:
        failed = {"failures": [failure_values(asked) for asked in part.failed]} if details and part.failed else {}
        values[part.name] = {**part.values, **failed}
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
