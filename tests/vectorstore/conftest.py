"""An index to write to."""

from __future__ import annotations

from pathlib import Path

import pytest

from vectorstore.index import Index
from vectorstore.settings import Settings


@pytest.fixture
def index(home: Path) -> Index:
    """A new index, with the real model."""
    return Index.open(Settings(data_dir=home), create=True)
