"""What is found in texts in a process beside is what is found here, whatever becomes of that process."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import FISHING, HOSTING, RECORD, entry, found, held, write

from vectorstore.analyst import Analyst
from vectorstore.index import Index
from vectorstore.lexical_document import Terms, terms_of
from vectorstore.likeness import signature

TEXTS = [
    HOSTING,
    RECORD,
    FISHING,
    "",
    "Article L. 1111-8 du code de la santé publique",
    "a\ud800b \0 œuvre",
    f"{HOSTING} {RECORD} {FISHING}",
]


def terms(texts: list[str]) -> list[Terms]:
    return [terms_of(text) for text in texts]


@pytest.fixture(scope="module")
def analyst() -> Iterator[Analyst]:
    made = Analyst()
    made.prepare()
    yield made
    made.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=5))
def test_the_same_terms(analyst: Analyst, texts: list[str]) -> None:
    for some in (texts, TEXTS):
        analyst.begin(some, TEXTS)
        assert analyst.found() == (terms(some), [signature(text) for text in TEXTS])
    assert analyst._process is not None, "they came from the process"


def test_more_than_a_pipe_holds(analyst: Analyst) -> None:
    texts = [f"{RECORD} numéro {number}" for number in range(5000)]
    analyst.begin(texts)
    assert analyst.found() == (terms(texts), [])


def test_without_a_process() -> None:
    made = Analyst()
    made.begin(TEXTS)
    assert made.found() == (terms(TEXTS), [])


@pytest.mark.parametrize("when", ["before", "between"])
def test_a_process_that_dies(when: str) -> None:
    made = Analyst()
    made.prepare()
    assert made._process is not None
    if when == "before":
        made._process.kill()
        made._process.wait()
    made.begin(TEXTS)
    if when == "between" and made._process is not None:
        made._process.send_signal(signal.SIGSTOP)
        made._process.kill()
    assert made.found() == (terms(TEXTS), [])
    made.prepare()
    made.begin(TEXTS[:1])
    assert made.found() == (terms(TEXTS[:1]), [])
    made.close()


def test_an_answer_that_nobody_took_is_not_the_next_one() -> None:
    made = Analyst()
    made.prepare()
    made.begin(TEXTS[:1])
    made.begin(TEXTS[1:3])
    assert made.found() == (terms(TEXTS[1:3]), [])
    made.close()


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("subprocess.Popen", refuse)
    made = Analyst()
    made.prepare()
    made.begin(TEXTS)
    assert made.found() == (terms(TEXTS), [])


PARENT = """
import os, sys
from vectorstore.analyst import Analyst
made = Analyst()
made.prepare()
made.begin(['un'])
made.found()
print(made._process.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def test_it_goes_with_the_process_that_asks(root: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PARENT], cwd=root, stdout=subprocess.PIPE, text=True, check=False, timeout=60
    )  # which waits until the pipe is closed by all
    pid = int(ran.stdout)
    deadline = 100
    while deadline and _runs(pid):
        deadline -= 1
        signal.sigtimedwait([], 0.1)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_an_index_is_the_same_with_it(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorstore.index_writer._WORTH_A_PROCESS", 2)
    asked: list[Any] = []
    real = Analyst.prepare
    monkeypatch.setattr(Analyst, "prepare", lambda self: (asked.append(self), real(self))[1])
    write(index, entry("a", HOSTING, RECORD), entry("b", FISHING))
    assert asked
    assert all(each._process is None for each in asked), "ended with the writer"
    assert held(index)[2] == 3
    assert found(index, "thon rouge")[0] == "b:0"
