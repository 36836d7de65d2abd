"""``python -m evals.suite.overlay_ingestion``: ``sourcier ingest add documents`` in many data directories.

Reads a JSON list of data directories on standard input. One process for all,
for the embedder is opened once; the command is found by entry point, as the
``sourcier`` command finds it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

import click
import typer

from vectorstore.errors import SourcierError


def ingest_in(homes: Sequence[str]) -> int:
    """Ingests the folder ``documents`` of each data directory; returns the first exit code that is not 0."""
    (entry,) = entry_points(group="sourcier.commands", name="ingest")
    command = typer.main.get_command(entry.load())
    for home in homes:
        os.chdir(Path(home))
        os.environ["SOURCIER_DATA_DIR"] = home
        try:
            code = command.main(["add", "documents"], prog_name="sourcier ingest", standalone_mode=False)
        except (SourcierError, click.ClickException) as error:
            print(f"Erreur : {error}", file=sys.stderr)
            return 1
        except click.exceptions.Exit as stop:
            code = stop.exit_code
        if code:
            return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(ingest_in(json.load(sys.stdin)))
