"""What an answer says in its own name: its text without citation marks and without the question said back."""

from __future__ import annotations

import re

from assistant.contract import Answer, Status

_SHOWN = frozenset({Status.ANSWERED, Status.PARTIAL})
_MARK = re.compile(r"\s?\[\d{1,3}\]")
# "Les sources … ne répondent pas à cette partie de la question : « … »" repeats the question, whatever it holds.
_DENIAL = re.compile(
    r"[^«“\n]*\b(?:sources?|documents?)\b[^«“\n]*(?:\bne\b|\bn['’]|\bnot\b)[^«“\n]*(?=[«“])", re.IGNORECASE
)


def is_shown(answer: Answer) -> bool:
    """Whether something was answered, wholly or in part."""
    return answer.status in _SHOWN


def said_text(answer: Answer) -> str:
    """What the answer says, its statements included even where its text leaves them out.

    Words that a sentence denying them quotes ("the sources do not mention “…”")
    are left out: an answer that says so has not said them.
    """
    parts = [answer.answer, *(statement.text for statement in answer.statements if statement.text not in answer.answer)]
    return "\n".join(_MARK.sub("", _without_denied(line)) for part in parts for line in part.split("\n"))


def _without_denied(line: str) -> str:
    """The line without what the denials in it quote, guillemets within guillemets included."""
    kept: list[str] = []
    while denial := _DENIAL.match(line):
        kept.append(denial[0])
        line = line[_closing(line, denial.end()) :]
    return "".join([*kept, line])


def _closing(line: str, opening: int) -> int:
    """Where the quotation that opens at a place is over; the end of the line if it never is."""
    depth = 0
    for place in range(opening, len(line)):
        depth += (line[place] in "«“") - (line[place] in "»”")
        if depth == 0:
            return place + 1
    return len(line)
