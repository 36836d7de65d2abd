"""What a person should know of a document that was read all the same."""

from __future__ import annotations

from itertools import groupby

from ingest.contradictions import contradictions
from vectorstore.types import Document

SILENT = "pages_without_text"
_MOST_PAGES = 40


def notes_of(document: Document) -> list[str]:
    """French sentences on a document that has its text: pages without text, dates that contradict each other."""
    notes = [_silent(flag.partition(":")[2]) for flag in document.flags if flag.startswith(f"{SILENT}:")]
    return notes + [f"dates contradictoires, {contradiction}" for contradiction in contradictions(document)]


def silent_flag(pages: tuple[int, ...]) -> tuple[str, ...]:
    """The flag for pages that hold pictures and no text ("pages_without_text:2-4,9"), or none."""
    return (f"{SILENT}:{_ranges(pages)}",) if pages else ()


def _ranges(pages: tuple[int, ...]) -> str:
    runs = [[page for _, page in run] for _, run in groupby(enumerate(sorted(pages)), lambda pair: pair[1] - pair[0])]
    shown = [f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return ",".join([*shown[:_MOST_PAGES], *(["…"] if len(shown) > _MOST_PAGES else [])])


def _silent(pages: str) -> str:
    if pages.isdigit():
        return f"page {pages} sans texte (image) : passez-la à la reconnaissance de caractères (OCR) pour l’indexer"
    shown = pages.replace(",", ", ")
    return f"pages {shown} sans texte (images) : passez-les à la reconnaissance de caractères (OCR) pour les indexer"
