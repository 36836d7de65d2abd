"""What an answer says in its own name: its text without citation marks and without the question said back."""

from __future__ import annotations

import re

from assistant.contract import Answer, Status

_SHOWN = frozenset({Status.ANSWERED, Status.PARTIAL})
_MARK = re.compile(r"\s?\[\d{1,3}\]")
# "Les sources … ne répondent pas à cette partie de la question : « … »" repeats the question, whatever it holds.
_DENIED = re.compile(
    r"^(?P<denial>[^«“\n]*\b(?:sources?|documents?)\b[^«“\n]*(?:\bne\b|\bn['’]|\bnot\b)[^«“\n]*)[«“][^\n]*[»”]",
    re.IGNORECASE | re.MULTILINE,
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
    return "\n".join(_MARK.sub("", _DENIED.sub(lambda match: match["denial"], part)) for part in parts)
