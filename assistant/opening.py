"""An assistant that opens when first needed, and again until it can.

A server may start before anything is indexed; it then says so in words, and
answers as soon as an index is there.
"""

from __future__ import annotations

import threading

from assistant.service import Assistant
from vectorstore.settings import Settings


class LazyAssistant:
    """Holds at most one open :class:`Assistant`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._assistant: Assistant | None = None
        self._lock = threading.Lock()

    def get(self) -> Assistant:
        """The open assistant; raises what ``Index.open`` raises while it cannot open."""
        with self._lock:
            if self._assistant is None:
                self._assistant = Assistant.open(self.settings)
            return self._assistant
