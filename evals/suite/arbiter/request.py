"""The words that go to the judge and the one form that may come back. Pure.

What is judged comes from documents and systems that nobody vouches for. It
travels as one line of JSON in which nothing can end a string, open a tag or
forge a turn of the conversation, and only an exact verdict is ever read from
the answer: whatever else it holds is an error.
"""

from __future__ import annotations

import json
import re
from typing import Any

from evals.suite.arbiter.statement import Statement, Support
from evals.suite.door import digest
from prompts import judge

MOST_CHARS = 24_000
"""Of a statement's data; cutting it would change what is judged."""

_MOST_TOKENS = 64  # a verdict is a dozen; under a grammar, small models write it letter by letter
_LONGEST_ANSWER = 200
# "<|im_end|>", "</s>", "<start_of_turn>", "[/INST]": servers may read these as their own marks.
_MARKS = re.compile(r"[<>]|\[(?=/?[A-Z_]{2,}\])")

_SCHEMA = {
    "type": "object",
    "properties": {"verdict": {"type": "string", "enum": [word.value for word in Support]}},
    "required": ["verdict"],
    "additionalProperties": False,
}


class NoVerdict(ValueError):
    """The judge gave none; the text says why, in French, and quotes nothing of what it said."""


def body(model: str, statement: Statement) -> dict[str, Any]:
    """The request in the shape of OpenAI's chat completions; :class:`NoVerdict` for a statement that is too long."""
    data = _as_data(statement)
    if len(data) > MOST_CHARS:
        raise NoVerdict("l’affirmation et ses citations sont trop longues pour être jugées")
    return {
        "model": model,
        "temperature": 0,
        "max_tokens": _MOST_TOKENS,
        "n": 1,
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "verdict", "strict": True, "schema": _SCHEMA},
        },
        "messages": [
            {"role": "system", "content": judge.SYSTEM},
            {"role": "user", "content": judge.USER.format(data=data)},
        ],
    }


def prompt_hash() -> str:
    """A digest of everything that is sent, but for the model's name and what is judged."""
    return digest([judge.VERSION, body("", Statement("", "", "", ()))])


def verdict(said: str) -> Support:
    """The verdict of an answer, which must be ``{"verdict": "<one of the words>"}`` and nothing else."""
    if len(said) > _LONGEST_ANSWER:
        raise NoVerdict("l’arbitre a répondu autre chose qu’un verdict")
    try:
        # Pairs and not a dict: of a key that comes twice, neither value counts. A tuple is no list of JSON.
        pairs = json.loads(said, object_pairs_hook=tuple)
        ((key, word),) = pairs if isinstance(pairs, tuple) else ()
    except (ValueError, TypeError) as error:
        raise NoVerdict("l’arbitre a répondu autre chose qu’un verdict") from error
    if key != "verdict" or not isinstance(word, str) or word not in list(Support):
        raise NoVerdict("l’arbitre a donné un verdict qui n’est pas parmi ceux demandés")
    return Support(word)


def _as_data(statement: Statement) -> str:
    names = judge.FIELDS
    data = {
        names["question"]: statement.question,
        names["statement"]: statement.text,
        names["quotes"]: list(statement.quotes),
    }
    # Only strings hold these characters, but for the brackets of the list, which stand before a quote or "]".
    return _MARKS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", json.dumps(data, ensure_ascii=False))
