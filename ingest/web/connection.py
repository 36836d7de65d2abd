"""Connections that go to a checked address and end by a deadline.

A host name is resolved once; the addresses it gives are checked, and the
connection is made to one of those very addresses. A name that resolves
differently a moment later (DNS rebinding) therefore gains nothing. TLS still
verifies the certificate against the host's name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from ingest.web.addresses import Allowed, IpAddress


class ForbiddenAddress(Exception):
    """The host resolves to no address that may be contacted; ``str`` is the host."""


class Deadline:
    """When the request under way must be over, on the monotonic clock."""

    def __init__(self) -> None:
        self._end: float | None = None

    def start(self, seconds: float) -> None:
        """Counts ``seconds`` from now."""
        self._end = time.monotonic() + seconds

    def left(self, timeout: float | None, error: type[Exception]) -> float | None:
        """The shorter of ``timeout`` and what is left; raises ``error`` when nothing is."""
        if self._end is None:
            return timeout
        left = self._end - time.monotonic()
        if left <= 0:
            raise error("deadline")
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A stream whose every wait is bounded by the request's deadline, however slowly bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _CheckedBackend(httpcore.NetworkBackend):
    """Opens connections to allowed addresses only."""

    def __init__(self, allowed: Allowed, deadline: Deadline) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in checked_addresses(host, port, self._allowed):
            left = self._deadline.left(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("no sockets of this machine")


def checked_addresses(host: str, port: int, allowed: Allowed) -> list[str]:
    """The numeric addresses of a host that may be contacted, resolved now, once.

    Raises :class:`ForbiddenAddress` when there are addresses and none is
    allowed, ``httpcore.ConnectError`` when the name does not resolve.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} cannot be resolved") from error
    addresses: list[IpAddress] = [ipaddress.ip_address(sockaddr[0]) for *_, sockaddr in found]
    kept = [str(address) for address in dict.fromkeys(addresses) if allowed(address)]
    if addresses and not kept:
        raise ForbiddenAddress(host)
    return kept


class CheckedTransport(httpx.BaseTransport):
    """An httpx transport over :class:`_CheckedBackend`; errors are httpcore's own."""

    def __init__(self, allowed: Allowed) -> None:
        self.deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=8,
            keepalive_expiry=30,
            network_backend=_CheckedBackend(allowed, self.deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; the body comes as it is read."""
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method.encode("ascii"),
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=b"",
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Closes all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
