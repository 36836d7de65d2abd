"""Whom a public advert says to write to is indexed once: in the passage that says it, and in no metadata."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ingest.add import add
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.settings import Settings

ADDRESS, NUMBER = "camille.berger@agence.example", "01 23 45 67 89"
ADVERT = f"""---
title: Cheffe ou chef de projet télésanté
kind: job_description
date: 2024-03-04
contact: {ADDRESS}
---

# Cheffe ou chef de projet télésanté

## Missions

Vous conduisez le déploiement de la télésanté dans les établissements.

## Contact

Camille Berger, {ADDRESS}, {NUMBER}
"""
ROW = '{"id": "x", "title": "Offre", "doc_type": "job", "contact": "%s", "meta": {"contact": "%s"}, "text": "%s"}'


@pytest.mark.parametrize("form", ["offre.md", "offres.jsonl"])
def test_a_contact_is_in_one_passage_and_in_no_metadata(
    home: Path, one_encoder: None, tmp_path: Path, form: str
) -> None:
    body = ADVERT.split("---\n", 2)[2].replace("\n", "\\n")
    text = ADVERT if form.endswith(".md") else ROW % (ADDRESS, ADDRESS, body)
    path = tmp_path / form
    path.write_text(text, encoding="utf-8")
    settings = Settings(data_dir=home)
    index = Index.open(settings, create=True)
    (added,) = add(index, [path], settings)
    assert not added.reason
    passages = [each.row.passage for each in index.passages.rows()]
    for said in (ADDRESS, NUMBER):
        assert sum(passage.text.count(said) for passage in passages) == 1
        assert cells_with(home / "sourcier.sqlite3", said) == ["documents.text", "passages.text"]
        assert cells_with(home / "chroma" / "chroma.sqlite3", said) == []
    assert ADDRESS in Searcher(index).search("À qui écrire pour candidater, quel contact ?", 1)[0].passage.text


def cells_with(database: Path, said: str) -> list[str]:
    """``table.column`` for each cell of the database that holds the words."""
    found = []
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in rows.description]
            found += [
                f"{table}.{name}" for row in rows for name, cell in zip(names, row, strict=True) if said in str(cell)
            ]
    return found
