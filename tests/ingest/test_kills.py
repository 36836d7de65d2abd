"""A process killed at any instant leaves the index whole, and the next run completes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_HERE = Path(__file__).parent


def kill(root: Path, home: Path, *arguments: str) -> dict[str, Any]:
    path = os.pathsep.join(map(str, (root, root / "tests" / "vectorstore")))
    ran = subprocess.run(
        [sys.executable, str(_HERE / "kill_rounds.py"), str(home), *arguments],
        cwd=root, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-4000:]
    result: dict[str, Any] = json.loads(ran.stdout)
    print(result)
    return result


@pytest.mark.parametrize("by", ["hand", "sync"])
def test_killed_at_random_instants(root: Path, tmp_path: Path, by: str) -> None:
    """Nothing is lost, doubled or orphaned, in any store, after each of 18 kills."""
    result = kill(root, tmp_path / "data", "--kills", "18", "--seconds", "40", "--by", by)
    assert result["kills"] >= 2
    assert result["repaired"] > 0 or result["kills"] < 10, "some kills came when there was something to repair"


def test_killed_with_the_real_model(root: Path, home: Path) -> None:
    result = kill(root, home, "--kills", "4", "--real", "--seed", "9", "--seconds", "20")
    assert result["kills"] >= 2


@pytest.mark.slow
def test_killed_two_hundred_times(root: Path, tmp_path: Path, home: Path) -> None:
    for by in ("hand", "sync"):
        assert kill(root, tmp_path / by, "--kills", "90", "--seed", "17", "--by", by)["kills"] == 90
    assert kill(root, home, "--kills", "20", "--real", "--seed", "18")["kills"] == 20
    assert kill(root, tmp_path / "beside", "--kills", "40", "--beside", "--seed", "19")["kills"] == 40
