"""Retrieval quality on BEIR-style benchmarks, through the product's own index.

A benchmark is a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv``.
Its corpus is ingested by ``sourcier ingest add`` like any other documents; a
document's place in a ranking is that of its best passage.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import ir_measures
from ir_measures import RR, R, nDCG

from assistant.contract import SearchRequest
from assistant.service import Assistant
from evals.progress import followed
from vectorstore.search import Engine

MEASURES = (nDCG @ 10, R @ 10, RR @ 10)
_Item = TypeVar("_Item")
# Enough passages that the ten best documents are all among them.
_PASSAGES = 60


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Queries and the documents that answer them, by the benchmark's own ids."""

    name: str
    corpus: Path
    queries: dict[str, str]
    qrels: list[tuple[str, str]]


def read_benchmark(folder: Path, *, test_only: bool) -> Benchmark:
    """Reads the folder; ``test_only`` keeps the queries whose document is held out.

    A document is held out when the SHA-256 of its id is divisible by ten.
    """
    rows = (json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8"))
    queries = {row["_id"]: row["text"] for row in rows}
    lines = (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [(query, document) for query, document, *_ in (line.split("\t") for line in lines)]
    kept = [pair for pair in pairs if not test_only or is_held_out(pair[1])]
    return Benchmark(folder.name, folder / "corpus.jsonl", queries, kept)


def is_held_out(document: str) -> bool:
    """Whether a document belongs to the tenth that nothing was fitted on."""
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % 10 == 0


def first_by_hash(items: Iterable[_Item], key: Callable[[_Item], str], limit: int | None) -> list[_Item]:
    """At most ``limit`` items, by the SHA-256 of their keys: the same ones every time, whatever their order."""
    kept = list(items)
    if limit is None or limit >= len(kept):
        return kept
    return sorted(kept, key=lambda item: hashlib.sha256(key(item).encode()).hexdigest())[:limit]


def measure(benchmark: Benchmark, assistant: Assistant, engine: Engine, *, ranked: bool = False) -> dict[str, float]:
    """Mean of each measure over the benchmark's queries, by its name."""
    values = measure_each(benchmark, assistant, engine, ranked=ranked)
    return {name: sum(by_query.values()) / len(by_query) for name, by_query in values.items()}


def measure_each(
    benchmark: Benchmark, assistant: Assistant, engine: Engine, *, ranked: bool = False
) -> dict[str, dict[str, float]]:
    """Each measure of each query, by the measure's name and the query's id.

    ``ranked`` lets the reader rank the passages found. A query that finds nothing counts 0.
    """
    queries = list(dict.fromkeys(query for query, _ in benchmark.qrels))
    run = [
        ir_measures.ScoredDoc(query, document, score)
        for query in followed(queries, "Recherche")
        for document, score in ranking(assistant, benchmark.queries[query], engine, ranked=ranked)
    ]
    qrels = [ir_measures.Qrel(query, document, 1) for query, document in benchmark.qrels]
    values = {str(measure): dict.fromkeys(queries, 0.0) for measure in MEASURES}
    for metric in ir_measures.iter_calc(MEASURES, qrels, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    return values


def ranking(assistant: Assistant, query: str, engine: Engine, *, ranked: bool = False) -> Iterator[tuple[str, float]]:
    """``(document, score)`` best first, each document once, by the benchmark's ids."""
    results = assistant.search(SearchRequest(query=query[:2000], k=_PASSAGES), engine, ranked=ranked).results
    documents = dict.fromkeys(result.source.rpartition("#")[2] for result in results)
    # Ranks as scores: the engines' own scores have different scales, and ties.
    for place, document in enumerate(documents):
        yield document, 1.0 / (1 + place)
