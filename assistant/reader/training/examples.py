"""Questions with the words that answer them, from PIAF and SQuAD 2.0.

PIAF is split by paragraph, on the SHA-256 of its id: remainder 0 of ten is the
test part, never read here but by the final measurement; 1 is for choosing and
calibrating; the others train. SQuAD's articles are split alike, by title.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.reader.inputs import context_of

Place = tuple[int, int]


class Part(StrEnum):
    """What a paragraph is kept for."""

    TEST = "test"
    DEV = "dev"
    TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Example:
    """A question put to one paragraph; ``answers`` are spans of it, none if it does not answer.

    ``context`` is what the reader sees above it, and ``stretches`` what of it may
    be quoted; if they are not given, the title, and its sentences.
    """

    id: str
    question: str
    title: str
    paragraph: str
    answers: tuple[Place, ...]
    paragraph_id: str
    context: str | None = None
    stretches: tuple[Place, ...] = ()

    @property
    def shown(self) -> str:
        """What stands above the paragraph."""
        return context_of(self.title, ()) if self.context is None else self.context


def part_of(key: str) -> Part:
    """The part that a paragraph's id falls into."""
    remainder = int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10
    return Part.TEST if remainder == 0 else Part.DEV if remainder == 1 else Part.TRAIN


def read_piaf(folder: Path, part: Part) -> list[Example]:
    """The questions of one part, each with its own paragraph."""
    rows = map(json.loads, (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines())
    paragraphs = {row["_id"]: (row["title"], row["text"]) for row in rows if part_of(row["_id"]) is part}
    examples = []
    for line in (folder / "answers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["doc"] not in paragraphs or not row["offset_ok"]:
            continue
        title, text = paragraphs[row["doc"]]
        spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in row["answers"]}
        good = tuple(sorted(span for span in spans if text[slice(*span)].strip()))
        if good:
            examples.append(Example(row["_id"], row["question"], title, text, good, row["doc"]))
    return examples


def read_squad(path: Path, part: Part) -> Iterator[Example]:
    """The questions of one part, answerable or not. Nothing of SQuAD is in the test part."""
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        found = part_of(article["title"])
        if (Part.TRAIN if found is Part.TEST else found) is not part:
            continue
        for paragraph in article["paragraphs"]:
            key = hashlib.sha256(paragraph["context"].encode()).hexdigest()[:12]
            for qa in paragraph["qas"]:
                spans = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in qa["answers"]}
                title = article["title"].replace("_", " ")
                yield Example(qa["id"], qa["question"], title, paragraph["context"], tuple(sorted(spans)), key)
