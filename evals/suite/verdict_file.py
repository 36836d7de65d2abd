"""``verdict.json``: what the gate said of a run, beside its scores, for the report to show."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from evals.suite.verdict import Verdict
from vectorstore.errors import UnreadableSource

VERDICT = "verdict.json"
_ADAPTER = TypeAdapter(Verdict)


def write_verdict(folder: Path, verdict: Verdict) -> None:
    """Writes it into a run's folder, whole or not at all."""
    partial = folder / f"{VERDICT}.part"
    partial.write_bytes(_ADAPTER.dump_json(verdict, indent=2) + b"\n")
    partial.replace(folder / VERDICT)


def read_verdict(folder: Path) -> Verdict | None:
    """The verdict on a run; None if the gate has not said any. Raises ``UnreadableSource`` for anything else there."""
    path = folder / VERDICT
    if not path.exists():
        return None
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableSource(f"« {path} » n’est pas lisible : relancez « sourcier evals gate ».") from error
