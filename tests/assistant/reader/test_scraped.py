"""Written documents rendered as pasted pages."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.reader.training.examples import Part
from assistant.reader.training.scraped import scraped, write_pages
from assistant.reader.training.written import DOCUMENTS, name_of, places, read_written
from ingest.read import read

ROW = {
    "id": "x-1",
    "title": "Un comité d'éthique",
    "published_on": "2021-11-01",
    "text": "## Missions\n\nIl est chargé :\n\n- d'**émettre** des avis ;\n- de conseiller.\n\nSiège : Lyon",
}


def test_the_same_document_always_comes_out_the_same_way() -> None:
    assert scraped(ROW) == scraped(dict(ROW))


def test_no_markdown_is_left_and_no_word_is_lost() -> None:
    for number in range(60):
        page = scraped({**ROW, "id": f"x-{number}"})
        assert "#" not in page
        assert "**" not in page
        for words in ("d'émettre des avis", "de conseiller", "Siège", "Lyon", "1er novembre 2021"):
            assert places(page, words), (words, page)


def test_pages_differ_in_their_manner() -> None:
    pages = [scraped({**ROW, "id": f"x-{number}"}) for number in range(60)]
    assert any("Siège\nLyon" in page for page in pages)
    assert any("Siège : Lyon" in page for page in pages)
    assert any("• " in page for page in pages)
    assert any("MISSIONS" in page for page in pages)
    assert any("issions" not in page for page in pages)


def test_what_answers_survives_the_rendering() -> None:
    rows = [json.loads(line) for line in DOCUMENTS.read_text(encoding="utf-8").splitlines()]
    pages = {row["id"]: scraped(row) for row in rows if row["kind"] != "official_text"}
    asked = [question for question in read_written(Part.DEV) if question.document in pages]
    lost = [
        question for question in asked
        if not all(places(pages[question.document], words) for words in question.answers)
    ]  # fmt: skip
    assert len(asked) > 1000
    assert len(lost) < 0.02 * len(asked)


def test_files_are_read_as_documents_of_their_names(tmp_path: Path) -> None:
    write_pages(tmp_path)
    files = sorted(tmp_path.glob("*.txt"))
    assert len(files) > 500
    document = next(iter(read(files[0])))
    assert name_of(document) == files[0].stem
    assert (tmp_path / "official.jsonl").stat().st_size > 100_000
