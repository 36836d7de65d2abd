"""Cases are read with the file and line of each error, and written back as they are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.suite.case import Case, Kind, Overlay
from evals.suite.case_files import (
    CASES,
    HEADER,
    SCHEMA_NAME,
    BadCases,
    parse_cases,
    read_cases,
    read_located,
    schema_text,
)
from evals.suite.case_yaml import case_text, file_text
from vectorstore.errors import NotFound

GOOD = """\
- id: a-b
  family: a
  kind: unanswerable
  split: dev
  question: "Qui\u00a0?"
  expected_status: no_answer
"""


def told(raised: pytest.ExceptionInfo[BadCases]) -> str:
    return str(raised.value).replace("\u00a0", " ")


def test_the_packaged_files_are_one_a_kind_and_in_the_form_that_the_writer_keeps() -> None:
    files = sorted(CASES.glob("*.yaml"))
    assert [file.stem for file in files] == sorted(Kind)
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert text.startswith(HEADER)
        assert text == file_text(item.case for item in parse_cases(text, file)), file


def test_the_schema_is_up_to_date() -> None:
    """Else: ``python -c "from evals.suite.case_files import *; (CASES / SCHEMA_NAME).write_text(schema_text())"``."""
    assert (CASES / SCHEMA_NAME).read_text(encoding="utf-8") == schema_text()


def test_a_folder_gives_all_its_files_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(GOOD.replace("a-b", "b"), encoding="utf-8")
    (tmp_path / "a.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "c.txt").write_text("non", encoding="utf-8")
    assert [(item.case.id, item.path.name, item.line) for item in read_located(tmp_path)] == [
        ("a-b", "a.yml", 1),
        ("b", "b.yaml", 1),
    ]


def test_nothing_is_guessed_from_plain_words() -> None:
    text = GOOD.replace("note", "x") + "  must_not_say: [no, 2020-01-01, 12, oui]\n  note: 1.10\n"
    case = parse_cases(text, Path("x.yaml"))[0].case
    assert case.must_not_say == ["no", "2020-01-01", "12", "oui"]
    assert case.note == "1.10"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD + "  - x\n", 7, "YAML valide"),
        (GOOD + "  severity: grave\n", 7, "« severity » doit être l’un de : critical, major, minor"),
        (GOOD + "  colour: red\n", 7, "« colour » n’est pas un champ connu"),
        (GOOD + "  split: gate\n", 7, "« split » est répétée"),
        (GOOD + "  as_of: 2020-02-31\n", 7, "« as_of » n’est pas un jour du calendrier"),
        (GOOD + "  tags: x\n", 7, "« tags » doit être une liste"),
        (GOOD + "  nuggets:\n    - text: x\n      numbers: [beaucoup]\n", 9, "« numbers » doit être un nombre"),
        (GOOD + "  evidence:\n    - - document: x\n", 8, "« quote » manque"),
        (GOOD + "  evidence:\n    - []\n", 8, "« evidence » ne peut pas être vide"),
        (GOOD.replace("a-b", "É"), 1, "« id » ne peut avoir que des minuscules"),
        (GOOD.replace("  kind: unanswerable\n", ""), 1, "« kind » manque"),
        (GOOD.replace("no_answer", "perhaps"), 6, "« expected_status »"),
        (GOOD + "  language: de\n", 7, "« fr » ou « en »"),
        (GOOD + "  disagreement: {expected: peut-être}\n", 7, "true ou false"),
        (GOOD + "  note: &a x\n  twin: *a\n", 7, "alias"),
        (GOOD + "  note: !!python/name:os.system x\n", 7, "étiquettes"),
        ("id: x\n", 1, "une liste"),
        ("- seul\n", 1, "ce n’est pas un cas"),
    ],
)
def test_what_is_wrong_is_said_with_its_file_and_line(text: str, line: int, words: str) -> None:
    with pytest.raises(BadCases) as raised:
        parse_cases(text, Path("essai.yaml"))
    assert f"« essai.yaml », ligne {line} : " in told(raised)
    assert words in told(raised)


def test_errors_of_all_files_are_told_and_long_lists_counted(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "  x: 1\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text((GOOD + "  y: 1\n") * 12, encoding="utf-8")
    with pytest.raises(BadCases) as raised:
        read_cases(tmp_path)
    assert "« a.yaml », ligne 7" in told(raised)
    assert "… et 2 autres erreurs dans « b.yaml »" in told(raised)


def test_an_identifier_that_serves_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("\n" + GOOD, encoding="utf-8")
    with pytest.raises(BadCases) as raised:
        read_cases(tmp_path)
    assert "« b.yaml », ligne 2 : l’identifiant « a-b » sert déjà dans « a.yaml », ligne 1" in told(raised)


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_no_cases_at_all(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        read_cases(tmp_path / name)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadCases, match="UTF-8"):
        read_cases(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "a\nb\n",
        "a\n\n  b",
        " indenté\n",
        "fin \n",
        "\u2028\u0085\t\u00a0«\u00a0x\u00a0»",
        "a: b # c\n",
        "---\nx\n",
        "a\n\n\n",
        "\n",
        '"\\',
    ],
)
def test_any_text_is_written_so_that_it_reads_back(text: str) -> None:
    case = parse_cases(GOOD, Path("x"))[0].case
    case = case.model_copy(update={"overlay": [Overlay(name="x.md", text=text)], "note": text, "must_not_say": [text]})
    assert parse_cases(case_text(case), Path("x"))[0].case == Case.model_validate(case.model_dump())
