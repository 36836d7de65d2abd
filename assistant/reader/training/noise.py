"""Questions as people write them: no accents, no capitals, typing slips, chat spelling.

And lines that stand before an answer in real documents without being one: a
heading that repeats the question.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import replace

from assistant.reader.training.examples import Example

_CHAT = (
    ("qu'est-ce que", "c koi"), ("quelle", "kel"), ("quel", "kel"), ("combien", "cb"), ("pourquoi", "pk"),
    ("quand", "qd"), ("quoi", "koi"), ("beaucoup", "bcp"), ("est", "é"), ("que", "ke"), ("qui", "ki"), ("dans", "ds"),
)  # fmt: skip
_ASKING = re.compile(
    r"^(?:en |à |de |par |pour |dans )?(?:qu['’]est[- ]ce qu[ei'’]|quel(?:le)?s?(?: est| sont| était| étaient)?"
    r"|qui(?: est| était| a)?|quand|où|combien|comment|pourquoi|que|who|what|when|where|which|how many|how|why)\b\s*",
    re.IGNORECASE,
)


def roughen(question: str, rng: random.Random) -> str:
    """One or two of the ways in which questions are typed carelessly."""
    ways = rng.sample((_plain, str.lower, str.upper, _unmarked, _slip, _slip, _chat), rng.choice((1, 1, 2)))
    for way in ways:
        question = way(question, rng) if way in (_slip, _chat) else way(question)  # type: ignore[operator]
    return question


def with_heading(example: Example, rng: random.Random) -> Example:
    """The example under a line that says what is asked, and not the answer."""
    words = _ASKING.sub("", example.question).rstrip(" ?!.")
    line = words if rng.random() < 0.7 and words else example.question
    line = line[:1].upper() + line[1:] + rng.choice(("\n", " :\n", "\n\n"))
    moved = tuple((start + len(line), end + len(line)) for start, end in example.answers)
    return replace(example, paragraph=line + example.paragraph, answers=moved)


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _unmarked(text: str) -> str:
    return text.rstrip(" ?").replace("-", " ").replace("'", " ")


def _slip(text: str, rng: random.Random) -> str:
    letters = [place for place in range(1, len(text) - 2) if text[place].isalpha() and text[place + 1].isalpha()]
    if not letters:
        return text
    at = rng.choice(letters)
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return rng.choice((text[:at] + text[at + 1 :], swapped, text[:at] + text[at] + text[at:]))


def _chat(text: str, rng: random.Random) -> str:
    text = text.lower()
    for long, short in _CHAT:
        if rng.random() < 0.7:
            text = re.sub(rf"\b{re.escape(long)}\b", short, text)
    return text
