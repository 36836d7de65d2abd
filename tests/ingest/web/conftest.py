"""A local site, and fetchers that may reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_site import Site

from ingest.web.addresses import IpAddress, is_public
from ingest.web.fetch import Fetcher
from vectorstore.settings import Settings


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site on 127.0.0.1."""
    made = Site()
    yield made
    made.close()


def only_the_site(address: IpAddress) -> bool:
    """127.0.0.1 stands for the public internet; the rest of this machine stays forbidden."""
    return str(address) == "127.0.0.1" or is_public(address)


MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[MakeFetcher]:
    """``fetcher(**settings)`` makes a fetcher without pauses for which 127.0.0.1 is a public address."""
    made: list[Fetcher] = []

    def make(**settings: object) -> Fetcher:
        given = {"fetch_delay_seconds": 0.0, "fetch_timeout_seconds": 30.0, "data_dir": tmp_path, **settings}
        made.append(Fetcher(Settings(**given), allowed=only_the_site))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()
