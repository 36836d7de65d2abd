"""How an ingestion shows where it is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

_EVERY_SECONDS = 10.0


class ProgressView:
    """Shows sources done of ``total``, documents, passages per second and the time left.

    ``console`` writes to standard error. On a terminal it is one bar, which goes
    away at the end; elsewhere one line every ten seconds.
    """

    def __init__(self, console: Console, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._total = total
        self._clock = clock
        self._start = self._said = clock()
        self._done = self._documents = self._passages = 0
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total} sources · {task.fields[documents]} documents"),
            TextColumn("· {task.fields[rate]:.0f} passages/s · reste"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("Synchronisation", total=total, documents=0, rate=0.0)

    def __enter__(self) -> ProgressView:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def say(self, line: str) -> None:
        """Prints one line above the bar, its text as it is."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def document(self, passages: int) -> None:
        """One more document, of which ``passages`` were embedded."""
        self._documents += 1
        self._passages += passages
        self._show()

    def source(self) -> None:
        """One more source is read."""
        self._done += 1
        self._show()

    def _show(self) -> None:
        now = self._clock()
        seconds = max(now - self._start, 1e-6)
        rate = self._passages / seconds
        self._bar.update(self._task, completed=self._done, documents=self._documents, rate=rate)
        if self._console.is_terminal or now - self._said < _EVERY_SECONDS:
            return
        self._said = now
        left = f", reste environ {_duration(seconds * (self._total - self._done) / self._done)}" if self._done else ""
        self.say(f"{self._done}/{self._total} sources, {self._documents} documents, {rate:.0f} passages/s{left}")


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
