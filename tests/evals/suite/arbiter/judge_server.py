"""A real server on this machine that speaks OpenAI's chat completions, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prompts import judge

Sends = Callable[[BaseHTTPRequestHandler], None]
Answers = Callable[[dict[str, Any]], str | Sends]


@dataclass
class JudgeServer:
    """``answers`` gives the model's words for a request's data, or writes the whole response itself."""

    answers: Answers
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def completion(content: str | None, finish: str | None = "stop", choices: int = 1) -> bytes:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return json.dumps({"id": "x", "object": "chat.completion", "choices": [choice] * choices}).encode()


def says(word: str) -> str:
    return json.dumps({"verdict": word})


def raw(body: bytes, status: int = 200, **headers: str) -> Sends:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return send


def data_of(request: dict[str, Any]) -> dict[str, Any]:
    """What the user's message holds, read as a model is told to read it."""
    before, after = judge.USER.format(data="\n").split("\n\n\n")
    content = request["messages"][1]["content"]
    assert content.startswith(before)
    assert content.endswith(after)
    line = content[len(before) + 1 : -len(after) - 1]
    assert "\n" not in line
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


@contextmanager
def judge_server(answers: Answers) -> Iterator[JudgeServer]:
    told = JudgeServer(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.requests.append(request | {"path": self.path})
            told.headers.append(dict(self.headers))
            answer = told.answers(data_of(request))
            with suppress(OSError):  # whoever asked may have gone
                (raw(completion(answer)) if isinstance(answer, str) else answer)(self)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
