"""Small hand-made documents for an index, and what it holds."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from vectorstore.index import Index
from vectorstore.search import Engine, Searcher
from vectorstore.settings import Settings
from vectorstore.types import Block, BlockKind, Document, Kind, Passage

HOSTING = "L’hébergeur de données de santé détient un certificat de conformité."
RECORD = "Le dossier médical partagé est ouvert automatiquement, sauf opposition."
FISHING = "La pêche au thon rouge recule en Méditerranée."

Entry = tuple[Document, list[Passage]]


def entry(id_: str, *paragraphs: str, **known: Any) -> Entry:
    """A document of the paragraphs, each a block and a passage."""
    text, blocks, passages = "", [], []
    for number, paragraph in enumerate(paragraphs):
        start, end = len(text), len(text) + len(paragraph)
        blocks.append(Block(BlockKind.PARAGRAPH, start, end))
        passages.append(Passage(f"{id_}:{number}", id_, start, end, paragraph, ("Partie",)))
        text += paragraph + "\n\n"
    fields = {"title": f"Titre de {id_}", "kind": Kind.OTHER, **known}
    digest = hashlib.sha256(repr((text, sorted(fields.items()))).encode()).hexdigest()
    return Document(id=id_, source=f"/{id_}", text=text, blocks=tuple(blocks), sha256=digest, **fields), passages


def opened(home: Path) -> Index:
    return Index.open(Settings(data_dir=home))


def write(index: Index, *entries: Entry) -> None:
    with index.writing() as writer:
        writer.put(entries)


def found(index: Index, query: str, engine: Engine = Engine.FUSED) -> list[str]:
    return [hit.passage.id for hit in Searcher(index).search(query, 10, engine=engine)]


def held(index: Index) -> tuple[set[str], set[str], int]:
    """Documents, passages and the lexical count, once all stores are seen to tell the same story."""
    documents = {stored.document.id for stored in index.documents.all()}
    keys = sorted(index.passages.keys())
    assert sorted(index.chroma.keys()) == sorted(index.lexical.ids()) == keys
    assert index.chroma.count() == len(keys)
    passages = {passage.id for passage in index.passages.get(keys).values()}
    assert {passage.document_id for passage in index.passages.get(keys).values()} <= documents
    return documents, passages, index.lexical.count()


def environment(home: Path) -> dict[str, str]:
    """For another process over the same data directory."""
    return {**os.environ, "SOURCIER_DATA_DIR": str(home)}
