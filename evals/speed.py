"""How long things take on this machine, with nothing else running.

The floors (embedding one question, reading eight passages, embedding passages)
stand beside what is built on them (a search, a whole answer), so that a slow
layer shows.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from assistant.contract import AskRequest, SearchRequest
from assistant.reader.inputs import context_of
from assistant.service import Assistant
from evals.indexing import ingest, open_assistant
from vectorstore.errors import IndexMissing, InvalidRequest, NotFound, UnreadableSource

QUESTIONS = (
    "Qui pilote la politique du numérique en santé ?",
    "Que doit obtenir un hébergeur de données de santé ?",
    "Quand le dossier médical partagé est-il ouvert ?",
    "Combien de personnes travaillent à la délégation ?",
    "Quelles données contient l’espace numérique de santé ?",
    "Que prévoit l’article L. 1111-8 du code de la santé publique ?",
    "À qui adresser sa candidature ?",
    "Pourquoi créer un espace européen des données de santé ?",
    "Quelles sont les obligations d’un éditeur de logiciel ?",
    "Comment s’opposer à l’ouverture de son dossier ?",
)
_ROUNDS = 5
_SAMPLE_PASSAGES = 200
_READ_PASSAGES = 8
_SLICE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Timing:
    """Median and 95th percentile of one operation, in milliseconds, or a rate."""

    name: str
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class StepShare:
    """One step of the answer: its median in milliseconds, its share of all the time spent answering."""

    name: str
    p50_ms: float
    share: float


def timings(assistant: Assistant) -> tuple[list[Timing], list[StepShare]]:
    """Each operation over ten questions, five times, after one round to warm up; and an answer's steps."""
    embedder = assistant.index.embedder
    passages = {question: _passages(assistant, question) for question in QUESTIONS}
    spent: list[dict[str, int]] = []
    found = [
        _time("embed a question", lambda question: embedder.encode_query([question])),
        _time("search, 10 passages", lambda question: assistant.search(SearchRequest(query=question))),
        _time(f"read {_READ_PASSAGES} passages", lambda question: assistant.reader.read(question, *passages[question])),
        _time("answer", lambda question: spent.append(assistant.ask(AskRequest(question=question)).timings_ms)),
    ]
    return found, step_shares(spent[len(QUESTIONS) :])


def step_shares(spent: Sequence[dict[str, int]]) -> list[StepShare]:
    """What each step takes of the answers whose ``timings_ms`` are given; a step that did not run took 0."""
    whole = sum(timing["total"] for timing in spent)
    names = dict.fromkeys(name for timing in spent for name in timing if name != "total")
    return [
        StepShare(
            name,
            float(median(timing.get(name, 0) for timing in spent)),
            sum(timing.get(name, 0) for timing in spent) / whole if whole else 0.0,
        )
        for name in names
    ]


def _passages(assistant: Assistant, question: str) -> tuple[list[str], list[str]]:
    """What stands above each of the passages that a question finds, and their texts."""
    results = assistant.search(SearchRequest(query=question, k=_READ_PASSAGES)).results
    return [context_of(result.title, result.heading) for result in results], [result.text for result in results]


def embedding_rate(assistant: Assistant) -> tuple[int, float]:
    """``(passages, tokens per second)`` for passages of the index, embedded anew."""
    results = [
        result.text
        for question in QUESTIONS
        for result in assistant.search(SearchRequest(query=question, k=100)).results
    ]
    passages = list(dict.fromkeys(results))[:_SAMPLE_PASSAGES]
    tokens = sum(assistant.index.embedder.count_tokens(passages))
    began = time.perf_counter()
    assistant.index.embedder.encode_document(passages)
    return len(passages), tokens / (time.perf_counter() - began)


def filled(corpus: Path, data_dir: Path, passages: int) -> Assistant:
    """The assistant over an index of at least ``passages`` passages, from the first rows of ``corpus``.

    Rows that cannot be read are left out. What an earlier run indexed is kept.
    Raises ``NotFound`` without the file, ``UnreadableSource`` if it is no file of
    rows, ``InvalidRequest`` if it does not hold enough.
    """
    if not corpus.is_file():
        raise NotFound(f"Le fichier « {corpus} » n’existe pas : vérifiez le chemin.")
    if not corpus.name.endswith((".jsonl", ".jsonl.gz")):
        raise UnreadableSource(f"« {corpus} » n’est pas un fichier de lignes : donnez un .jsonl ou un .jsonl.gz.")
    assistant = _opened(data_dir)
    held = _passage_count(assistant) if assistant else 0
    for piece in row_files(corpus, data_dir / "rows"):
        if held >= passages:
            break
        ingest(piece, data_dir, whole=False)
        assistant = assistant or open_assistant(data_dir)
        held = _passage_count(assistant)
    if assistant is None or held < passages:
        raise InvalidRequest(f"« {corpus} » ne donne que {held} passages : demandez-en moins avec « --passages ».")
    return assistant


def row_files(corpus: Path, folder: Path) -> Iterator[Path]:
    """The rows of ``corpus`` as files of 500, in order, each written when it is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(corpus, "rb") if corpus.name.endswith(".gz") else corpus.open("rb") as rows:
        number = 0
        while some := list(islice(rows, _SLICE_ROWS)):
            piece = folder / f"{number:04}.jsonl"
            piece.write_bytes(b"".join(some))
            yield piece
            number += 1


def _opened(data_dir: Path) -> Assistant | None:
    try:
        return open_assistant(data_dir)
    except IndexMissing:
        return None


def _passage_count(assistant: Assistant) -> int:
    return sum(row.passages for row in assistant.documents())


def _time(name: str, operation: Callable[[str], object]) -> Timing:
    for question in QUESTIONS:
        operation(question)
    spent = []
    for _ in range(_ROUNDS):
        for question in QUESTIONS:
            began = time.perf_counter()
            operation(question)
            spent.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(spent, n=20)
    return Timing(name, cuts[9], cuts[18])
