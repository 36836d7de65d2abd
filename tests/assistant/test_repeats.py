"""The same release on two sites is one source."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.repeats import without_repeats
from vectorstore.types import Hit, Passage

OPENING = "Le guichet de dépôt des candidatures ouvre le 8 juin 2023 à neuf heures précises."
MONEY = "Le programme est doté de quarante-deux millions d’euros pour les établissements publics."
CONTACT = "La délégation au numérique répond aux questions des éditeurs par téléphone."


def hit(id_: str, text: str, score: float) -> Hit:
    return Hit(Passage(id_, id_.partition(":")[0], 0, len(text), text), score)


def ids(hits: list[Hit]) -> list[str]:
    return [each.passage.id for each in hits]


def test_one_document_speaks_for_all_that_repeat_it() -> None:
    hits = [
        hit("b:0", OPENING, 0.9), hit("a:0", OPENING, 0.8), hit("z:0", OPENING, 0.7),
        hit("a:1", MONEY + " Fin.", 0.6), hit("b:1", MONEY, 0.5), hit("a:2", CONTACT, 0.4),
    ]  # fmt: skip
    kept = without_repeats(hits, {"b": "a"})
    assert ids(kept) == ["b:0", "z:0", "b:1", "a:2"], "a's own words stay, and a stranger's"
    assert [each.score for each in kept] == [0.9, 0.7, 0.6, 0.4]


def test_nothing_changes_without_duplicates() -> None:
    hits = [hit("a:0", OPENING, 0.9), hit("a:1", OPENING, 0.8), hit("b:0", OPENING, 0.7)]
    assert without_repeats(hits, {}) == hits
    assert without_repeats([], {"a": "b"}) == []


def test_what_neither_speaker_says_comes_once() -> None:
    """Three copies, of which the best has only one of the passages."""
    hits = [hit("b:0", OPENING, 0.9), hit("c:1", MONEY, 0.8), hit("d:1", MONEY, 0.7)]
    assert ids(without_repeats(hits, {"b": "a", "c": "a", "d": "a"})) == ["b:0", "c:1"]


def test_an_answer_cites_it_once(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    text = f"{OPENING}\n\n{MONEY}\n\n{CONTACT}\n"
    for name, more in (("ministere", ""), ("agence", "\nContact presse : service de la communication.\n")):
        (tmp_path / f"{name}.txt").write_text(f"Un guichet pour les éditeurs\n\n{text}{more}", encoding="utf-8")
    assert sourcier("ingest", "add", str(tmp_path), home=home).code == 0
    rows = json.loads(sourcier("ingest", "list", "--json", home=home).out)
    (copy,) = [row for row in rows if row["duplicate_of"]]
    assert copy["duplicate_of"] in {row["id"] for row in rows}
    assert copy["duplicate_of"] in sourcier("ingest", "list", home=home).out.replace("\n", "")
    answer = json.loads(sourcier("ask", "Quand ouvre le guichet de dépôt ?", "--json", home=home).out)
    assert answer["status"] == "answered"
    assert len({citation["document_id"] for citation in answer["citations"]}) == 1
    assert len([each for each in answer["citations"] if "8 juin 2023" in each["quote"]]) == 1
