"""Users' feedback becomes draft cases, never over anything written."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.suite.case import Kind, Origin, Split
from evals.suite.case_files import read_cases
from evals.suite.feedback import drafts_of, write_drafts
from vectorstore.errors import NotFound, UnreadableSource

TODAY = date(2026, 11, 24)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def lines(path: Path, *rows: dict[str, Any] | str) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_a_critical_feedback_becomes_a_draft(tmp_path: Path) -> None:
    row = {"question": " Qui pilote\nla DNS\u00a0?", "answer_id": "Ans 42/é", "reason": "outdated",
           "comment": "C’est\nfaux.",
           "as_of": "2026-11-20", "conversation_id": "c"}  # fmt: skip
    drafts = drafts_of(lines(tmp_path / "f.jsonl", row), [], TODAY)
    write_drafts(drafts.cases, tmp_path / "f.yaml")
    (draft,) = read_cases(tmp_path / "f.yaml")
    assert (draft.id, draft.kind, draft.split) == ("feedback-ans-42-e", Kind.FACTUAL, Split.DEV)
    assert (draft.question, draft.as_of) == ("Qui pilote la DNS ?", date(2026, 11, 20))
    assert draft.provenance
    assert (draft.provenance.origin, draft.provenance.reference, draft.provenance.on) == (
        Origin.FEEDBACK,
        "Ans 42/é",
        TODAY,
    )
    assert draft.note == "à compléter\u00a0; motif\u00a0: outdated\u00a0; commentaire\u00a0: C’est faux."
    assert draft.tags == ["to_complete"]


def test_what_is_asked_already_or_praised_gives_none(tmp_path: Path) -> None:
    known = read_cases()
    before = next(case for case in known if case.as_of is None and not case.history)
    file = lines(
        tmp_path / "f.jsonl",
        {"question": before.question.upper(), "answer_id": "1"},
        {"question": "Quelle est la couleur du logo Alpha ?", "answer_id": "2", "thumbs": "up"},
        {"question": "Quelle est la couleur du logo Alpha ?", "answer_id": "3"},
        {"question": "Quelle est la couleur du logo Alpha", "answer_id": "4"},
        {"question": "Quelle est la couleur du logo Alpha ?", "answer_id": "3", "as_of": "2020-01-01"},
    )
    drafts = drafts_of(file, known, TODAY)
    assert [case.id for case in drafts.cases] == ["feedback-3", "feedback-3-2"]
    assert drafts.praised == 1
    assert [f"« {before.id} »" in plain(drafts.known[0]), "feedback-3" in plain(drafts.known[1])] == [True, True]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "JSON valide"),
        ("[]", "objet JSON"),
        ({"question": "Qui ?"}, "« answer_id » manque"),
        ({"question": " ", "answer_id": "1"}, "« question » n’a pas une valeur permise"),
        ({"question": "Qui ?", "answer_id": "1", "as_of": "hier"}, "« as_of »"),
        ({"question": "Qui ?", "answer_id": "1", "thumbs": "?"}, "« thumbs »"),
    ],
)
def test_a_bad_line_is_named_and_stops_no_other(tmp_path: Path, row: dict[str, Any] | str, words: str) -> None:
    drafts = drafts_of(lines(tmp_path / "f.jsonl", row, "", {"question": "Où ?", "answer_id": "2"}), [], TODAY)
    assert "« f.jsonl », ligne 1" in plain(drafts.bad[0])
    assert words in plain(drafts.bad[0])
    assert len(drafts.cases) == 1


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    target = lines(tmp_path / "cases.yaml", "précieux")
    with pytest.raises(UnreadableSource, match="existe déjà"):
        write_drafts([], target)
    assert target.read_text(encoding="utf-8") == "précieux"
    with pytest.raises(UnreadableSource, match="ne peut pas être écrit"):
        write_drafts([], tmp_path / "absent" / "x.yaml")


def test_a_missing_or_binary_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        drafts_of(tmp_path / "absent.jsonl", [], TODAY)
    (tmp_path / "b").write_bytes(b"\xff")
    with pytest.raises(UnreadableSource):
        drafts_of(tmp_path / "b", [], TODAY)
