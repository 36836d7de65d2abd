"""``sourcier evals …``: measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vectorstore.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Mesurer la qualité.")


@app.callback()
def _group() -> None:
    """Mesurer la qualité."""


@app.command()
def retrieval(
    folders: Annotated[list[Path], typer.Argument(help="Dossiers de bancs d’essai (format BEIR).")],
    test_only: Annotated[bool, typer.Option("--test-only", help="Ne garder que le dixième réservé au test.")] = False,
) -> None:
    """Mesure la recherche lexicale, vectorielle et fusionnée sur des bancs d’essai."""
    from evals.retrieval import ingest, measure, open_assistant, read_benchmark
    from vectorstore.search import Engine

    home = load_settings().home / "benchmarks"
    console = Console()
    for folder in folders:
        benchmark = read_benchmark(folder, test_only=test_only)
        ingest(benchmark, home / benchmark.name)
        assistant = open_assistant(home / benchmark.name)
        table = Table(title=f"{benchmark.name}, {len({query for query, _ in benchmark.qrels})} questions")
        for place, engine in enumerate((Engine.LEXICAL, Engine.DENSE, Engine.FUSED)):
            means = measure(benchmark, assistant, engine)
            if place == 0:
                for title in ("", *means):
                    table.add_column(title)
            table.add_row(engine.value, *(f"{value:.3f}" for value in means.values()))
        console.print(table)


@app.command()
def speed() -> None:
    """Mesure les temps de réponse sur l’index courant, la machine étant au repos."""
    from assistant.service import Assistant
    from evals.speed import embedding_rate, timings

    assistant = Assistant.open(load_settings())
    table = Table("", "p50 ms", "p95 ms", title=f"{assistant.index.chroma.count()} passages")
    for timing in timings(assistant):
        table.add_row(timing.name, f"{timing.p50_ms:.1f}", f"{timing.p95_ms:.1f}")
    console = Console()
    console.print(table)
    passages, rate = embedding_rate(assistant)
    console.print(f"{passages} passages: {rate:.0f} tokens/s")
