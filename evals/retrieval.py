"""Retrieval quality on BEIR-style benchmarks, through the product's own index.

A benchmark is a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv``.
Its corpus is ingested by ``sourcier ingest add`` like any other documents; a
document's place in a ranking is that of its best passage.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, R, nDCG

from assistant.contract import SearchRequest
from assistant.service import Assistant
from vectorstore.search import Engine
from vectorstore.settings import Settings

MEASURES = (nDCG @ 10, R @ 10, RR @ 10)
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


def ingest(benchmark: Benchmark, data_dir: Path) -> None:
    """Indexes the corpus into ``data_dir``; what is there already is left as it is."""
    environment = {**os.environ, "SOURCIER_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "assistant", "ingest", "add", str(benchmark.corpus)]
    subprocess.run(command, env=environment, check=True, stdout=sys.stderr)


def measure(benchmark: Benchmark, assistant: Assistant, engine: Engine) -> dict[str, float]:
    """Mean of each measure over the benchmark's queries, by its name."""
    run = [
        ir_measures.ScoredDoc(query, document, score)
        for query in dict.fromkeys(query for query, _ in benchmark.qrels)
        for document, score in ranking(assistant, benchmark.queries[query], engine)
    ]
    qrels = [ir_measures.Qrel(query, document, 1) for query, document in benchmark.qrels]
    means = ir_measures.calc_aggregate(MEASURES, qrels, run)
    return {str(measure): float(means[measure]) for measure in MEASURES}


def ranking(assistant: Assistant, query: str, engine: Engine) -> Iterator[tuple[str, float]]:
    """``(document, score)`` best first, each document once, by the benchmark's ids."""
    results = assistant.search(SearchRequest(query=query[:2000], k=_PASSAGES), engine).results
    documents = dict.fromkeys(result.source.rpartition("#")[2] for result in results)
    # Ranks as scores: the engines' own scores have different scales, and ties.
    for place, document in enumerate(documents):
        yield document, 1.0 / (1 + place)


def open_assistant(data_dir: Path) -> Assistant:
    """The assistant over the benchmark's index."""
    return Assistant.open(Settings(data_dir=data_dir))
