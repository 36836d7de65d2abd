"""``sourcier evals …``: measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from evals.suite import (
    commands_cases,
    commands_judge,
    commands_release,
    commands_report,
    commands_run,
    commands_scoring,
)
from vectorstore.errors import NotFound
from vectorstore.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Mesurer la qualité.")
commands_cases.register(app)
commands_run.register(app)
commands_scoring.register(app)
commands_release.register(app)
commands_report.register(app)
commands_judge.register(app)


@app.callback()
def _group() -> None:
    """Mesurer la qualité."""


@app.command()
def retrieval(
    folders: Annotated[list[Path], typer.Argument(help="Dossiers de bancs d’essai (format BEIR).")],
    test_only: Annotated[bool, typer.Option("--test-only", help="Ne garder que le dixième réservé au test.")] = False,
) -> None:
    """Mesure la recherche lexicale, vectorielle et fusionnée sur des bancs d’essai."""
    from evals.indexing import ingest, open_assistant
    from evals.retrieval import measure, read_benchmark
    from vectorstore.search import Engine

    home = load_settings().home / "benchmarks"
    console = Console()
    for folder in folders:
        benchmark = read_benchmark(folder, test_only=test_only)
        ingest(benchmark.corpus, home / benchmark.name)
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
def reader(
    benchmarks: Annotated[Path, typer.Option(help="Dossier des bancs d’essai, avec « piaf ».")] = Path(
        "../shared/benchmarks"
    ),
    corpus: Annotated[Path, typer.Option(help="Dossier des documents, avec « policy » et « legislation ».")] = Path(
        "../shared/corpus"
    ),
    limit: Annotated[int | None, typer.Option(min=1, help="Au plus N questions par mesure, pour aller vite.")] = None,
    details: Annotated[bool, typer.Option("--details", help="Montrer aussi les questions manquées.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Écrire tous les chiffres dans ce fichier.")] = None,
) -> None:
    """Mesure le lecteur : PIAF, puis les questions étiquetées sur les documents et sur le code."""
    from evals.report import Measured, find_inputs, measured, write_report
    from evals.tables import failure_text

    inputs = find_inputs(benchmarks, corpus)
    if json_file and (json_file.is_dir() or not json_file.absolute().parent.is_dir()):
        raise NotFound(f"« {json_file} » ne peut pas être écrit : donnez un fichier dans un dossier qui existe.")
    console = Console()
    parts: list[Measured] = []
    for part in measured(inputs, load_settings().home / "benchmarks", limit):
        parts.append(part)
        for table in part.tables:
            console.print(table)
        if details:
            for asked in part.failed:
                console.print(failure_text(asked), markup=False, highlight=False, soft_wrap=True)
        if json_file:  # after each part, so that nothing measured is lost
            write_report(json_file, parts, limit=limit, details=details)


@app.command()
def calibrate(
    benchmarks: Annotated[Path, typer.Option(help="Dossier des bancs d’essai, avec « piaf ».")] = Path(
        "../shared/benchmarks"
    ),
    documents: Annotated[Path, typer.Option(help="Dossier des documents de démonstration.")] = Path("ingest/demo"),
    most_wrong: Annotated[float, typer.Option(min=0, max=1, help="Part d’erreurs admise parmi les réponses.")] = 0.05,
    write: Annotated[bool, typer.Option("--write", help="Remplacer les poids de l’assistant.")] = False,
) -> None:
    """Ajuste le choix des phrases et la probabilité de répondre, sur des questions réservées à cela."""
    from assistant.selection_model import WEIGHTS_PATH, selection_model
    from evals.fitting import fitted, gathered, operating_point

    indexes = load_settings().home / "benchmarks"
    threshold = selection_model().threshold
    result = fitted(gathered(benchmarks / "piaf", documents, indexes), threshold)
    console = Console()
    console.print(*result.tables)
    if write:
        WEIGHTS_PATH.write_text(result.weights(threshold), encoding="utf-8")
        selection_model.cache_clear()
        kept = operating_point(documents, indexes, most_wrong)
        console.print(
            f"Seuil {kept.threshold:.2f} : bonne phrase {kept.right:.3f}, fausse {kept.wrong:.3f}, "
            f"refus justifiés {kept.refused:.3f}"
        )
        WEIGHTS_PATH.write_text(result.weights(kept.threshold), encoding="utf-8")


@app.command()
def speed(
    corpus: Annotated[
        Path | None, typer.Option(help="Fichier de lignes à indexer d’abord (.jsonl ou .jsonl.gz).")
    ] = None,
    passages: Annotated[int, typer.Option(min=1, help="Nombre de passages à en indexer.")] = 10_000,
) -> None:
    """Mesure les temps de réponse sur l’index courant, ou sur un corpus, la machine étant au repos."""
    from assistant.service import Assistant
    from evals.speed import embedding_rate, filled, timings

    settings = load_settings()
    if corpus:
        name = f"speed-{passages}-{corpus.name.partition('.')[0]}"
        assistant = filled(corpus, settings.home / "benchmarks" / name, passages)
    else:
        assistant = Assistant.open(settings)
    table = Table("", "p50 ms", "p95 ms", title=f"{assistant.index.chroma.count()} passages")
    found, steps = timings(assistant)
    for timing in found:
        table.add_row(timing.name, f"{timing.p50_ms:.1f}", f"{timing.p95_ms:.1f}")
    shares = Table("answer, by step", "p50 ms", "share")
    for step in steps:
        shares.add_row(step.name, f"{step.p50_ms:.0f}", f"{100 * step.share:.0f} %")
    console = Console()
    console.print(table)
    console.print(shares)
    embedded, rate = embedding_rate(assistant)
    console.print(f"{embedded} passages: {rate:.0f} tokens/s")
