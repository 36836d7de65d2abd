"""The reader alone, on questions put to one given paragraph each."""

from __future__ import annotations

import random
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.stats import rankdata

from assistant.reader.reader import Reader
from assistant.reader.training.examples import Example
from vectorstore.french import unaccented

_ARTICLES = re.compile(r"\b(?:le|la|les|l|un|une|des|du|de la|d|the|a|an)\b")
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "«»’“”–—…", " "))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's scores. ``confidence`` is the log-odds that the paragraph answers."""

    paragraph_id: str
    answerable: bool
    f1: float
    exact: float
    overlaps: float
    span_confidence: float
    answers_confidence: float


def outcomes(reader: Reader, examples: Sequence[Example]) -> list[Outcome]:
    """Reads each example's paragraph; for unanswerable ones only the confidences mean something."""
    found = []
    for example in examples:
        reading = reader.read(example.question, [example.shown], [example.paragraph])[0]
        span = reading.best(0, len(example.paragraph))
        said = example.paragraph[span.start : span.end]
        gold = [example.paragraph[start:end] for start, end in example.answers]
        found.append(
            Outcome(
                example.paragraph_id,
                bool(gold),
                max((f1(said, text) for text in gold), default=0.0),
                max((float(normalised(said) == normalised(text)) for text in gold), default=0.0),
                float(any(span.start < end and start < span.end for start, end in example.answers)),
                span.score,
                reading.answers,
            )
        )
    return found


def elsewhere(examples: Sequence[Example], seed: int = 5) -> list[Example]:
    """Each question put to another paragraph: of the same title if there is one, the most alike by words."""
    rng = random.Random(seed)
    paragraphs = {example.paragraph_id: example for example in examples}
    moved = []
    for example in examples:
        others = [p for p in paragraphs.values() if p.paragraph_id != example.paragraph_id]
        same = [p for p in others if p.title == example.title] or rng.sample(others, min(20, len(others)))
        words = set(normalised(example.question).split())
        gold = [normalised(example.paragraph[start:end]) for start, end in example.answers]
        clean = [p for p in same if not any(text in normalised(p.paragraph) for text in gold)]
        if not clean:
            continue
        best = max(clean, key=lambda p: len(words & set(normalised(p.paragraph).split())))
        moved.append(
            replace(example, title=best.title, paragraph=best.paragraph, answers=(), paragraph_id=best.paragraph_id)
        )
    return moved


def normalised(text: str) -> str:
    """Lower case, no accents, punctuation or articles: SQuAD's way, for French."""
    return " ".join(_ARTICLES.sub(" ", unaccented(text.lower()).translate(_PUNCTUATION)).split())


def f1(said: str, gold: str) -> float:
    """Harmonic mean of word precision and recall (Rajpurkar et al., 2016)."""
    ours, theirs = normalised(said).split(), normalised(gold).split()
    common = sum((Counter(ours) & Counter(theirs)).values())
    if not common:
        return float(ours == theirs)
    return 2 * common / (len(ours) + len(theirs))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that a positive scores above a negative, ties counted half."""
    ranks = rankdata([*positive, *negative])
    wins = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(wins / (len(positive) * len(negative)))
