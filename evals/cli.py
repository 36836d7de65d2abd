"""``sourcier evals …``: measurements."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Mesurer la qualité.")


@app.callback()
def _group() -> None:
    """Mesurer la qualité."""
