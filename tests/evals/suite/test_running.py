"""A run: appended, resumed, filtered, never stopped by what it measures."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from evals.suite.case import Case, Kind, Split
from evals.suite.prediction import Prediction
from evals.suite.prediction_file import appending, read_predictions
from evals.suite.run_folder import find_run, new_run, write_manifest
from evals.suite.running import in_order, run_cases
from evals.suite.selection import Selection
from tests.evals.suite.conftest import CASES, case, overlay
from tests.evals.suite.made_manifest import manifest
from vectorstore.errors import InvalidRequest, NotFound, UnreadableSource
from vectorstore.settings import Settings


class Scripted:
    """A target that notes what it is asked, and does what it is told."""

    name = "scripted"

    def __init__(self, fail: Iterable[str] = (), stop: str = "") -> None:
        self.asked: list[str] = []
        self.fail, self.stop = set(fail), stop

    def prepare(self, cases: Iterable[Case]) -> None:
        self.prepared = [case.id for case in cases]

    def predict(self, case: Case) -> Prediction:
        if case.id == self.stop:
            raise KeyboardInterrupt
        self.asked.append(case.id)
        if case.id in self.fail:
            raise RuntimeError("moteur arrêté")
        return Prediction(case_id=case.id, latency_ms=1.0)


PLAIN = [case(f"c{number}", "Quand ?") for number in range(5)]


def test_an_error_of_the_system_is_a_prediction_and_the_run_goes_on(tmp_path: Path) -> None:
    ran = run_cases(PLAIN, Scripted(fail=["c1"]), tmp_path)
    assert (ran.asked, ran.kept, ran.errors) == (5, 0, 1)
    predictions = read_predictions(tmp_path / "predictions.jsonl")
    assert [p.case_id for p in predictions] == [c.id for c in PLAIN]
    assert predictions[1].error == "RuntimeError: moteur arrêté"
    assert predictions[1].answer is None
    assert all(p.error is None for p in predictions if p.case_id != "c1")


def test_each_prediction_is_on_disk_before_the_next_case_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    path = tmp_path / "predictions.jsonl"
    seen: list[int] = []

    class Looking(Scripted):
        def predict(self, case: Case) -> Prediction:
            seen.append(len(read_predictions(path)))
            return super().predict(case)

    run_cases(PLAIN, Looking(), tmp_path)
    assert seen == [0, 1, 2, 3, 4]
    assert len(synced) == 5
    assert synced[-1] == path.stat().st_size


def test_a_stopped_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_cases(PLAIN, Scripted(fail=["c0"], stop="c2"), tmp_path)
    before = (tmp_path / "predictions.jsonl").read_bytes()
    again = Scripted()
    ran = run_cases(PLAIN, again, tmp_path)
    assert again.asked == again.prepared == ["c2", "c3", "c4"]
    assert (ran.asked, ran.kept, ran.errors) == (3, 2, 1)  # an error is a result: it is not tried again
    assert (tmp_path / "predictions.jsonl").read_bytes().startswith(before)


@pytest.mark.parametrize("torn", [b'{"case_id": "c2", "ans', '{"case_id": "é'.encode()[:-1], b"\x00\x00"])
def test_a_torn_last_line_is_tolerated_and_taken_off(tmp_path: Path, torn: bytes) -> None:
    run_cases(PLAIN[:2], Scripted(), tmp_path)
    path = tmp_path / "predictions.jsonl"
    path.write_bytes(path.read_bytes() + torn)
    assert [p.case_id for p in read_predictions(path)] == ["c0", "c1"]
    run_cases(PLAIN, Scripted(), tmp_path)
    assert [p.case_id for p in read_predictions(path)] == ["c0", "c1", "c2", "c3", "c4"]
    assert all(json.loads(line) for line in path.read_bytes().splitlines())


def test_any_other_bad_line_is_named(tmp_path: Path) -> None:
    run_cases(PLAIN[:2], Scripted(), tmp_path)
    path = tmp_path / "predictions.jsonl"
    path.write_bytes(b"{}\n" + path.read_bytes())
    with pytest.raises(UnreadableSource, match="ligne 1"):
        read_predictions(path)
    with pytest.raises(NotFound):
        read_predictions(tmp_path / "absent.jsonl")


def test_lines_keep_what_json_must_escape(tmp_path: Path) -> None:
    text = "fin de ligne\n\u2028 « guillemets » \\ \U0001f600"
    with appending(tmp_path / "p.jsonl") as log:
        log.add(Prediction(case_id="a", error=text))
    assert [p.error for p in read_predictions(tmp_path / "p.jsonl")] == [text]


def test_equal_overlays_come_side_by_side_after_the_rest() -> None:
    one, two = {"overlay": [overlay(9)]}, {"overlay": [overlay(10)]}
    mixed = [case("a", "?", **one), case("b", "?"), case("c", "?", **two), case("d", "?", **one), case("e", "?")]
    assert [c.id for c in in_order(mixed)] == ["b", "e", "a", "d", "c"]


def test_filters_hold_together_and_are_read_back() -> None:
    cases = [
        case("a", "?", kind=Kind.FACTUAL, tags=["x"]),
        case("b", "?", kind=Kind.FACTUAL, tags=["y"], split=Split.DEV),
        case("c", "?", kind=Kind.CLEAN, tags=["x", "y"]),
        case("d", "?", kind=Kind.VARIANT, tags=["z"]),
    ]

    def ids(selection: Selection, failed: Iterable[str] = ()) -> str:
        assert Selection.from_filters(selection.filters()) == selection
        return "".join(c.id for c in selection.apply(cases, set(failed)))

    assert ids(Selection()) == "abcd"
    assert ids(Selection(split=Split.GATE)) == "acd"
    assert ids(Selection(kinds=(Kind.CLEAN, Kind.FACTUAL))) == "abc"
    assert ids(Selection(tags=("x", "z"))) == "acd"
    assert ids(Selection(split=Split.GATE, tags=("y",))) == "c"
    assert ids(Selection(failing="run-1"), ["b", "c"]) == "bc"
    assert ids(Selection(failing="run-1")) == ""
    assert len(ids(Selection(sample=2))) == 2
    assert Selection().filters() == {}


def test_a_sample_is_always_the_same_and_keeps_families_together() -> None:
    cases = [case(f"{family}-{n}", "?").model_copy(update={"family": family}) for family in "pqrst" for n in range(2)]
    chosen = Selection(sample=4).apply(cases)
    assert chosen == Selection(sample=4).apply(cases)
    assert len({c.family for c in chosen}) == 2
    assert {c.id for c in Selection(sample=4).apply(cases[::-1])} == {c.id for c in chosen}
    assert {c.id for c in chosen} <= {c.id for c in Selection(sample=6).apply(cases)}


def test_runs_are_found_by_name_path_and_time(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(NotFound, match="Aucune exécution"):
        find_run(settings)
    first, second = new_run(settings, "b"), new_run(settings, "a")
    write_manifest(first, manifest("b", started="2026-01-01T00:00:00"))
    write_manifest(second, manifest("a", started="2026-01-02T00:00:00"))
    assert find_run(settings) == second
    assert find_run(settings, "b") == find_run(settings, str(first)) == first
    with pytest.raises(NotFound, match="Exécutions connues : a, b"):
        find_run(settings, "c")
    with pytest.raises(InvalidRequest, match="existe déjà"):
        new_run(settings, "a")
    for bad in ("", "../x", "a/b", ".a", "x" * 81):
        with pytest.raises(InvalidRequest, match="ne peut pas nommer"):
            new_run(settings, bad)
    assert new_run(settings) != new_run(settings)


def test_the_made_cases_have_different_ids() -> None:
    assert len({c.id for c in CASES}) == len(CASES)
