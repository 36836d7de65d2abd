"""The same four routes of a server, over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from assistant.contract import (
    Answer,
    AskRequest,
    DocumentDetail,
    DocumentRow,
    SearchRequest,
    SearchResponse,
    SearchResult,
)
from evals.suite.door import Engine
from vectorstore.errors import SourcierError

_TIMEOUT_SECONDS = 120.0


class SystemFailed(SourcierError):
    """The system under test gave no answer; the sentence is what it said, or what went wrong."""

    slug = "system-failed"
    status = 502


class HttpDoor:
    """A server by its address. ``close`` it at the end."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        # Proxies of the environment are not for the system under test.
        self._client = httpx.Client(base_url=self.url, timeout=_TIMEOUT_SECONDS, trust_env=False)

    def ask(self, request: AskRequest) -> Answer:
        """See :meth:`evals.suite.door.Door.ask`."""
        return Answer.model_validate(self._json("POST", "/api/v1/ask", request.model_dump(mode="json")))

    def search(self, request: SearchRequest) -> list[SearchResult]:
        """See :meth:`evals.suite.door.Door.search`."""
        found = self._json("POST", "/api/v1/search", request.model_dump(mode="json"))
        return SearchResponse.model_validate(found).results

    def documents(self) -> list[DocumentRow]:
        """See :meth:`evals.suite.door.Door.documents`."""
        return [DocumentRow.model_validate(row) for row in self._json("GET", "/api/v1/documents")]

    def document(self, document_id: str) -> DocumentDetail:
        """See :meth:`evals.suite.door.Door.document`."""
        return DocumentDetail.model_validate(self._json("GET", f"/api/v1/documents/{quote(document_id, safe='')}"))

    def engine(self) -> Engine:
        """A server does not tell which models it runs."""
        return Engine()

    def version(self) -> str:
        """The version that the server says it is."""
        return str(self._json("GET", "/healthz").get("version", ""))

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _json(self, method: str, path: str, body: Any = None) -> Any:
        try:
            response = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise SystemFailed(f"{self.url}{path} n’a pas répondu : {type(error).__name__}.") from error
        try:
            content = response.json()
        except ValueError as error:
            raise SystemFailed(f"{self.url}{path} a répondu autre chose que du JSON.") from error
        if response.is_error:
            detail = content.get("detail", "") if isinstance(content, dict) else ""
            raise SystemFailed(f"{self.url}{path} a répondu {response.status_code}. {detail}".strip())
        return content
