"""From files to Documents."""

from __future__ import annotations

import gzip
import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Overrides
from ingest.read import ReadFailure, read, read_bytes
from vectorstore.errors import UnreadableSource
from vectorstore.types import Document, Kind

PROSE = "La délégation au numérique en santé pilote la feuille de route avec les agences régionales."


def one(path: Path, **options: object) -> Document | ReadFailure:
    (found,) = read(path, **options)  # type: ignore[arg-type]
    return found


def failure(path: Path, **options: object) -> str:
    found = one(path, **options)
    assert isinstance(found, ReadFailure)
    assert found.reason.endswith(".")
    assert not any(word in found.reason for word in ("Error", "Traceback", "Exception", "Errno"))
    return found.reason


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.MARKDOWN", "a.html", "a.HTM"])
def test_each_format_gives_a_document(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(f"<p>{PROSE}</p>" if "htm" in name.lower() else PROSE, encoding="utf-8")
    found = one(path)
    assert isinstance(found, Document)
    assert found.text == PROSE
    assert found.source == path.as_posix()


def test_rows_plain_and_compressed(tmp_path: Path) -> None:
    rows = [
        {"id": "a b", "text": PROSE},
        {"code": "Code du travail", "article": "L1", "text": "Texte.", "id": "x"},
    ]
    content = "\n".join(json.dumps(row) for row in [*rows, "non"])
    (tmp_path / "r.jsonl").write_text(content, encoding="utf-8-sig")
    with gzip.open(tmp_path / "r.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write(content)
    for name in ("r.jsonl", "r.jsonl.gz"):
        first, second, bad = read(tmp_path / name)
        assert isinstance(first, Document)
        assert first.source == f"{(tmp_path / name).as_posix()}#a b"
        assert isinstance(second, Document)
        assert (second.kind, second.reference) == (Kind.OFFICIAL_TEXT, "L. 1")
        assert isinstance(bad, ReadFailure)
        assert "ligne 3" in bad.reason


def test_identifiers_are_stable_short_and_readable(tmp_path: Path) -> None:
    path = tmp_path / ("Été_2023 " + "x" * 100 + ".txt")
    path.write_text(PROSE, encoding="utf-8")
    first, again = one(path), one(path)
    assert isinstance(first, Document)
    assert first == again
    slug, _, digest = first.id.rpartition("-")
    assert slug.startswith("ete-2023-x")
    assert len(slug) <= 60
    assert len(digest) == 8


def test_the_digest_follows_text_and_metadata() -> None:
    def digest(text: str, **overrides: object) -> str:
        given = Overrides(**overrides)  # type: ignore[arg-type]
        return read_bytes(text.encode(), "a.txt", "/a.txt", overrides=given).sha256

    assert digest(PROSE) == digest(PROSE)
    assert len({digest(PROSE), digest(PROSE + " Oui."), digest(PROSE, published_on=date(2020, 1, 1))}) == 3


def test_unknown_missing_folder_and_empty(tmp_path: Path) -> None:
    assert "pas d'un format pris en charge" in failure(tmp_path / "a.xlsx")
    assert "n'existe pas" in failure(tmp_path / "a.txt")
    (tmp_path / "d.txt").mkdir()
    assert "dossier" in failure(tmp_path / "d.txt")
    for name in ("v.txt", "v.md", "v.html", "v.jsonl"):
        (tmp_path / name).write_bytes(b"")
        assert "vide" in failure(tmp_path / name)
    (tmp_path / "s.html").write_text("<html><script>x</script></html>")
    assert "aucun texte lisible" in failure(tmp_path / "s.html")


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gros.txt"
    with path.open("wb") as stream:
        os.truncate(stream.fileno(), 200_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("read"))
    assert "trop volumineux (200 Mo, pour 100 Mo au plus)" in failure(path)


def test_a_compressed_bomb_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl.gz"
    path.write_bytes(gzip.compress(b"a" * 5_000_000))
    assert "trop volumineux" in failure(path, max_bytes=100_000)


def test_broken_archives_and_disguised_files(tmp_path: Path) -> None:
    rows = b"".join(b'{"id": "%d", "text": "Texte."}\n' % i for i in range(3000))
    (tmp_path / "t.jsonl.gz").write_bytes(gzip.compress(rows)[:-200])
    found = list(read(tmp_path / "t.jsonl.gz"))
    assert isinstance(found[-1], ReadFailure)
    (tmp_path / "n.jsonl.gz").write_bytes(b"pas une archive")
    assert "abîmé" in failure(tmp_path / "n.jsonl.gz")
    for name in ("i.txt", "i.md", "i.html", "i.jsonl"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
        assert "image PNG" in failure(tmp_path / name)


def test_one_badly_encoded_row_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(
        b'{"id": "1", "text": "Un."}\n\xff\x00\xfe\n' + '{"id": "2", "text": "Délégué."}\n'.encode("latin-1")
    )
    first, bad, last = read(path)
    assert isinstance(first, Document)
    assert isinstance(bad, ReadFailure)
    assert isinstance(last, Document)
    assert last.text == "Délégué."


@given(st.text(), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_text_gives_exact_blocks_or_a_sentence(text: str, name: str) -> None:
    try:
        found = read_bytes(text.encode("utf-8"), name, "/a")
    except UnreadableSource:
        return  # nothing legible in it; the sentence is tested above
    end = 0
    for block in found.blocks:
        quote = found.text[block.start : block.end]
        assert quote
        assert quote == quote.strip()
        assert block.start >= end
        end = block.end
    found.text.encode("utf-8")
