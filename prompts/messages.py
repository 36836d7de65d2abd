"""Sentences the assistant says in its own name, by language.

Everything else in an answer is the documents' words. ``VERSION`` changes with
any wording, so that recorded answers can be told apart.
"""

from __future__ import annotations

VERSION = 1

NO_ANSWER = {
    "fr": "Les sources dont je dispose ne répondent pas à cette question.",
    "en": "The sources at hand do not answer this question.",
}
"""Shown with status ``no_answer``."""

SEE_ALSO = {
    "fr": "Document proche : « {title} »",
    "en": "Related document: “{title}”",
}
"""A suggestion; ``title`` is a document's title."""
