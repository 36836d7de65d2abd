"""How much one PDF may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:  # settings take long to import, and the child process needs none
    from vectorstore.settings import Settings

_START, _A_PAGE = 20, 0.4  # seconds; a page of text takes a tenth


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """The most pages, seconds of processor and megabytes of memory that one PDF may take."""

    pages: int = 2_000
    seconds: int = 300
    memory_mb: int = 1_024

    @classmethod
    def set_by(cls, settings: Settings) -> Self:
        """The limits that the settings give."""
        return cls(settings.max_pdf_pages, settings.max_pdf_seconds, settings.max_pdf_memory_mb)

    def seconds_for(self, pages: int) -> int:
        """How long a document of ``pages`` may take: a short one that takes long is a trap."""
        return min(self.seconds, round(_START + pages * _A_PAGE))


DEFAULT_LIMITS = PdfLimits()
