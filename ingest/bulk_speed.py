"""How fast the index takes passages whose vectors are given: ``make bulk-speed CORPUS=FILE``.

Reads and splits a file of rows for as many passages as are asked for, and times
only what stores them: Chroma, the lexical index, the database, every commit. The
vectors are random, of length one, always the same, and spread as the default
model's are: a common direction, and variances that fall off. (Without that,
``--isotropic``, every vector is nearly as far from all others as from its nearest,
which no text gives and no graph of neighbours likes.) Prints one line for each tenth,
then the whole, what each store took of it, and the greatest memory of the process.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.read import ReadFailure, read
from ingest.split import split
from vectorstore.embedding.e5_weights import Floats
from vectorstore.errors import SourcierError
from vectorstore.index import Index
from vectorstore.settings import Settings
from vectorstore.types import Document, Passage

_BATCH_PASSAGES = 256
_TENTHS = 10
_MAX_FILE_BYTES = 2_000_000_000
# Measured on 3,637 passages embedded by the default model: the length of their mean, and
# the fall of the singular values of what is left, about 1, 0.72, 0.52, 0.34, 0.21, 0.13
# at places 1, 2, 5, 17, 65, 257.
_COMMON, _FALL = 0.91, -0.35


class GivenVectors:
    """Stands for an embedder: random unit vectors, drawn once and told in turn.

    ``isotropic`` ones have no direction in common; see the module.
    """

    model_id = "vecteurs donnés"
    dimension = 384
    max_tokens = 512

    def __init__(self, count: int, *, isotropic: bool = False, seed: int = 0) -> None:
        drawn = np.random.default_rng(seed).standard_normal((count, self.dimension), np.float32)
        if not isotropic:
            spread = np.arange(1, self.dimension + 1, dtype=np.float32) ** _FALL
            drawn *= spread * np.sqrt((1 - _COMMON**2) / np.sum(spread**2))
            drawn[:, -1] += _COMMON
        self._vectors: Floats = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        self._next = 0

    def encode_query(self, texts: Sequence[str]) -> Floats:
        """The first vectors."""
        return self._vectors[: len(texts)]

    def encode_document(self, texts: Sequence[str]) -> Floats:
        """The next vectors, from the first again when all were told."""
        places = np.arange(self._next, self._next + len(texts)) % len(self._vectors)
        self._next += len(texts)
        return self._vectors[places]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """About what a tokeniser counts in French."""
        return [2 + len(text) // 4 for text in texts]


@dataclass(frozen=True, slots=True)
class Stage:
    """How far it was: passages stored, seconds of wall clock and of processor spent on storing them."""

    passages: int
    seconds: float
    processor: float


class StoreTimes:
    """Seconds that each store of an index takes, from here on."""

    def __init__(self, index: Index) -> None:
        self.seconds = {"vectors (Chroma)": 0.0, "terms (tantivy)": 0.0, "database": 0.0}
        for store, owner, names in (
            ("vectors (Chroma)", index.chroma, ("add", "delete", "set_generation")),
            ("terms (tantivy)", index.lexical, ("add", "delete", "commit")),
            ("database", index.documents, ("put",)),
            ("database", index.passages, ("keys_of", "vectors", "keep_vectors")),
            ("database", index.state, ("read", "set")),
        ):
            for name in names:
                setattr(owner, name, self._timed(store, getattr(owner, name)))

    def _timed(self, store: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                self.seconds[store] += time.perf_counter() - began

        return timed


def stored(index: Index, batches: Iterator[list[tuple[Document, list[Passage]]]]) -> Iterator[Stage]:
    """Stores batches and tells, after each publication, what storing took so far; making them is not counted.

    Processor time is this process's own: the one that finds terms beside it is not seen.
    """
    passages = 0
    wall = processor = 0.0
    with index.writing() as writer:
        for batch in batches:
            began = time.perf_counter(), time.process_time()
            writer.put(batch)
            wall, processor = wall + time.perf_counter() - began[0], processor + time.process_time() - began[1]
            passages += sum(len(some) for _, some in batch)
            if not writer.pending:
                yield Stage(passages, wall, processor)
        began = time.perf_counter(), time.process_time()
        writer.finish()
        wall, processor = wall + time.perf_counter() - began[0], processor + time.process_time() - began[1]
    yield Stage(passages, wall, processor)


def batches_of(corpus: Path, passages: int, embedder: GivenVectors) -> Iterator[list[tuple[Document, list[Passage]]]]:
    """The documents of a file of rows with their passages, in batches, until there are enough."""
    batch: list[tuple[Document, list[Passage]]] = []
    total = size = 0
    for item in read(corpus, max_bytes=_MAX_FILE_BYTES):
        if isinstance(item, ReadFailure):
            continue
        cut = split(item, embedder.count_tokens)[: passages - total]
        batch.append((item, cut))
        total, size = total + len(cut), size + len(cut)
        if size >= _BATCH_PASSAGES or total >= passages:
            yield batch
            batch, size = [], 0
        if total >= passages:
            return
    if batch:
        yield batch


def tenths(stages: Sequence[Stage]) -> list[tuple[float, float]]:
    """Passages a second of wall clock and of processor, for each tenth of the passages.

    The time of a publication counts evenly for all passages that it made visible.
    """
    ends = [0, *(stage.passages for stage in stages)]
    marks = np.linspace(0, ends[-1], _TENTHS + 1)
    wall = np.diff(np.interp(marks, ends, [0.0, *(stage.seconds for stage in stages)]))
    processor = np.diff(np.interp(marks, ends, [0.0, *(stage.processor for stage in stages)]))
    each = ends[-1] / _TENTHS
    return [(each / max(one, 1e-9), each / max(other, 1e-9)) for one, other in zip(wall, processor, strict=True)]


def main() -> None:
    """Runs the measurement."""
    parser = argparse.ArgumentParser(prog="python -m ingest.bulk_speed", description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path, help="a .jsonl or .jsonl.gz file")
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--directory", type=Path, help="where to make the index (a temporary folder)")
    parser.add_argument("--isotropic", action="store_true", help="vectors with no direction in common")
    arguments = parser.parse_args()
    if not arguments.corpus.is_file():
        parser.error(f"{arguments.corpus} is not a file")
    with tempfile.TemporaryDirectory(dir=arguments.directory) as folder:
        embedder = GivenVectors(arguments.passages, isotropic=arguments.isotropic)
        index = Index.create(Settings(data_dir=Path(folder)), embedder)
        began = time.perf_counter()
        times = StoreTimes(index)
        stages = list(stored(index, batches_of(arguments.corpus, arguments.passages, embedder)))
        whole = time.perf_counter() - began
        last = stages[-1]
        for number, (rate, processor) in enumerate(tenths(stages), start=1):
            print(f"tenth {number:2}: {rate:6.0f} passages/s of wall clock, {processor:6.0f} of processor")
        print(f"{last.passages} passages: {last.passages / last.seconds:.0f} passages/s stored, ", end="")
        print(f"{last.passages / whole:.0f} with reading and splitting")
        shares = ", ".join(f"{name} {1000 * took / last.passages:.2f}" for name, took in times.seconds.items())
        rest = last.seconds - sum(times.seconds.values())
        print(f"milliseconds a passage: {shares}, the rest {1000 * rest / last.passages:.2f}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
        print(f"peak memory: {peak:.0f} MiB; vectors {index.chroma.count()}, terms {index.lexical.count()}")


if __name__ == "__main__":
    try:
        main()
    except SourcierError as error:
        sys.exit(f"Erreur : {error}")
