"""How much one PDF may cost."""

from __future__ import annotations

from dataclasses import dataclass

_START, _A_PAGE = 20, 0.4  # seconds; a page of text takes a tenth


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """The most pages, seconds of processor and megabytes of memory that one PDF may take."""

    pages: int = 2_000
    seconds: int = 300
    memory_mb: int = 1_024

    def seconds_for(self, pages: int) -> int:
        """How long a document of ``pages`` may take: a short one that takes long is a trap."""
        return min(self.seconds, round(_START + pages * _A_PAGE))


DEFAULT_LIMITS = PdfLimits()
