"""Filling an index to a size, and what the steps take; nothing is timed here."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evals import speed
from evals.speed import filled, row_files, step_shares
from vectorstore.errors import IndexMissing, InvalidRequest, NotFound, UnreadableSource


def corpus_of(path: Path, rows: int) -> Path:
    data = b"".join(b'{"id": "%d"}\n' % number for number in range(rows))
    path.write_bytes(gzip.compress(data) if path.name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_rows_come_in_files_of_five_hundred(tmp_path: Path, name: str) -> None:
    pieces = list(row_files(corpus_of(tmp_path / name, 1200), tmp_path / "rows"))
    assert [len(piece.read_text().splitlines()) for piece in pieces] == [500, 500, 200]
    assert pieces[1].read_text().startswith('{"id": "500"}')


class FakeIndexes:
    """Each file ingested adds a passage a row."""

    def __init__(self) -> None:
        self.held = 0
        self.ingested: list[str] = []

    def ingest(self, path: Path, data_dir: Path, *, whole: bool) -> None:
        assert not whole
        self.ingested.append(path.name)
        self.held += len(path.read_text().splitlines())

    def open_assistant(self, data_dir: Path) -> Any:
        if not self.held:
            raise IndexMissing("Rien n’est indexé.")
        return SimpleNamespace(documents=lambda: iter([SimpleNamespace(passages=self.held)]))


@pytest.fixture
def indexes(monkeypatch: pytest.MonkeyPatch) -> FakeIndexes:
    fake = FakeIndexes()
    monkeypatch.setattr(speed, "ingest", fake.ingest)
    monkeypatch.setattr(speed, "open_assistant", fake.open_assistant)
    return fake


def test_no_more_is_indexed_than_asked_for_and_never_twice(tmp_path: Path, indexes: FakeIndexes) -> None:
    corpus = corpus_of(tmp_path / "rows.jsonl", 2000)
    filled(corpus, tmp_path / "data", 900)
    assert indexes.ingested == ["0000.jsonl", "0001.jsonl"]
    filled(corpus, tmp_path / "data", 1000)
    assert len(indexes.ingested) == 2


def test_a_corpus_that_will_not_do(tmp_path: Path, indexes: FakeIndexes) -> None:
    with pytest.raises(InvalidRequest, match="que 600 passages"):
        filled(corpus_of(tmp_path / "rows.jsonl", 600), tmp_path / "data", 601)
    with pytest.raises(NotFound, match="absent"):
        filled(tmp_path / "absent.jsonl", tmp_path / "data", 1)
    with pytest.raises(UnreadableSource, match="jsonl"):
        filled(corpus_of(tmp_path / "rows.txt", 1), tmp_path / "data", 1)


def test_steps_share_the_time_of_answers() -> None:
    spent = [{"retrieve": 10, "read": 30, "total": 40}, {"retrieve": 20, "total": 40}, {"read": 20, "total": 20}]
    shares = {step.name: (step.p50_ms, step.share) for step in step_shares(spent)}
    assert shares == {"retrieve": (10.0, 0.3), "read": (20.0, 0.5)}
    assert step_shares([]) == []
