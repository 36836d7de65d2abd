"""The four files of a report, beside the run that they tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evals.suite.report.figures_file import figures_file
from evals.suite.report.inputs import Inputs
from evals.suite.report.junit import junit
from evals.suite.report.page import page
from evals.suite.report.summary import summary

_FILES: dict[str, Callable[[Inputs], str | bytes]] = {
    "report.html": page,
    "summary.md": summary,
    "junit.xml": junit,
    "metrics.json": figures_file,
}


def write_report(inputs: Inputs, folder: Path) -> list[Path]:
    """Writes each file whole or not at all; their paths, the page first."""
    written = []
    for name, made in _FILES.items():
        text = made(inputs)
        partial = folder / f"{name}.part"
        # Lone surrogates may come out of JSON; no file can hold them.
        partial.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
        written.append(partial.replace(folder / name))
    return written
