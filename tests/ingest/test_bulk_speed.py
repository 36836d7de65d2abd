"""How the measurement of storing counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.bulk_speed import GivenVectors, Stage, stored, tenths
from vectorstore.index import Index
from vectorstore.settings import Settings
from vectorstore.types import Document, Kind, Passage


def test_a_publication_counts_evenly_for_its_passages() -> None:
    rates = tenths([Stage(40, 4.0, 2.0), Stage(80, 12.0, 10.0), Stage(100, 14.0, 11.0)])
    assert [wall for wall, _ in rates] == pytest.approx([10] * 4 + [5] * 4 + [10] * 2)
    assert [processor for _, processor in rates] == pytest.approx([20] * 4 + [5] * 4 + [20] * 2)


def test_stages_are_publications_and_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.index_writer._PUBLISH_PASSAGES", 4)
    index = Index.create(Settings(data_dir=tmp_path / "data"), GivenVectors(10))

    def batch(number: int) -> list[tuple[Document, list[Passage]]]:
        id_, text = f"d{number}", f"Le guichet {number} est ouvert."
        document = Document(id=id_, source=f"/{id_}", text=text, title=id_, kind=Kind.OTHER, sha256=id_)
        return [(document, [Passage(f"{id_}:{part}", id_, 0, len(text), text) for part in range(2)])]

    stages = list(stored(index, map(batch, range(5))))
    assert [stage.passages for stage in stages] == [4, 8, 10]
    assert index.chroma.count() == index.lexical.count() == 10
