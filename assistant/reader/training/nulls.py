"""Questions put to paragraphs that do not answer them, as alike as can be.

Three kinds, each an error that a reader makes on real documents: a paragraph
that search finds for the question, a paragraph under the same title, and the
right paragraph asked about another name, number or year.
"""

from __future__ import annotations

import copy
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.reader.training.examples import Example
from vectorstore.embedding.embedder import Embedder
from vectorstore.french import analyze, unaccented

_SEARCHED = 10
_NAME = re.compile(r"(?<=[\s'’])(?:[A-ZÀ-Ý][\w’'-]+)(?: (?:de |du |d['’]|la |le )?[A-ZÀ-Ý][\w’'-]+)*")
_FIGURE = re.compile(r"\b\d[\d\u00a0\u202f ]*(?:[.,]\d+)?\b")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class NullMix:
    """Shares of the three kinds; what is left over is taken from a random paragraph."""

    searched: float = 0.6
    same_title: float = 0.2
    swapped: float = 0.2


class NullMaker:
    """Draws nulls for the given training questions."""

    def __init__(self, examples: Sequence[Example], embedder: Embedder, mix: NullMix) -> None:
        self._mix = mix
        self._paragraphs = {example.paragraph_id: example for example in examples}
        self._ids = list(self._paragraphs)
        self._by_title: dict[str, list[str]] = defaultdict(list)
        for key, example in self._paragraphs.items():
            self._by_title[example.title].append(key)
        self._found = self._search(examples, embedder)
        texts = [example.question for example in examples]
        self._names = sorted({name[0] for text in texts for name in _NAME.finditer(text)})

    def mixed(self, mix: NullMix) -> NullMaker:
        """The same, drawing in other shares."""
        other = copy.copy(self)
        other._mix = mix
        return other

    def draw(self, example: Example, rng: random.Random) -> Example:
        """``example``'s question where it has no answer."""
        roll, mix = rng.random(), self._mix
        if roll < mix.swapped and (swapped := self._swap(example, rng)):
            return swapped
        if roll < mix.swapped + mix.same_title:
            pool = self._by_title[example.title]
        elif roll < mix.swapped + mix.same_title + mix.searched:
            pool = self._found[example.id]
        else:
            pool = self._ids
        for key in rng.sample(pool, len(pool)) if len(pool) <= _SEARCHED else rng.sample(pool, _SEARCHED):
            other = self._paragraphs[key]
            if key != example.paragraph_id and not self._answers(example, other):
                return self._put(example, other)
        return self._put(example, self._paragraphs[rng.choice(self._found[example.id])])

    @staticmethod
    def _answers(example: Example, other: Example) -> bool:
        text = _folded(other.paragraph)
        return any(_folded(example.paragraph[start:end]) in text for start, end in example.answers)

    @staticmethod
    def _put(example: Example, other: Example) -> Example:
        return replace(
            example, id=f"{example.id}/null", title=other.title, paragraph=other.paragraph,
            answers=(), paragraph_id=other.paragraph_id,
        )  # fmt: skip

    def _swap(self, example: Example, rng: random.Random) -> Example | None:
        """The question about another name, year or figure than the paragraph's, if it has one."""
        paragraph = _folded(example.paragraph)
        answers = {_folded(example.paragraph[start:end]) for start, end in example.answers}
        places = [
            match for pattern in (_YEAR, _FIGURE, _NAME) for match in pattern.finditer(example.question)
            if _folded(match[0]) in paragraph and _folded(match[0]) not in answers
        ]  # fmt: skip
        if not places:
            return None
        match = rng.choice(places)
        if _YEAR.fullmatch(match[0]):
            put = str(int(match[0]) + rng.choice((-30, -11, -4, -2, -1, 1, 2, 3, 7, 12)))
        elif _FIGURE.fullmatch(match[0]):
            put = str(rng.randint(2, 400))
        else:
            put = rng.choice(self._names)
        if _folded(put) in paragraph:
            return None
        question = example.question[: match.start()] + put + example.question[match.end() :]
        return replace(example, id=f"{example.id}/swapped", question=question, answers=())

    def _search(self, examples: Sequence[Example], embedder: Embedder) -> dict[str, list[str]]:
        """For each question the paragraphs most like it by vectors and by rare terms, its own left out."""
        texts = [f"{self._paragraphs[key].title}. {self._paragraphs[key].paragraph}" for key in self._ids]
        vectors = embedder.encode_document(texts)
        terms = [set(analyze(text)) for text in texts]
        counts: dict[str, int] = defaultdict(int)
        for owned in terms:
            for term in owned:
                counts[term] += 1
        holders: dict[str, list[int]] = defaultdict(list)
        for place, owned in enumerate(terms):
            for term in owned:
                holders[term].append(place)
        found = {}
        queries = embedder.encode_query([example.question for example in examples])
        for example, query in zip(examples, queries, strict=True):
            dense = vectors @ query
            lexical = np.zeros(len(texts), np.float32)
            for term in set(analyze(example.question)):
                lexical[holders.get(term, [])] += np.log(len(texts) / (1 + counts.get(term, 0)))
            ranks = 1.0 / (5 + np.argsort(np.argsort(-dense))) + 1.0 / (5 + np.argsort(np.argsort(-lexical)))
            best = [self._ids[place] for place in np.argsort(-ranks)[: _SEARCHED + 1]]
            found[example.id] = [key for key in best if key != example.paragraph_id][:_SEARCHED]
        return found


def _folded(text: str) -> str:
    return unaccented(text.casefold())
