"""Pairs of small invented documents, and what an answer makes of them.

``python -m tests.assistant.made_pairs`` asks each question over an index of the demonstration documents and
all pairs, and prints how many pairs are judged right, in the half for tuning and in the half held out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.contract import Answer, AskRequest
from assistant.service import Assistant
from evals.suite.demo_index import DEMO, ROOT, environment, new_home
from vectorstore.settings import Settings

_FOLDER = Path(__file__).with_name("pairs")


@dataclass(frozen=True, slots=True)
class Text:
    """One of the two documents."""

    title: str
    kind: str
    published_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with two documents; ``verdict`` is "differ", "changed" or "same"; ``tuning``: may be looked at.

    ``values`` are what both say, in the order of the texts, or what an answer must hold if they say the same.
    """

    question: str
    verdict: str
    values: tuple[str, ...]
    texts: tuple[Text, ...]
    tuning: bool


def pairs() -> list[Pair]:
    """All of them, in the order of the files."""
    found = []
    for name in ("differing", "clean", "more"):
        rows = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        found += [_pair(row, tuning=name == "more" or place % 2 == 0) for place, row in enumerate(rows)]
    return found


def _pair(row: dict[str, Any], *, tuning: bool) -> Pair:
    texts = tuple(Text(each["title"], each["kind"], each["date"], each["text"]) for each in row["texts"])
    values = tuple(row["values"]) if "values" in row else (row["answer"],)
    return Pair(row["question"], row.get("verdict", "same"), values, texts, tuning)


def judged(pair: Pair, answer: Answer) -> str:
    """ "right", "refused", or what is wrong with the answer."""
    if not answer.statements:
        return "refused"
    said = [{position.value for position in each.positions} for each in answer.disagreements]
    first = answer.statements[0].text
    if pair.verdict == "same":
        return "false flag" if said else "right" if pair.values[0] in first else "wrong"
    if pair.verdict == "changed":
        return "false flag" if said else "right" if pair.values[1] in first else "out of date"
    return "right" if any(len(values) > 1 for values in said) else "not flagged"


def indexed(folder: Path) -> Path:
    """A data directory with the demonstration documents and those of all pairs."""
    home = new_home(Settings(), folder / "home")
    texts = folder / "texts"
    texts.mkdir()
    for place, pair in enumerate(pairs()):
        for number, text in enumerate(pair.texts):
            lines = ["---", f'title: "{text.title}"', f"kind: {text.kind}", f"published_on: {text.published_on}"]
            body = "\n".join([*lines, "---", "", f"# {text.title}", "", text.text, ""])
            (texts / f"{text.published_on}-{place}-{number}.md").write_text(body, encoding="utf-8")
    command = [sys.executable, "-m", "assistant", "ingest", "add", DEMO.as_posix(), str(texts)]
    subprocess.run(command, cwd=ROOT, env=environment(Settings(), home), check=True, stdout=subprocess.DEVNULL)
    return home


def measure(home: Path, shown: Sequence[bool] = (True,)) -> None:
    """Prints the figures, and what is not right of the halves ``shown``."""
    assistant = Assistant.open(Settings(data_dir=home))
    counts: defaultdict[tuple[bool, str], list[str]] = defaultdict(list)
    for pair in pairs():
        answer = assistant.ask(AskRequest(question=pair.question))
        found = judged(pair, answer)
        counts[pair.tuning, pair.verdict].append(found)
        if found != "right" and pair.tuning in shown:
            print(f"{pair.verdict}: {found}: {pair.question} | {answer.answer[:300]!r}")
    for (tuning, verdict), results in sorted(counts.items()):
        told = ", ".join(f"{name} {results.count(name)}" for name in sorted(set(results)))
        print(f"{'tuning' if tuning else 'held out'} {verdict}: {results.count('right')}/{len(results)} ({told})")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            measure(indexed(Path(made)))
