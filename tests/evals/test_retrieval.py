"""The retrieval benchmark on a tiny collection, through a real index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.indexing import ingest, open_assistant
from evals.retrieval import is_held_out, measure, ranking, read_benchmark
from vectorstore.search import Engine

CORPUS = {
    "chat": ("Le chat", "Le chat domestique dort une grande partie de la journée et chasse la nuit."),
    "hds": ("Hébergement", "L’hébergeur de données de santé doit obtenir un certificat de conformité."),
    "vin": ("Le vin", "Le vignoble de Bourgogne produit surtout du pinot noir et du chardonnay."),
}
QUERIES = {"q1": "Que doit obtenir un hébergeur ?", "q2": "Quel cépage en Bourgogne ?"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mini"
    folder.mkdir()
    rows = [{"_id": id_, "title": title, "text": text} for id_, (title, text) in CORPUS.items()]
    _write(folder / "corpus.jsonl", rows)
    _write(folder / "queries.jsonl", [{"_id": id_, "text": text} for id_, text in QUERIES.items()])
    qrels = "query-id\tcorpus-id\tscore\nq1\thds\t1\nq2\tvin\t1\n"
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")


def test_every_engine_is_measured_on_the_benchmarks_own_ids(folder: Path, home: Path) -> None:
    data_dir = home
    benchmark = read_benchmark(folder, test_only=False)
    ingest(benchmark.corpus, data_dir)
    assistant = open_assistant(data_dir)
    for engine in Engine:
        assert measure(benchmark, assistant, engine) == {"nDCG@10": 1.0, "R@10": 1.0, "RR@10": 1.0}
    found = dict(ranking(assistant, QUERIES["q1"], Engine.FUSED))
    assert max(found, key=found.__getitem__) == "hds"
    assert set(found) <= set(CORPUS)


def test_a_wrong_qrel_lowers_the_measure(folder: Path, home: Path) -> None:
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tchat\t1\n", encoding="utf-8")
    benchmark = read_benchmark(folder, test_only=False)
    ingest(benchmark.corpus, home)
    assert measure(benchmark, open_assistant(home), Engine.FUSED)["RR@10"] < 1.0


def test_the_held_out_tenth_is_kept_alone(folder: Path) -> None:
    kept = read_benchmark(folder, test_only=True).qrels
    assert all(is_held_out(document) for _, document in kept)
    ids = [f"d{number}" for number in range(2000)]
    assert 150 < sum(map(is_held_out, ids)) < 250
