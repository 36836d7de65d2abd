"""Fetches one address: redirects, conditions, robots.txt, pace, and limits of size and time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import TracebackType

import httpcore
import httpx

from ingest.web import robots
from ingest.web.addresses import Allowed, BadAddress, canonical, host_of, is_public, origin_of
from ingest.web.connection import CheckedTransport, ForbiddenAddress
from ingest.web.content import BadEncoding, decoded
from ingest.web.pace import Pace
from ingest.web.robots import Rules
from ingest.web.statuses import refusal, retry_after
from vectorstore.errors import SourcierError
from vectorstore.settings import Settings

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_HOPS = 10
_WAIT = 15.0  # seconds for a connection, or for the next bytes
_HEADERS = {
    "User-Agent": f"{robots.AGENT}/0.2 (assistant documentaire; respecte robots.txt)",
    "Accept": "text/html, application/xhtml+xml, application/pdf, text/plain, */*;q=0.5",
    "Accept-Language": "fr, en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


class FetchFailed(SourcierError):
    """A page could not be fetched; the sentence says why, and what was fetched before still holds."""

    slug = "fetch-failed"
    status = 502


@dataclass(frozen=True, slots=True)
class Seen:
    """What a server said of a page the last time, to ask only whether it changed.

    ``final`` is the address after redirects, which these validators belong to.
    """

    final: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: its content is in the file ``path``."""

    path: Path
    content_type: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is the one that was seen."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The page is no longer there (404 or 410)."""

    status: int


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers


Check = Callable[[str, str], object]
"""Called with a page's content type and final address before its body; may raise."""


class Fetcher:
    """Fetches pages, one at a time. Use it as a context manager, or close it.

    ``allowed`` says which IP addresses may be contacted; by default the public
    ones, and any with ``SOURCIER_ALLOW_PRIVATE_URLS``. No cookie is kept, no
    credentials and no proxy settings of the machine are used.
    """

    def __init__(self, settings: Settings, allowed: Allowed | None = None, pace: Pace | None = None) -> None:
        if allowed is None:
            allowed = (lambda _: True) if settings.allow_private_urls else is_public
        self._limit = settings.max_file_mb * 1_000_000
        self._seconds = settings.fetch_timeout_seconds
        self._pace = pace or Pace(settings.fetch_delay_seconds)
        self._rules: dict[str, Rules] = {}
        self._transport = CheckedTransport(allowed)
        self._client = httpx.Client(
            transport=self._transport,
            timeout=min(_WAIT, self._seconds),
            trust_env=False,
            headers=_HEADERS,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self._client.close()

    def fetch(
        self, address: str, folder: Path, seen: Seen | None = None, check: Check | None = None
    ) -> Page | NotModified | Gone:
        """Fetches an address into ``folder``, following redirects.

        With ``seen``, the server is asked to send the page only if it changed.
        Raises :class:`FetchFailed` or :class:`BadAddress`, each a sentence.
        """
        path = folder / "content"
        url = canonical(address)
        hops: list[str] = []
        while True:
            if url in hops or len(hops) > _MOST_HOPS:
                raise FetchFailed(f"« {address} » redirige sans fin : vérifiez l’adresse dans un navigateur.")
            hops.append(url)
            rules = self._rules_of(url)
            if not rules.reachable:
                raise FetchFailed(
                    f"Le site « {host_of(url)} » ne dit pas ce qu’il laisse lire (robots.txt indisponible) : "
                    "réessayez plus tard."
                )
            if not rules.allow(url):
                raise FetchFailed(
                    f"Le site « {host_of(url)} » interdit aux programmes de lire « {url} » (robots.txt) : "
                    "retirez cette adresse, ou ajoutez le document depuis un fichier."
                )
            conditional = seen if seen is not None and seen.final == url else None
            answer = self._get(url, path, self._limit, _conditions(conditional), check, rules.delay)
            if answer.status not in _REDIRECTS:
                break
            url = self._next(url, answer)
        if answer.status == 200:
            return Page(path, answer.headers.get("Content-Type", ""), _seen(url, answer.headers))
        if answer.status == 304 and conditional is not None:
            return NotModified()
        if answer.status in (404, 410):
            return Gone(answer.status)
        raise FetchFailed(refusal(url, answer.status))

    def _next(self, url: str, answer: _Answer) -> str:
        location = answer.headers.get("Location")
        if not location:
            raise FetchFailed(f"« {url} » redirige sans dire où : vérifiez l’adresse dans un navigateur.")
        try:
            return canonical(location, base=url)
        except BadAddress as error:
            raise FetchFailed(f"« {url} » redirige vers une adresse qui n’est pas suivie. {error}") from error

    def _rules_of(self, url: str) -> Rules:
        origin = origin_of(url)
        if origin not in self._rules:
            self._rules[origin] = self._read_rules(f"{origin}/robots.txt")
        return self._rules[origin]

    def _read_rules(self, url: str) -> Rules:
        kept = bytearray()
        for _ in range(_MOST_HOPS // 2):
            try:
                answer = self._get(url, kept, robots.LARGEST, {}, None, 0.0)
                if answer.status in _REDIRECTS:
                    url = self._next(url, answer)
                    continue
            except _Forbidden:
                raise
            except FetchFailed:
                return robots.rules_for(None, bytes)
            return robots.rules_for(answer.status, lambda: bytes(kept))
        return robots.ALL  # five redirects: as if there were none (RFC 9309)

    def _get(
        self, url: str, sink: Path | bytearray, limit: int, headers: dict[str, str], check: Check | None, delay: float
    ) -> _Answer:
        """One request, tried once more when the server asks for a short wait."""
        answer = self._try(url, sink, limit, headers, check, delay)
        wait = retry_after(answer.status, answer.headers)
        if wait is None:
            return answer
        self._pace.pause(host_of(url), wait)
        return self._try(url, sink, limit, headers, check, delay)

    def _try(
        self, url: str, sink: Path | bytearray, limit: int, headers: dict[str, str], check: Check | None, delay: float
    ) -> _Answer:
        self._pace.wait(host_of(url), delay)
        self._transport.deadline.start(self._seconds)
        try:
            with self._client.stream("GET", url, headers=headers, follow_redirects=False) as response:
                if response.status_code == 200:
                    if check is not None:
                        check(response.headers.get("Content-Type", ""), url)
                    self._receive(response, url, sink, limit)
                return _Answer(response.status_code, response.headers)
        except ForbiddenAddress as error:
            raise _Forbidden(
                f"« {host_of(url)} » mène à une adresse privée ou locale, qui n’est pas lue : "
                "réglez SOURCIER_ALLOW_PRIVATE_URLS=true si c’est voulu."
            ) from error
        except httpcore.TimeoutException as error:
            raise FetchFailed(
                f"« {url} » ne répond pas ou trop lentement ({self._seconds:g} s au plus) : réessayez plus tard."
            ) from error
        except httpcore.NetworkError as error:
            raise FetchFailed(
                f"« {host_of(url)} » ne peut pas être joint : vérifiez l’adresse et la connexion, puis réessayez."
            ) from error
        except (httpcore.ProtocolError, httpx.HTTPError, BadEncoding) as error:
            raise FetchFailed(
                f"La réponse de « {url} » est incomplète ou incompréhensible : réessayez plus tard."
            ) from error

    def _receive(self, response: httpx.Response, url: str, sink: Path | bytearray, limit: int) -> None:
        body = decoded(response.iter_raw(), response.headers.get("Content-Encoding", ""))
        if isinstance(sink, bytearray):
            sink.clear()
            for block in body:
                sink += block
                if len(sink) > limit:
                    return  # the rest is not looked at
            return
        declared = response.headers.get("Content-Length", "")
        size = int(declared) if re.fullmatch(r"\d{1,18}", declared) else 0
        total = 0
        with sink.open("wb") as file:
            while size <= limit:
                if (next_block := next(body, None)) is None:
                    return
                total += len(next_block)
                if total > limit:
                    break
                file.write(next_block)
        raise FetchFailed(
            f"« {url} » est trop volumineux ({limit // 1_000_000} Mo au plus) : "
            "retirez cette adresse, ou relevez SOURCIER_MAX_FILE_MB."
        )


class _Forbidden(FetchFailed):
    """The host is not to be contacted, which no answer of its robots.txt could change."""

    slug = "forbidden-address"


def _conditions(seen: Seen | None) -> dict[str, str]:
    if seen is None:
        return {}
    conditions = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _seen(url: str, headers: httpx.Headers) -> Seen:
    return Seen(url, _validator(headers.get("ETag")), _validator(headers.get("Last-Modified")))


def _validator(value: str | None) -> str | None:
    return value if value and len(value) <= 500 and value.isascii() and value.isprintable() else None
