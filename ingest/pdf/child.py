"""The process that parses one PDF: bytes on standard input, JSON on standard output.

A hostile PDF can make any parser loop or fill the memory; here it stops a
process of its own, whose processor time and memory the system bounds.
"""

from __future__ import annotations

import json
import logging
import sys
from contextlib import suppress
from typing import Any

from ingest.pdf.blocks import read_blocks, silent_pages
from ingest.pdf.extract import Refused, extract
from ingest.pdf.limits import PdfLimits

try:
    import resource
except ImportError:  # not a Unix: the parent's clock is the only bound
    resource = None  # type: ignore[assignment]


def main() -> None:
    """Reads standard input within the limits given as arguments: pages, seconds, megabytes."""
    limits = PdfLimits(*map(int, sys.argv[1:4]))
    _bound_memory(limits.memory_mb)
    _bound_time(limits.seconds_for(0))
    logging.disable(logging.CRITICAL)
    try:
        answer = _read(sys.stdin.buffer.read(), limits)
    except MemoryError:  # reading the input, before anything else
        answer = {"refused": "memory", "values": []}
    json.dump(answer, sys.stdout, ensure_ascii=True)


def _read(data: bytes, limits: PdfLimits) -> dict[str, Any]:
    try:
        extracted = extract(data, limits.pages, lambda pages: _bound_time(limits.seconds_for(pages)))
        blocks = read_blocks(extracted.pages, extracted.pictured)
        silent = silent_pages(extracted.pages, extracted.pictured)
    except Refused as refused:
        return {"refused": refused.code, "values": list(refused.values)}
    except Exception as error:  # a damaged file can raise anything in the library
        return {"refused": "memory" if _is_of_memory(error) else "damaged", "values": []}
    return {
        "title": extracted.title,
        "silent": silent,
        "blocks": [[block.kind, block.text, block.level, block.marker, block.pages] for block in blocks],
    }


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, the library having wrapped that in an error of its own or not."""
    while error is not None:
        if isinstance(error, MemoryError) or any(isinstance(value, MemoryError) for value in error.args):
            return True
        error = error.__cause__ or error.__context__
    return False


def _bound_memory(megabytes: int) -> None:
    if resource is not None:
        _bound(resource.RLIMIT_AS, megabytes * 1_000_000)


def _bound_time(seconds: int) -> None:
    if resource is not None:
        _bound(resource.RLIMIT_CPU, seconds)


def _bound(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    with suppress(ValueError, OSError):  # a system without this bound
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
