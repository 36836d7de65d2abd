"""The command line: the API's answers, and for every mistake a sentence and exit code 1 or 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.contract import Answer
from assistant.http.app import build_app
from assistant.opening import LazyAssistant
from vectorstore.chroma import ChromaStore
from vectorstore.database import open_database
from vectorstore.index_state import IndexState
from vectorstore.settings import Settings

QUESTION = "Qui a été nommée déléguée au numérique en santé ?"
CALLS_OWN = {"answer_id", "conversation_id", "timings_ms"}


def assert_refused(ran: Any, *words: str, code: int = 1) -> None:
    """One French sentence on stderr, nothing on stdout, no trace."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.startswith("Erreur : ")
    assert ran.err.rstrip().endswith((".", ")."))
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err


def test_ask_says_the_answer_and_its_source(sourcier: Callable[..., Any], demo_home: Path) -> None:
    ran = sourcier("ask", QUESTION, home=demo_home)
    assert (ran.code, ran.err) == (0, "")
    assert "Hela Ghariani" in ran.out
    assert "[1]" in ran.out
    assert "8\u00a0juin\u00a02023" in ran.out
    assert "« Par un décret" in ran.out


def test_json_is_what_the_api_answers(sourcier: Callable[..., Any], demo_home: Path) -> None:
    ran = sourcier("ask", QUESTION, "--json", home=demo_home)
    assert (ran.code, ran.err) == (0, "")
    mine = json.loads(ran.out)
    client = TestClient(build_app(LazyAssistant(Settings(data_dir=demo_home)), chat=False))
    theirs = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    assert {key: mine[key] for key in mine if key not in CALLS_OWN} == {
        key: theirs[key] for key in theirs if key not in CALLS_OWN
    }
    assert set(mine) == set(theirs)
    found = sourcier("search", QUESTION, "--json", home=demo_home)
    assert json.loads(found.out) == client.post("/api/v1/search", json={"query": QUESTION}).json()
    listed = sourcier("ingest", "list", "--json", home=demo_home)
    assert json.loads(listed.out) == client.get("/api/v1/documents").json()


def test_options_reach_the_search(sourcier: Callable[..., Any], demo_home: Path) -> None:
    ran = sourcier(
        "search", "dossier médical", "--as-of", "2012-01-01", "--kind", "official_text", "--k", "50", "--json",
        home=demo_home,
    )  # fmt: skip
    results = json.loads(ran.out)["results"]
    assert {result["kind"] for result in results} == {"official_text"}
    assert all(result["valid_from"] <= "2012-01-01" < (result["valid_to"] or "9999") for result in results)
    asked = sourcier("ask", "Que dit l’article L. 1111-14 ?", "--as-of", "2012-01-01", "--json", home=demo_home)
    assert Answer.model_validate_json(asked.out).as_of == date(2012, 1, 1)


def test_search_lists_passages(sourcier: Callable[..., Any], demo_home: Path) -> None:
    ran = sourcier("search", "consentement DMP", "--k", "2", home=demo_home)
    assert ran.code == 0
    assert "1. " in ran.out
    assert "2. " in ran.out
    assert [line[:3] for line in ran.out.splitlines() if " — " in line] == ["1. ", "2. "]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_questions_that_cannot_be_served(sourcier: Callable[..., Any], demo_home: Path, command: str) -> None:
    assert_refused(sourcier(command, "", home=demo_home), "vide")
    assert_refused(sourcier(command, "  \n ", home=demo_home), "vide")
    assert_refused(sourcier(command, "x" * 2001, home=demo_home), "2001 caractères")


def test_an_argument_that_is_no_text(sourcier: Callable[..., Any], demo_home: Path) -> None:
    """A shell may pass any bytes; Python shows them as lone surrogates."""
    ran = sourcier("ask", "dmp \udcff ?", "--json", home=demo_home)
    assert ran.code == 0
    assert json.loads(ran.out)["status"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "dmp", "--as-of", "hier"),
        ("ask", "dmp", "--kind", "poème"),
        ("search", "dmp", "--k", "0"),
        ("serve", "--port", "99999"),
        ("inconnu",),
        ("ingest", "inconnu"),
        ("ingest", "add"),
        ("ingest", "add", "x.txt", "--published-on", "demain"),
    ],
)
def test_wrong_usage_is_code_2(sourcier: Callable[..., Any], home: Path, arguments: tuple[str, ...]) -> None:
    ran = sourcier(*arguments, home=home)
    assert ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments", [("ask", "dmp"), ("search", "dmp"), ("ingest", "list"), ("ingest", "remove", "x")]
)
def test_without_an_index(sourcier: Callable[..., Any], home: Path, arguments: tuple[str, ...]) -> None:
    assert_refused(sourcier(*arguments, home=home), "Aucun document", "sourcier ingest add")
    assert {path.name for path in home.iterdir()} <= {"models"}, "reading must not make an index"


def test_an_index_of_another_model(sourcier: Callable[..., Any], demo_copy: Path, root: Path) -> None:
    IndexState(open_database(demo_copy / "sourcier.sqlite3")).set(embedding_model="un-autre-modèle")
    store = ChromaStore(demo_copy / "chroma")
    store.open()
    before = store.count()
    demo = str(root / "ingest" / "demo")
    for arguments in (("ask", "dmp"), ("ingest", "add", demo)):
        assert_refused(sourcier(*arguments, home=demo_copy), "un-autre-modèle", "rebuild --vectors")
    assert store.count() == before


def test_an_embedding_model_that_does_not_exist(
    sourcier: Callable[..., Any], demo_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOURCIER_EMBEDDING_MODEL", str(tmp_path / "absent"))
    assert_refused(sourcier("ask", "dmp", home=demo_home), "SOURCIER_EMBEDDING_MODEL", "absent")


@pytest.mark.parametrize(
    ("name", "value"), [("PASSAGE_TOKENS", "beaucoup"), ("CANDIDATES", "0"), ("ANSWER_THRESHOLD", "2")]
)
def test_a_setting_that_is_wrong(
    sourcier: Callable[..., Any], demo_home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SOURCIER_{name}", value)
    assert_refused(sourcier("ask", "dmp", home=demo_home), f"SOURCIER_{name}")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "exemple.fr", ""])
def test_another_address_is_refused_in_words(sourcier: Callable[..., Any], demo_home: Path, host: str) -> None:
    assert_refused(sourcier("serve", "--host", host, home=demo_home), "127.0.0.1", f"« {host} »")


def test_doctor_finds_all_well(sourcier: Callable[..., Any], demo_home: Path) -> None:
    ran = sourcier("doctor", home=demo_home)
    assert ran.code == 0, ran.out
    assert "✗" not in ran.out
    assert "multilingual-e5-small" in ran.out
    rows = json.loads(sourcier("doctor", "--json", home=demo_home).out)
    assert all(set(row) == {"check", "ok", "detail"} and row["ok"] for row in rows)


def test_doctor_says_what_is_missing(sourcier: Callable[..., Any], home: Path) -> None:
    ran = sourcier("doctor", home=home)
    assert ran.code == 1
    assert "✗ Index : Aucun document" in ran.out


def test_a_real_process(demo_home: Path, root: Path) -> None:
    """Not only ``main()``: the module, its entry points, its streams and its exit code."""
    environment = {**os.environ, "SOURCIER_DATA_DIR": str(demo_home)}
    asked = subprocess.run(
        [sys.executable, "-m", "assistant", "ask", QUESTION, "--json"],
        env=environment, cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    assert asked.stderr == ""
    assert Answer.model_validate_json(asked.stdout).citations[0].quote
    refused = subprocess.run(
        [sys.executable, "-m", "assistant", "ask", ""],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "Erreur : La question est vide : écrivez ce que vous cherchez.\n"


def test_help_names_every_command(sourcier: Callable[..., Any], home: Path) -> None:
    ran = sourcier("--help", home=home)
    assert ran.code == 0
    for command in ("ask", "search", "serve", "doctor", "ingest", "evals"):
        assert command in ran.out
