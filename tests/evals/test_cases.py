"""Files of cases: what they hold, and a sentence for each way in which they may be wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.cases import Case, packaged, read_cases
from vectorstore.errors import NotFound, UnreadableSource

ROW: dict[str, Any] = {
    "id": "c1", "question": "Qui ?", "kind": "person", "source": "a.txt",
    "answers": [["Anne"], ["Mme", "X"]], "note": "", "split": "test",
}  # fmt: skip


def write(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_cases_are_read_in_order(tmp_path: Path) -> None:
    other = {**ROW, "id": "c2", "answers": [], "source": None, "article": "L1111-8", "split": "dev"}
    first, second = read_cases(write(tmp_path / "cases.jsonl", ROW, "  ", other))
    assert first == Case.model_validate(ROW)
    assert (first.answerable, first.article) == (True, None)
    assert (second.answerable, second.article, second.source) == (False, "L1111-8", None)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", ("pas du JSON",)),
        ("[1]", ("pas un objet JSON",)),
        ({key: value for key, value in ROW.items() if key != "kind"}, ("« kind » manque",)),
        ({**ROW, "extra": 1}, ("« extra » est de trop",)),
        ({**ROW, "answers": [[]]}, ("« answers.0 »",)),
        ({**ROW, "answers": [["\u00ad "]]}, ("« answers.0.0 »",)),
        ({**ROW, "answers": "Anne"}, ("« answers »",)),
        ({**ROW, "question": " "}, ("« question »",)),
        ({**ROW, "question": "x" * 2001}, ("« question »",)),
        ({**ROW, "split": "train"}, ("« split »",)),
        ({**ROW, "id": "c0"}, ("« c0 »", "déjà")),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: object, words: tuple[str, ...]) -> None:
    path = write(tmp_path / "cases.jsonl", {**ROW, "id": "c0"}, row)
    with pytest.raises(UnreadableSource) as caught:
        read_cases(path)
    for word in (str(path), "ligne 2", *words):
        assert word in str(caught.value)


def test_a_file_that_is_no_file_of_cases(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"absent\.jsonl"):
        read_cases(tmp_path / "absent.jsonl")
    with pytest.raises(NotFound):
        read_cases(tmp_path)
    with pytest.raises(UnreadableSource, match="aucune question"):
        read_cases(write(tmp_path / "empty.jsonl", ""))
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableSource, match="ne peut pas être lu"):
        read_cases(tmp_path / "bytes.jsonl")


@pytest.mark.parametrize("name", ["policy", "policy_2", "legislation", "legislation_2"])
def test_the_packaged_cases_are_enough_of_both_sorts(name: str) -> None:
    cases = read_cases(packaged(name))
    assert len(cases) >= {"policy": 60, "legislation": 40}[name.removesuffix("_2")]
    assert {case.answerable for case in cases} == {True, False}
