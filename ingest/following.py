"""How an ingestion shows that it goes on: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from ingest.outcomes import Added, Outcome, Summary, note_lines

_LINE_SECONDS = 30.0
_CHUNK = 1 << 20
_MOST_COUNTED = 400 * _CHUNK  # bytes of rows, beyond which the total is only a lower bound


class Following:
    """Shows each document's outcome, and how many there are still to come."""

    def __init__(self, console: Console, files: Sequence[Path | str], summary: Summary) -> None:
        self._console = console
        self._summary = summary
        self._began = self._told = time.monotonic()
        watched = console.is_terminal
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("Ingestion"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("documents"),
            _Rate(summary),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not watched,
        )
        total = sum(map(expected_documents, files)) if watched else None
        self._task = self.progress.add_task("", total=total)

    def tell(self, added: Added) -> None:
        """Shows one document's outcome."""
        self.progress.advance(self._task)
        if added.outcome is Outcome.FAILED:
            self._print(f"✗ {added.reason}")
        for line in note_lines(added):
            self._print(line)
        now = time.monotonic()
        if not self._console.is_terminal and now - self._told >= _LINE_SECONDS:
            self._told = now
            documents, passages = sum(self._summary.counts.values()), self._summary.passages.total
            rate = passages / (now - self._began)
            self._print(f"Ingestion : {documents} documents, {passages} passages, {rate:.0f} passages/s.")

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def following(console: Console, files: Sequence[Path | str], summary: Summary) -> Iterator[Following]:
    """Shows the progress of an ingestion while it lasts."""
    follow = Following(console, files, summary)
    with follow.progress:
        yield follow


def expected_documents(path: Path | str) -> int:
    """How many documents a file is likely to give: its rows, or one, as an address. Never raises."""
    if isinstance(path, str) or not path.name.lower().endswith((".jsonl", ".jsonl.gz")):
        return 1
    name = path.name.lower()
    lines = read = 0
    try:
        with gzip.open(path, "rb") if name.endswith(".gz") else path.open("rb") as stream:
            while (data := stream.read(_CHUNK)) and read < _MOST_COUNTED:
                read += len(data)
                lines += data.count(b"\n")
    except (OSError, EOFError, zlib.error):
        pass  # told in words when the file is read
    return max(1, lines)


class _Rate(ProgressColumn):
    """Passages done, and how many a second."""

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self._summary = summary

    def render(self, task: Task) -> Text:
        passages = self._summary.passages.total
        rate = passages / task.elapsed if task.elapsed else 0.0
        return Text(f"{passages} passages, {rate:.0f} passages/s")
