"""Statements for people to label: drafted in halves, spoilt so that it shows, read back strictly."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from toy_cases import ToySystem, toy

from evals.suite.arbiter.labels import Labelled, Spoilt, read_labels
from evals.suite.arbiter.sample import sample, write_sample
from evals.suite.arbiter.spoiling import denied, with_another_figure, with_other_quotes
from evals.suite.arbiter.statement import Statement, statements_of_run
from vectorstore.errors import InvalidRequest, NotFound, UnreadableSource

TOY = toy()
SYSTEM = ToySystem(TOY)
STATEMENTS = list(statements_of_run(TOY.cases, [SYSTEM.predict(case) for case in TOY.cases]))


def said(text: str, *quotes: str, case_id: str = "c") -> Statement:
    return Statement(case_id, "q", text, quotes or (text,))


@pytest.mark.parametrize(
    ("text", "quote", "spoilt"),
    [
        ("Le délai est de 30 jours.", "Le délai est de 30 jours.", "Le délai est de 31 jours."),
        ("En 2021, 12 cas.", "12 cas en 2021, non 13.", "En 2022, 12 cas."),
        ("Il y en a 9.", "9", "Il y en a 0."),
        ("[Guide de 2023 :] Il y en a 99.", "Il y en a 99.", "[Guide de 2023 :] Il y en a 10."),
    ],
)
def test_a_figure_becomes_one_that_the_quotes_lack(text: str, quote: str, spoilt: str) -> None:
    found = with_another_figure(said(text, quote))
    assert found is not None
    assert (found.text, found.quotes) == (spoilt, (quote,))


@pytest.mark.parametrize(
    "text", ["Aucun chiffre.", "L’article L. 1111-8 s’applique.", "Le 3,5 pour cent", "Le 07/06", "Ces 3 000 cas"]
)
def test_a_part_of_a_reference_is_no_figure(text: str) -> None:
    assert with_another_figure(said(text)) is None


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), max_size=20))
def test_a_changed_figure_is_never_one_of_the_quotes(number: int, others: list[int]) -> None:
    quote = " ".join(f"{value} ;" for value in [number, *others])
    found = with_another_figure(said(f"Il y en a {number} ici.", quote))
    assert found is not None
    (new,) = re.findall(r"\d+", found.text)
    assert new not in {str(value) for value in [number, *others]}


@pytest.mark.parametrize(
    ("text", "spoilt"),
    [
        ("Le médecin peut agir.", "Le médecin ne peut pas agir."),
        ("Le registre est tenu par le maire.", "Le registre n’est pas tenu par le maire."),
        ("Il n’est pas ouvert.", "Il est ouvert."),
        ("La caisse ne verse plus rien.", "La caisse verse rien."),
        ("La loi n'exige jamais cela.", "La loi exige cela."),
    ],
)
def test_a_denial_is_added_or_taken_out(text: str, spoilt: str) -> None:
    found = denied(said(text))
    assert found is not None
    assert found.text == spoilt


def test_what_has_no_common_verb_is_not_denied() -> None:
    assert denied(said("Les éditeurs signent. Peut-être.")) is None
    assert denied(said("L’est de la France.")) is None


def test_other_quotes_are_another_case_s_and_share_nothing() -> None:
    mine = said("A", "a")
    assert (
        with_other_quotes(mine, [said("B", "b"), said("A", "a", case_id="d"), said("C", "a", "c", case_id="e")]) is None
    )
    found = with_other_quotes(mine, [said("B", "b", case_id="d")])
    assert found is not None
    assert (found.text, found.quotes, found.case_id) == ("A", ("b",), "c")


@pytest.mark.parametrize("n", [2, 7, 40, 60])
def test_a_sample_is_half_spoilt_each_way_and_the_same_each_time(n: int) -> None:
    rows = sample(STATEMENTS, n)
    assert rows == sample(list(reversed(STATEMENTS)), n)
    assert len(rows) == len({row.asked.digest for row in rows}) == n
    assert sum(row.spoilt is not None for row in rows) == n // 2
    assert all(row.label is None and not row.complete for row in rows)
    said_digests = {statement.digest for statement in STATEMENTS}
    assert all((row.asked.digest in said_digests) == (row.spoilt is None) for row in rows)
    if n >= 40:
        assert {row.spoilt for row in rows} == {None, *Spoilt}


def test_a_sample_larger_than_the_run_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="au plus"):
        sample(STATEMENTS, 1000)
    with pytest.raises(InvalidRequest):
        sample([], 2)


def test_a_draft_is_read_back_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "labels.yaml"
    hostile = Labelled(statement="- «\u2028 » : {a: *b}\n# non", quotes=["'\"\x07\\"], question="? : -")
    rows = [*sample(STATEMENTS, 20), hostile]
    write_sample(rows, path)
    assert read_labels(path) == rows
    assert "supported" in path.read_text(encoding="utf-8").partition("\n- ")[0]
    with pytest.raises(InvalidRequest, match="existe déjà"):
        write_sample(rows, path)
    with pytest.raises(InvalidRequest, match="dossier"):
        write_sample(rows, tmp_path / "nowhere" / "labels.yaml")


@given(st.text(min_size=1), st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_a_draft_keeps_every_character(text: str, quotes: list[str]) -> None:
    row = Labelled(statement=text, quotes=quotes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.yaml"
        write_sample([row], path)
        assert read_labels(path) == [row]


def test_labels_may_be_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    row = {"statement": "A", "quotes": ["a"], "label": "not", "labeller": "Claire"}
    path.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    (found,) = read_labels(path)
    assert found.complete
    assert not found.model_copy(update={"labeller": "  "}).complete
    assert not found.model_copy(update={"label": None}).complete


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"statement": "A", "quotes": ["a"], "label": "yes", "labeller": "c"}, "label"),
        ({"statement": "A", "quotes": ["a"], "label": False, "labeller": "c"}, "label"),
        ({"statement": "A", "quotes": []}, "quotes"),
        ({"statement": "", "quotes": ["a"]}, "statement"),
        ({"quotes": ["a"]}, "statement"),
        ({"statement": "A", "quotes": ["a"], "verdict": "not"}, "verdict"),
        ("A", "entrée 2"),
    ],
)
def test_an_entry_that_is_none_is_named(tmp_path: Path, row: object, said: str) -> None:
    path = tmp_path / "labels.yaml"
    path.write_text(yaml.safe_dump([{"statement": "B", "quotes": ["b"]}, row]), encoding="utf-8")
    with pytest.raises(UnreadableSource, match=said):
        read_labels(path)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.yaml"
    with pytest.raises(NotFound):
        read_labels(path)
    for text in ("{", "a: 1", "", "[" * 5000, "\x00", "!!python/object:os.system x"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableSource):
            read_labels(path)
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UnreadableSource):
        read_labels(path)


def test_a_statement_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "labels.yaml"
    row = {"statement": "A", "quotes": ["a"], "label": "not", "labeller": "Claire"}
    path.write_text(yaml.safe_dump([row, row | {"labeller": "Denis", "case_id": "other"}]), encoding="utf-8")
    with pytest.raises(InvalidRequest, match="entrée 2 répète l’entrée 1"):
        read_labels(path)
