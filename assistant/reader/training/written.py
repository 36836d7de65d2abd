"""Questions on documents that were written to train on: invented, in the forms of those that Sourcier reads.

``written/documents.jsonl`` is ingested like any source, so that passages, headings
and dates are those of answering time, and the passages that do *not* answer are
those that our own search finds for the question. ``written/questions.jsonl`` says,
for each question, the exact words that answer it (``answers``, all needed) and
others that do as well (``also``).

Documents are split on the SHA-256 of their id: remainders 0 and 1 of ten are for
choosing and calibrating, the others train.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.evidence import Form, evidence_of
from assistant.reader.inputs import context_for
from assistant.reader.training.examples import Example, Part, Place
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.types import Document, Passage

FOLDER = Path(__file__).with_name("written")
DOCUMENTS = FOLDER / "documents.jsonl"
QUESTIONS = FOLDER / "questions.jsonl"
_SEARCHED = 12
_TELLING = 4  # characters of an answer by which another passage may be seen to hold it


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """One question about one document; no ``answers`` if the document does not say."""

    id: str
    document: str
    question: str
    answers: tuple[str, ...]
    also: tuple[str, ...]


def written_part(document: str) -> Part:
    """The part that a written document's id falls into."""
    return Part.DEV if int(hashlib.sha256(document.encode()).hexdigest(), 16) % 10 < 2 else Part.TRAIN


def read_written(part: Part, path: Path = QUESTIONS) -> list[WrittenQuestion]:
    """The questions about the documents of one part."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        WrittenQuestion(row["id"], row["document"], row["question"], tuple(row["answers"]), tuple(row["also"]))
        for row in rows
        if written_part(row["document"]) is part
    ]


def places(text: str, words: str) -> Place | None:
    """Where ``words`` first stand in ``text``, whatever the blanks and apostrophes between them."""
    pattern = r"\s+".join(re.escape(word) for word in words.replace("’", "'").split()).replace("'", "['’]")
    found = re.search(pattern, text)
    return found.span() if found else None


@dataclass(frozen=True, slots=True)
class Pool:
    """What one question is trained with: passages that answer, and others that do not."""

    answering: tuple[Example, ...]
    others: tuple[Example, ...]


class WrittenExamples:
    """Draws epochs of examples from an index of the written documents."""

    def __init__(self, questions: Sequence[WrittenQuestion], index: Index) -> None:
        self.pools = list(_pools(questions, index))

    def epoch(self, rng: random.Random, nulls: float) -> list[Example]:
        """Every answering passage once, and for each question ``nulls`` others on average."""
        drawn: list[Example] = []
        for pool in self.pools:
            drawn += pool.answering
            wanted = int(nulls) + (rng.random() < nulls % 1) + (not pool.answering)
            # The likeliest stand first: half are taken there, half anywhere.
            first = pool.others[: len(pool.others) // 2]
            chosen = [rng.choice(first if first and rng.random() < 0.5 else pool.others) for _ in range(wanted)]
            drawn += dict.fromkeys(chosen)
        return drawn


def _pools(questions: Sequence[WrittenQuestion], index: Index) -> Iterator[Pool]:
    by_id = index.documents.get([stored.document.id for stored in index.documents.all()])
    documents = {name_of(document): document for document in by_id.values()}
    passages: dict[str, list[Passage]] = defaultdict(list)
    for each in index.passages.rows():
        passages[each.row.passage.document_id].append(each.row.passage)
    searcher = Searcher(index)
    blank: dict[str, Example] = {}  # each passage is met some forty times
    for question in questions:
        document = documents[question.document]
        gold = [place for words in (*question.answers, *question.also) if (place := places(document.text, words))]
        if len(gold) < len(question.answers) + len(question.also):
            continue  # ingestion took some of the words for page furniture
        found = [hit.passage for hit in searcher.search(question.question, _SEARCHED)]
        own = [passage for passage in passages[document.id] if passage.id not in {other.id for other in found}]
        answering, others = [], []
        for passage in (*found, *own):
            if passage.id not in blank:
                blank[passage.id] = _blank(passage, by_id[passage.document_id])
            example = _asked(blank[passage.id], question, passage, gold if passage.document_id == document.id else ())
            if example.answers:
                answering.append(example)
            elif not _may_answer(question, passage):
                others.append(example)
        yield Pool(tuple(answering), tuple(others))


def name_of(document: Document) -> str:
    """The id that the written file gives a document, which is also the name of its page."""
    return Path(document.source.rpartition("#")[2]).stem


def _blank(passage: Passage, document: Document) -> Example:
    """A passage that nothing is asked of yet."""
    return Example(
        id="",
        question="",
        title=document.title,
        paragraph=passage.text,
        answers=(),
        paragraph_id=passage.id,
        context=context_for(passage, document),
        stretches=stretches(passage, document),
    )


def _asked(blank: Example, question: WrittenQuestion, passage: Passage, gold: Iterable[Place]) -> Example:
    spans = [
        (max(start, passage.start) - passage.start, min(end, passage.end) - passage.start)
        for start, end in gold
        if start < passage.end and end > passage.start
    ]
    return replace(blank, id=question.id, question=question.question, answers=tuple(spans))


def stretches(passage: Passage, document: Document) -> tuple[Place, ...]:
    """The places of a passage that may be quoted, lists item by item."""
    found: dict[Place, None] = {}
    for evidence in evidence_of(passage, document, 0):
        if evidence.form is not Form.LIST:
            for start, end in evidence.spans:
                place = (max(start, passage.start) - passage.start, min(end, passage.end) - passage.start)
                if place[0] < place[1]:
                    found[place] = None
    return tuple(found)


def _may_answer(question: WrittenQuestion, passage: Passage) -> bool:
    """Whether another passage holds the same words, so that it is no sure null."""
    telling = [words for words in question.answers if len(words) >= _TELLING]
    return bool(telling) and all(places(passage.text, words) is not None for words in telling)


def without_context(example: Example) -> Example:
    """The example as if nothing were known of where its passage stands."""
    return replace(example, title="", context="")


def counts(pools: Sequence[Pool]) -> Mapping[str, int]:
    """How much there is to train on, for the card."""
    return {
        "questions": len(pools),
        "answered": sum(bool(pool.answering) for pool in pools),
        "passages that do not answer": sum(len(pool.others) for pool in pools),
    }
