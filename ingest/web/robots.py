"""What a site lets programs read: robots.txt (RFC 9309), read once a run for each site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

AGENT = "Sourcier"
LARGEST = 512_000
"""Bytes of a robots.txt that are read; RFC 9309 asks for at least 500 KiB."""

_LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Rules:
    """One site's rules. ``reachable`` is false when they could not be read, which forbids all."""

    parsed: Protego | None = None
    reachable: bool = True

    def allow(self, address: str) -> bool:
        """Whether the page may be read."""
        if not self.reachable:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(address, AGENT))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the site asks for (30 at most), 0 if it asks for none."""
        asked = self.parsed.crawl_delay(AGENT) if self.parsed is not None else None
        return min(float(asked), _LONGEST_WAIT) if asked and asked > 0 else 0.0


ALL = Rules()
NONE = Rules(reachable=False)


def parse_rules(data: bytes) -> Rules:
    """The rules that the content of a robots.txt states; what is malformed states nothing."""
    return Rules(Protego.parse(data[:LARGEST].decode("utf-8", errors="replace").removeprefix("\ufeff")))


def rules_for(status: int | None, read: Callable[[], bytes]) -> Rules:
    """The rules, by the answer to a request for robots.txt (RFC 9309, section 2.3.1).

    ``status`` is None when no answer came. An absent file (4xx) allows all; a
    site out of order forbids all, until it says again what it allows.
    """
    if status is None or status >= 500 or status == 429:
        return NONE
    return parse_rules(read()) if status == 200 else ALL
