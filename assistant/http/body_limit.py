"""Refuses request bodies that no legitimate question needs, before reading them."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.http.problems import problem

MAX_BODY_BYTES = 100_000


class BodyLimit:
    """ASGI middleware on ``/api/``: a declared, bounded length or nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers 411 or 413."""
        if scope["type"] == "http" and scope["path"].startswith("/api/") and scope["method"] == "POST":
            length = dict(scope["headers"]).get(b"content-length", b"")
            if not length.isdigit():
                refusal = problem(411, "length-required", "Indiquez la longueur du corps (Content-Length).")
                return await refusal(scope, receive, send)
            if int(length) > MAX_BODY_BYTES:
                refusal = problem(413, "too-large", f"Le corps dépasse {MAX_BODY_BYTES} octets : réduisez-le.")
                return await refusal(scope, receive, send)
        await self._app(scope, receive, send)
