"""Fetching from a real server: every way in which a site may answer, and misbehave."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from local_site import Reply, Site, dripping, endless, page, to

from ingest.web.addresses import BadAddress
from ingest.web.fetch import Fetcher, FetchFailed, Gone, NotModified, Page, Seen
from ingest.web.pace import Pace
from vectorstore.settings import Settings

MakeFetcher = Callable[..., Fetcher]


def fetched(made: Fetcher, address: str, folder: Path, seen: Seen | None = None) -> Page:
    found = made.fetch(address, folder, seen)
    assert isinstance(found, Page)
    return found


def failure(made: Fetcher, address: str, folder: Path) -> str:
    with pytest.raises((FetchFailed, BadAddress)) as caught:
        made.fetch(address, folder)
    said = str(caught.value)
    assert said.endswith(".")
    return said


def test_a_page_and_then_only_whether_it_changed(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    site.pages["/a"] = page("Un titre")
    first = fetched(fetcher(), f"{site.address}/a#partie", tmp_path)
    assert first.path.read_bytes() == site.pages["/a"].body
    assert first.content_type == "text/html; charset=utf-8"
    assert (first.seen.final, bool(first.seen.etag)) == (f"{site.address}/a", True)
    assert isinstance(fetcher().fetch(f"{site.address}/a", tmp_path, first.seen), NotModified)
    site.pages["/a"] = page("Un autre titre")
    assert fetched(fetcher(), f"{site.address}/a", tmp_path, first.seen).seen.etag != first.seen.etag


def test_what_is_sent_says_who_asks_and_nothing_else(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    site.pages["/a"] = page("Un")
    site.pages["/a"].headers["Set-Cookie"] = "suivi=1"
    made = fetcher()
    for _ in range(2):
        made.fetch(f"{site.address}/a", tmp_path)
    _, headers = site.asked[-1]
    assert headers["user-agent"].startswith("Sourcier/")
    assert headers["accept-encoding"] == "gzip, deflate"
    assert not {"cookie", "authorization", "referer", "if-none-match"} & headers.keys()
    assert site.paths() == ["/a", "/a"]
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


def test_validators_go_only_to_the_address_they_came_from(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    site.pages["/b"] = page("Un")
    seen = fetched(fetcher(), f"{site.address}/b", tmp_path).seen
    site.pages["/a"] = to("/b")
    assert isinstance(fetcher().fetch(f"{site.address}/a", tmp_path, seen), NotModified)
    asked = dict(site.asked[-2:])
    assert "if-none-match" not in asked["/a"]
    assert "if-none-match" in asked["/b"]


@pytest.mark.parametrize("status", [404, 410])
def test_gone(site: Site, fetcher: MakeFetcher, tmp_path: Path, status: int) -> None:
    site.pages["/a"] = Reply(status=status)
    assert fetcher().fetch(f"{site.address}/a", tmp_path) == Gone(status)


@pytest.mark.parametrize(
    ("status", "word"), [(500, "panne"), (503, "panne"), (403, "pas public"), (429, "attendre"), (204, "inattendue")]
)
def test_refusals_are_sentences(site: Site, fetcher: MakeFetcher, tmp_path: Path, status: int, word: str) -> None:
    site.pages["/a"] = Reply(status=status)
    said = failure(fetcher(), f"{site.address}/a", tmp_path)
    assert word in said
    assert str(status) in said


def test_an_unasked_304_is_no_answer(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    site.pages["/a"] = Reply(status=304)
    assert "304" in failure(fetcher(), f"{site.address}/a", tmp_path)


def test_a_short_wait_that_is_asked_for_is_granted_once(site: Site, tmp_path: Path) -> None:
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    settings = Settings(data_dir=tmp_path)
    pace = Pace(0.0, lambda: now[0], sleep)
    site.pages["/a"] = Reply(status=503, headers={"Retry-After": "7"})
    site.pages["/b"] = Reply(status=503, headers={"Retry-After": "86400"})
    with Fetcher(settings, allowed=lambda _: True, pace=pace) as made:
        assert "panne" in failure(made, f"{site.address}/a", tmp_path)
        assert site.paths() == ["/a", "/a"]
        assert slept == [7.0]
        assert "panne" in failure(made, f"{site.address}/b", tmp_path)
        assert site.paths() == ["/a", "/a", "/b"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, fetcher: MakeFetcher, tmp_path: Path, status: int) -> None:
    site.pages |= {"/a": to("b/c?x=1", status), "/b/c?x=1": to(f"{site.address}/d#ici", status), "/d": page("Un")}
    assert fetched(fetcher(), f"{site.address}/a", tmp_path).seen.final == f"{site.address}/d"


def test_loops_and_long_chains_end(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    site.pages |= {"/a": to("/b"), "/b": to("/a")}
    assert "sans fin" in failure(fetcher(), f"{site.address}/a", tmp_path)
    assert site.paths() == ["/a", "/b"]
    site.pages |= {f"/n{n}": to(f"/n{n + 1}") for n in range(50)}
    assert "sans fin" in failure(fetcher(), f"{site.address}/n0", tmp_path)
    assert len(site.paths()) < 20
    site.pages["/nulle-part"] = Reply(status=302)
    assert "sans dire où" in failure(fetcher(), f"{site.address}/nulle-part", tmp_path)


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://127.0.0.2:{port}/secret", "http://169.254.169.254/latest/", "http://[::1]/",
               "http://localhost.:{port}/secret", "http://2130706434:{port}/secret", "http://[::ffff:127.0.0.2]/"],
)  # fmt: skip
def test_redirects_to_private_addresses_are_not_followed(
    site: Site, fetcher: MakeFetcher, tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = socket.getaddrinfo
    monkeypatch.setattr(  # this machine's own name means another of its addresses than the site's
        socket, "getaddrinfo", lambda host, *a, **k: resolve("127.0.0.3" if host == "localhost." else host, *a, **k)
    )
    site.pages["/a"] = to(target.format(port=site.port))
    said = failure(fetcher(), f"{site.address}/a", tmp_path)
    assert "privée ou locale" in said
    assert "SOURCIER_ALLOW_PRIVATE_URLS" in said


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://exemple.fr/", "http://moi:secret@exemple.fr/"])
def test_redirects_elsewhere_than_the_web(site: Site, fetcher: MakeFetcher, tmp_path: Path, target: str) -> None:
    site.pages["/a"] = to(target)
    said = failure(fetcher(), f"{site.address}/a", tmp_path)
    assert "n’est pas suivie" in said
    assert "secret" not in said


def test_private_addresses_only_when_settings_allow(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = page("Un")
    with Fetcher(Settings(data_dir=tmp_path, fetch_delay_seconds=0)) as made:
        assert "privée ou locale" in failure(made, f"{site.address}/a", tmp_path)
        assert site.asked == []
    with Fetcher(Settings(data_dir=tmp_path, fetch_delay_seconds=0, allow_private_urls=True)) as made:
        fetched(made, f"{site.address}/a", tmp_path)


def test_a_name_that_changes_its_address_gains_nothing(
    fetcher: MakeFetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: allowed when it is checked, private when it is asked again."""
    public = Site()
    private = Site("127.0.0.2", public.port)
    public.pages |= {"/a": page("Public"), "/robots.txt": Reply(status=404)}
    private.pages |= {"/a": page("Secret"), "/robots.txt": Reply(status=404)}
    answers: list[str] = []
    resolve = socket.getaddrinfo

    def rebinding(host: Any, *rest: Any, **named: Any) -> Any:
        if host != "rebond.example":
            return resolve(host, *rest, **named)
        answers.append("127.0.0.1" if len(answers) % 2 == 0 else "127.0.0.2")
        return resolve(answers[-1], *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    try:
        address, made = f"http://rebond.example:{public.port}/a", fetcher()
        # A connection resolves once. Checking by one answer and connecting by the next would reach the private site.
        assert "privée" in failure(made, address, tmp_path)  # robots.txt was public, then the name changed
        assert b"Public" in fetched(made, address, tmp_path).path.read_bytes()
        assert answers == ["127.0.0.1", "127.0.0.2", "127.0.0.1"]
        assert private.asked == []
    finally:
        public.close()
        private.close()


@pytest.mark.parametrize("body", [b"", b"<p>debut</p>"])
def test_slow_bodies_are_cut(site: Site, fetcher: MakeFetcher, tmp_path: Path, body: bytes) -> None:
    """A byte now and then: no wait is ever long, the whole is."""
    site.pages["/a"] = Reply(chunks=dripping(body, 0.05))
    assert "trop lentement" in failure(fetcher(fetch_timeout_seconds=1.0), f"{site.address}/a", tmp_path)


def test_slow_headers_are_cut(fetcher: MakeFetcher, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for _ in range(600):
                    connection.sendall(b"X-Lent: oui\r\n")
                    time.sleep(0.05)
                connection.sendall(b"Content-Length: 0\r\n\r\n")

        threading.Thread(target=drip, daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a"
        assert "robots.txt indisponible" in failure(fetcher(fetch_timeout_seconds=1.0), address, tmp_path)


def test_endless_and_announced_sizes_are_cut(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    made = fetcher(max_file_mb=1)
    site.pages["/a"] = Reply(chunks=endless(b"<p>debut</p>"))
    assert "1 Mo au plus" in failure(made, f"{site.address}/a", tmp_path)
    assert (tmp_path / "content").stat().st_size <= 1_000_000
    site.pages["/b"] = Reply(body=b"court", length=5_000_000)
    assert "trop volumineux" in failure(made, f"{site.address}/b", tmp_path)
    packed = gzip.compress(bytes(30_000_000))
    site.pages["/c"] = Reply(body=packed, headers={"Content-Encoding": "gzip"})
    assert "trop volumineux" in failure(made, f"{site.address}/c", tmp_path)


def test_cut_bodies_and_unknown_encodings(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    site.pages["/a"] = Reply(body=b"<p>coup", length=500)
    site.pages["/b"] = Reply(body=b"x", headers={"Content-Encoding": "br"})
    site.pages["/c"] = Reply(body=gzip.compress(b"oui" * 999)[:-8], headers={"Content-Encoding": "gzip"})
    for path in "abc":
        assert "incomplète" in failure(fetcher(), f"{site.address}/{path}", tmp_path)
    site.pages["/d"] = Reply(body=gzip.compress(b"oui"), headers={"Content-Encoding": "gzip"})
    assert fetched(fetcher(), f"{site.address}/d", tmp_path).path.read_bytes() == b"oui"


def test_nobody_answers(fetcher: MakeFetcher, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "robots.txt indisponible" in failure(fetcher(), f"http://127.0.0.1:{port}/", tmp_path)
    assert "robots.txt indisponible" in failure(fetcher(), "http://absent.invalid/", tmp_path)


def test_a_certificate_is_needed_for_https(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    failure(fetcher(), site.address.replace("http", "https") + "/a", tmp_path)
    assert site.asked == []


def test_robots_are_heeded(site: Site, fetcher: MakeFetcher, tmp_path: Path) -> None:
    mine = "User-agent: Sourcier\nDisallow: /prive\nDisallow: /*.pdf$\nAllow: /prive/ouvert\n"
    rules = f"User-agent: *\nDisallow: /\n\n{mine}"
    site.pages |= {
        "/robots.txt": Reply(body=rules.encode(), type="text/plain"),
        "/a": page("Un"), "/prive/b": page("Deux"), "/prive/ouvert": page("Trois"), "/c.pdf": page("Quatre"),
        "/d": to("/prive/b"),
    }  # fmt: skip
    made = fetcher()
    for path in ("/a", "/prive/ouvert"):
        fetched(made, site.address + path, tmp_path)
    for path in ("/prive/b", "/c.pdf", "/d"):
        said = failure(made, site.address + path, tmp_path)
        assert "interdit aux programmes" in said
    assert site.paths() == ["/a", "/prive/ouvert", "/d"]


@pytest.mark.parametrize(
    ("reply", "readable"),
    [
        (Reply(status=404), True),
        (Reply(status=403), True),
        (Reply(status=500), False),
        (to("/ailleurs.txt"), False),
        (to("/robots.txt"), True),
        (Reply(body=b"\xff\x00 n'importe quoi", type="text/plain"), True),
        (Reply(body=b"User-agent: *\nDisallow: /\n" + b"# suite\n" * 100_000), False),
    ],
)
def test_robots_that_are_absent_broken_or_elsewhere(
    site: Site, fetcher: MakeFetcher, tmp_path: Path, reply: Reply, readable: bool
) -> None:
    site.pages |= {"/robots.txt": reply, "/a": page("Un")}
    site.pages["/ailleurs.txt"] = Reply(body=b"User-agent: *\nDisallow: /\n", type="text/plain")
    if readable:
        fetched(fetcher(), f"{site.address}/a", tmp_path)
    else:
        assert "robots.txt" in failure(fetcher(), f"{site.address}/a", tmp_path)
        assert "/a" not in site.paths()


def test_a_host_is_asked_no_faster_than_it_is_polite() -> None:
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(1.0, lambda: now[0], sleep)
    pace.wait("a")
    pace.wait("b")
    assert slept == []
    now[0] += 0.4
    pace.wait("a")
    assert slept == [0.6]
    pace.wait("a", delay=5.0)
    pace.wait("a")
    assert slept == [0.6, 1.0, 5.0]
    now[0] += 60
    pace.wait("a")
    assert len(slept) == 3


def test_the_delay_that_a_site_asks_for(site: Site, tmp_path: Path) -> None:
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    site.pages |= {"/robots.txt": Reply(body=b"User-agent: *\nCrawl-delay: 4\n"), "/a": page("Un")}
    with Fetcher(Settings(data_dir=tmp_path), allowed=lambda _: True, pace=Pace(1.0, lambda: now[0], sleep)) as made:
        for _ in range(3):
            made.fetch(f"{site.address}/a", tmp_path)
    assert slept == [1.0, 4.0, 4.0]
