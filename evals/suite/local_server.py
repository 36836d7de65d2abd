"""The HTTP front door over one data directory, on a free port of this machine, for as long as it is needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from assistant.http.app import build_app
from assistant.opening import LazyAssistant
from evals.suite.http_door import SystemFailed
from vectorstore.settings import Settings

_STARTING_SECONDS = 60.0


@contextmanager
def local_server(settings: Settings) -> Iterator[str]:
    """Serves the API (not the chat) over the index that the settings name; gives its address."""
    config = uvicorn.Config(build_app(LazyAssistant(settings), chat=False), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="local-server", daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + _STARTING_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise SystemFailed("Le serveur local n’a pas démarré : vérifiez que l’adresse 127.0.0.1 est libre.")
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(_STARTING_SECONDS)
