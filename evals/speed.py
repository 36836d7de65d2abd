"""How long things take on this machine, with nothing else running.

The floors (embedding one question, embedding passages) stand beside what is
built on them (a search, a whole answer), so that a slow layer shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import quantiles

from assistant.contract import AskRequest, SearchRequest
from assistant.service import Assistant

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


@dataclass(frozen=True, slots=True)
class Timing:
    """Median and 95th percentile of one operation, in milliseconds, or a rate."""

    name: str
    p50_ms: float
    p95_ms: float


def timings(assistant: Assistant) -> Iterator[Timing]:
    """Each operation over ten questions, five times, after one round to warm up."""
    embedder = assistant.index.embedder
    yield _time("embed a question", lambda question: embedder.encode_query([question]))
    yield _time("search, 10 passages", lambda question: assistant.search(SearchRequest(query=question)))
    yield _time("answer", lambda question: assistant.ask(AskRequest(question=question)))


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
