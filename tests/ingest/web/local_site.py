"""A real web site on this machine, whose pages a test writes, changes and breaks."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = "<html lang=fr><head><title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"


@dataclass
class Reply:
    """What one path answers. ``chunks`` comes instead of the body, as slowly and as long as it likes."""

    body: bytes = b""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    chunks: Iterator[bytes] | None = None
    length: int | None = None
    validate: bool = True


def page(title: str, text: str = "Le service répond aux questions de tous les agents, chaque jour.") -> Reply:
    """An HTML page."""
    return Reply(PAGE.format(title=title, text=text).encode())


def to(address: str, status: int = 302) -> Reply:
    """A redirection."""
    return Reply(status=status, headers={"Location": address})


def dripping(first: bytes, seconds: float) -> Iterator[bytes]:
    """A body of which one byte comes every ``seconds``, for half a minute."""
    yield first
    for _ in range(int(30 / seconds)):
        time.sleep(seconds)
        yield b" "


def endless(first: bytes) -> Iterator[bytes]:
    """A body that comes fast and goes on for 300 MB."""
    yield first
    for _ in range(5000):
        yield b"<p>encore</p>" * 5000


class Site:
    """The server; ``pages`` maps paths to replies, ``asked`` lists what was asked, with its headers."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.pages: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer((host, port), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.address = f"http://{host}:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def paths(self) -> list[str]:
        """The paths asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                reply = site.pages.get(self.path, Reply(status=404))
                etag = f'"{hashlib.sha256(reply.body).hexdigest()[:12]}"'
                known = reply.validate and reply.status == 200 and reply.chunks is None
                if known and self.headers.get("If-None-Match") == etag:
                    self.send_response(304)
                    self.end_headers()
                    return
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.type)
                if known:
                    self.send_header("ETag", etag)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.chunks is None:
                    self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
                if reply.chunks is not None or reply.length is not None:
                    self.send_header("Connection", "close")
                    self.close_connection = True
                self.end_headers()
                try:
                    self.wfile.write(reply.body)
                    for chunk in reply.chunks or ():
                        self.wfile.write(chunk)
                except OSError:
                    self.close_connection = True  # the reader has had enough

        return Handler
