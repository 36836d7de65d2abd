"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; absent, the test is skipped.

    Continuous integration must have it, so there its absence is a failure.
    """
    if not _SHARED.is_dir():
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"{_SHARED} is absent although CI=true")
        pytest.skip(f"{_SHARED} is absent: real documents are not part of the project")
    return _SHARED
