"""A manifest for tests that measure nothing."""

from __future__ import annotations

from evals.suite.scores import Manifest


def manifest(run_id: str = "r", **given: object) -> Manifest:
    values: dict[str, object] = {
        "started": "2026-01-01T00:00:00",
        "git_revision": "0" * 40,
        "dirty": False,
        "corpus_hash": "c",
        "index_hash": "i",
        "cases_hash": "k",
        "prompts_hash": "p",
        "mode": "extractive",
        "model": None,
        "embedder": "e",
        "reader": "r",
        "target": "in-process",
        "filters": {},
        "versions": {},
    }
    return Manifest.model_validate({"run_id": run_id, **values, **given})
