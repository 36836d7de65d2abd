"""Hybrid search, the LangChain retriever, and what is embedded for a passage."""

from __future__ import annotations

import pytest
from small_index import FISHING, HOSTING, RECORD, entry, write

from vectorstore.context import contextual_texts
from vectorstore.embedding.e5_encoder import E5Encoder
from vectorstore.fusion import fuse
from vectorstore.index import Index
from vectorstore.retriever import SourcierRetriever
from vectorstore.search import WEIGHTS, Engine, Searcher
from vectorstore.types import Filters, Kind, Passage, PassageRow


def test_each_engine_and_their_fusion(index: Index) -> None:
    write(index, entry("a", HOSTING), entry("b", RECORD), entry("c", FISHING))
    query = "certificat de l’hébergeur"
    hits = {engine: Searcher(index).search(query, 10, engine=engine) for engine in Engine}
    rankings = {engine.value: [hit.passage.id for hit in hits[engine]] for engine in Engine}
    assert rankings["lexical"] == ["a:0"]
    assert set(rankings["dense"]) == {"a:0", "b:0", "c:0"}
    fused = fuse({name: rankings[name] for name in ("dense", "lexical")}, WEIGHTS)
    assert [(hit.passage.id, hit.score) for hit in hits[Engine.FUSED]] == fused
    vector = index.embedder.encode_query([query])[0]
    texts = contextual_texts(
        [each.row for each in index.passages.rows()], index.embedder.count_tokens, index.embedder.max_tokens
    )
    cosines = sorted((index.embedder.encode_document(texts) @ vector).tolist(), reverse=True)
    assert [hit.score for hit in hits[Engine.DENSE]] == pytest.approx(cosines, abs=1e-4)


def test_k_may_exceed_the_candidates(index: Index) -> None:
    write(index, *(entry(f"d{n}", f"Le dossier numéro {n}.") for n in range(8)))
    searcher = Searcher(index, candidates=2)
    assert len(searcher.search("dossier", 8)) == 8
    assert len(searcher.search("dossier", 1)) == 1
    assert len(searcher.search("dossier", 3, engine=Engine.DENSE)) == 3


def test_the_retriever(index: Index) -> None:
    write(index, entry("a", HOSTING, RECORD), entry("b", FISHING, kind=Kind.NEWS))
    retriever = SourcierRetriever(index=index, k=3)
    documents = retriever.invoke("Qui doit avoir un certificat ?")
    assert len(documents) == 3
    for document in documents:
        place = document.metadata
        text = index.documents.get([place["document_id"]])[place["document_id"]].text
        assert text[place["start"] : place["end"]] == document.page_content
        assert {"source", "title", "score"} <= set(place)
    assert documents[0].page_content == HOSTING
    news = SourcierRetriever(index=index, k=3, filters=Filters(kinds=(Kind.NEWS,)))
    assert [document.page_content for document in news.invoke("certificat")] == [FISHING]


# what is embedded


def row(text: str, title: str = "", heading: tuple[str, ...] = ()) -> PassageRow:
    return PassageRow(Passage("p", "d", 0, len(text), text, heading), title, Kind.OTHER, None, None, None, None)


def test_context_stands_above_the_passage(encoder: E5Encoder) -> None:
    rows = [
        row("Elle agit.", "La DNS", ("Un", "Deux", "Trois")),
        row("Elle agit.", "La DNS"),
        row("Elle agit."),
        row("La DNS agit.", "La DNS"),
    ]
    assert contextual_texts(rows, encoder.count_tokens, 100) == [
        "La DNS. Deux – Trois. Elle agit.",
        "La DNS. Elle agit.",
        "Elle agit.",
        "La DNS agit.",
    ]


@pytest.mark.parametrize("limit", [32, 64, 256])
def test_context_never_exceeds_what_the_model_reads(encoder: E5Encoder, limit: int) -> None:
    def fitting(words: str) -> str:
        text = words * 300
        while encoder.count_tokens([text])[0] > limit:
            text = text[: int(len(text) * 0.9)]
        return text

    rows = [
        row(fitting(words), title, (heading,))
        for words in ("mot ", "œuvre ", "1234", "😀")
        for title in ("", "Titre " * 60)
        for heading in ("", "Partie " * 60)
    ]
    texts = contextual_texts(rows, encoder.count_tokens, limit)
    assert max(encoder.count_tokens(texts)) <= limit
    assert all(text.endswith(given.passage.text) for text, given in zip(texts, rows, strict=True))
    assert contextual_texts(rows[:1], encoder.count_tokens, limit)[0] == rows[0].passage.text
