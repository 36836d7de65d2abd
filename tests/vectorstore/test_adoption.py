"""An index made by version 0.1, whose passages were in Chroma alone, goes on as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import chromadb
import pytest
from alembic import command
from alembic.config import Config
from small_index import FISHING, HOSTING, RECORD, Entry, entry, found, held, opened, write
from sqlalchemy import create_engine, text

from vectorstore import database
from vectorstore.days import OPEN_END
from vectorstore.embedding.e5_encoder import E5Encoder
from vectorstore.lexical import LexicalIndex
from vectorstore.search import Engine
from vectorstore.types import passage_row


def old_index(home: Path, encoder: E5Encoder, *entries: Entry) -> None:
    """What version 0.1 left under its data directory, at generation 3."""
    engine = create_engine(f"sqlite:///{home / 'sourcier.sqlite3'}")
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for document, passages in entries:
            connection.execute(
                text(
                    "INSERT INTO documents (id, source, text, title, kind, language, sha256, section, blocks, "
                    "provenance, passages) VALUES (:id, :source, :text, :title, 'other', 'fr', :sha256, '[]', '[]', "
                    "'{}', :passages)"
                ),
                {
                    "id": document.id, "source": document.source, "text": document.text, "title": document.title,
                    "sha256": document.sha256, "passages": len(passages),
                },
            )  # fmt: skip
    client = chromadb.PersistentClient(str(home / "chroma"))
    collection = client.create_collection(
        "passages",
        metadata={"embedding_model": encoder.model_id, "generation": 3},
        configuration={"hnsw": {"space": "cosine"}},
        embedding_function=None,
    )
    rows = [passage_row(passage, document) for document, passages in entries for passage in passages]
    metadatas: list[dict[str, Any]] = [
        {
            "document_id": row.passage.document_id, "start": row.passage.start, "end": row.passage.end,
            "heading": "\x1f".join(row.passage.heading), "title": row.title, "kind": row.kind.value, "publisher": "",
            "published_on": 0, "valid_from": 0, "valid_to": OPEN_END,
        }
        for row in rows
    ]  # fmt: skip
    collection.add(
        ids=[row.passage.id for row in rows],
        embeddings=encoder.encode_document([row.passage.text for row in rows]),  # type: ignore[arg-type]
        documents=[row.passage.text for row in rows],
        metadatas=metadatas,  # type: ignore[arg-type]
    )
    lexical = LexicalIndex.open(home / "lexical")
    lexical.add(rows)
    lexical.commit(3)
    assert json.loads((home / "lexical" / "generation.json").read_text(encoding="utf-8"))["generation"] == 3


def test_an_old_index_is_taken_over(home: Path, encoder: E5Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    orphan = entry("parti", "Un passage dont le document n’est plus.")
    old_index(home, encoder, entry("a", HOSTING, RECORD), entry("b", FISHING))
    lost = LexicalIndex.open(home / "lexical")
    lost.add([passage_row(orphan[1][0], orphan[0])])
    lost.commit(3)
    with monkeypatch.context() as patch:
        patch.setattr(E5Encoder, "encode_document", lambda *_: pytest.fail("embedded again"))
        index = opened(home)
    assert held(index) == ({"a", "b"}, {"a:0", "a:1", "b:0"}, 3)
    assert index.repairs.orphans == 1
    assert next(iter(index.passages.rows())).row.passage == entry("a", HOSTING, RECORD)[1][0]
    for engine in Engine:
        assert found(index, "thon rouge", engine)[0] == "b:0"
    again = opened(home)
    assert not again.repairs
    write(again, entry("a", HOSTING), entry("c", RECORD))
    assert held(opened(home)) == ({"a", "b", "c"}, {"a:0", "b:0", "c:0"}, 3)
