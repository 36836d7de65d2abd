"""The question's way, top to bottom."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.context import Context
from assistant.ranking import Ranker
from assistant.reader.reader import Reader
from assistant.steps.cite import cite
from assistant.steps.compare import compare
from assistant.steps.decide import decide
from assistant.steps.look_up import look_up
from assistant.steps.read import read
from assistant.steps.read_apart import read_apart
from assistant.steps.read_beside import read_beside
from assistant.steps.read_on import read_on
from assistant.steps.read_undated import read_undated
from assistant.steps.read_versions import read_versions
from assistant.steps.retrieve import retrieve
from assistant.steps.select import select
from assistant.steps.understand import understand
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.settings import Settings

FOUND = 2
"""How many times the passages that may be read are kept: those beside them can be compared, or read in part."""

CONCLUDING = ("cite", "compare", "decide")
"""The last steps, which say what was found; measuring runs them at several thresholds."""


@dataclass(frozen=True, slots=True)
class Step:
    """One named step; ``run`` reads and fills the context."""

    name: str
    run: Callable[[Context], None]


def build_steps(
    index: Index, searcher: Searcher, reader: Reader, settings: Settings, ranker: Ranker | None = None
) -> tuple[Step, ...]:
    """The steps, in order, bound to an index and a reader; ``ranker`` chooses the passages to read."""
    return (
        Step("understand", lambda context: understand(context, index)),
        Step("look_up", lambda context: look_up(context, index)),
        Step("retrieve", lambda context: retrieve(context, index, searcher, FOUND * settings.passages_read, ranker)),
        Step("read", lambda context: read(context, reader)),
        Step("select", lambda context: select(context, index.lexical.rarity)),
        Step("read_on", lambda context: read_on(context, reader, index.lexical.rarity, settings.passages_read)),
        Step("read_undated", lambda context: read_undated(context, reader, index.lexical.rarity, settings)),
        Step(
            "read_apart",
            lambda context: read_apart(context, index, searcher, reader, index.lexical.rarity, settings),
        ),
        Step(
            "read_versions",
            lambda context: read_versions(context, index, searcher, reader, index.lexical.rarity, settings),
        ),
        Step("read_beside", lambda context: read_beside(context, index, searcher, reader, settings)),
        Step("cite", lambda context: cite(context, settings.answer_threshold)),
        Step("compare", compare),
        Step("decide", decide),
    )


def run(context: Context, steps: tuple[Step, ...]) -> Context:
    """Runs the steps until one sets the status; times each in ``timings_ms``."""
    began = time.perf_counter()
    for step in steps:
        at = time.perf_counter()
        step.run(context)
        context.timings_ms[step.name] = _ms(at)
        if context.status is not None:
            break
    context.timings_ms["total"] = _ms(began)
    return context


def _ms(since: float) -> int:
    return round((time.perf_counter() - since) * 1000)
