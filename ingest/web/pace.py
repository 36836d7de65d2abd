"""A polite rate: requests to one host are spaced."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Waits before each request, so that a host gets at most one per ``delay`` seconds."""

    def __init__(
        self,
        delay: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._delay = delay
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}

    def wait(self, host: str, delay: float = 0.0) -> None:
        """Waits for the host's turn; ``delay`` is what the host itself asks for."""
        left = self._next.get(host, 0.0) - self._clock()
        if left > 0:
            self._sleep(left)
        self._next[host] = self._clock() + max(self._delay, delay)

    def pause(self, host: str, seconds: float) -> None:
        """Puts the host's next turn off by ``seconds`` from now."""
        self._next[host] = max(self._next.get(host, 0.0), self._clock() + seconds)
