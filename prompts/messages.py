"""Sentences the assistant says in its own name, by language.

Everything else in an answer is the documents' words. ``VERSION`` changes with
any wording, so that recorded answers can be told apart.
"""

from __future__ import annotations

VERSION = 3

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

NOT_IN_SOURCES = {
    "fr": "Les sources dont je dispose ne parlent pas de « {name} » à ce sujet.",
    "en": "The sources at hand do not mention “{name}” in this respect.",
}
"""Follows ``NO_ANSWER`` when what was found is about someone or something else."""

DISAGREEMENT = {
    "fr": "Les sources ne s’accordent pas\u00a0: {values}.",
    "en": "The sources disagree: {values}.",
}
"""Follows statements of different values that hold on one day; ``values`` are quoted, with their marks."""

SELF_CONTRADICTION = {
    "fr": "Le document se contredit\u00a0: {values}.",
    "en": "The document contradicts itself: {values}.",
}
"""The same within one document."""

ACCORDING_TO = {
    "fr": "Selon {source}",
    "en": "According to {source}",
}
"""In brackets before a statement whose source matters."""

BEFORE_THAT = {
    "fr": "Auparavant, selon {source}",
    "en": "Before that, according to {source}",
}
"""In brackets before a statement that a later one replaces."""

PART_NOT_ANSWERED = {
    "fr": "Les sources dont je dispose ne répondent pas à cette partie de la question : « {part} »",
    "en": "The sources at hand do not answer this part of the question: “{part}”",
}
"""Follows the statements with status ``partial``."""

READ_AS = {
    "fr": "Question lue ainsi : « {question} »",
    "en": "Question read as: “{question}”",
}
"""A suggestion, when the spelling of the question was repaired."""

TRIAGE = {
    "greeting": {
        "fr": "Bonjour ! Posez-moi une question sur les documents que je connais, en matière de numérique en santé.",
        "en": "Hello! Ask me a question about the documents I know, on French digital health.",
    },
    "thanks": {
        "fr": "Avec plaisir. Posez une autre question quand vous le souhaitez.",
        "en": "You are welcome. Ask another question whenever you like.",
    },
    "about_assistant": {
        "fr": (
            "Je suis Sourcier : je réponds aux questions sur le numérique en santé avec les mots mêmes "
            "des documents, cités un par un, et je le dis quand ils ne répondent pas."
        ),
        "en": (
            "I am Sourcier: I answer questions on French digital health in the documents’ own words, "
            "each one cited, and say so when they do not answer."
        ),
    },
    "out_of_field": {
        "fr": "Cette question ne relève pas des documents dont je dispose, qui portent sur le numérique en santé.",
        "en": "This question is outside the documents at hand, which are about French digital health.",
    },
    "empty_of_words": {
        "fr": "Je n’ai pas trouvé de mot dans votre message : écrivez votre question en toutes lettres.",
        "en": "I found no words in your message: please write your question out.",
    },
    "gibberish": {
        "fr": "Je n’ai pas compris votre message : pouvez-vous reformuler votre question ?",
        "en": "I did not understand your message: could you rephrase your question?",
    },
    "too_vague": {
        "fr": (
            "Que souhaitez-vous savoir à ce sujet ? Posez une question complète, "
            "par exemple avec « qui », « quand » ou « combien »."
        ),
        "en": (
            "What would you like to know about this? Please ask a full question, "
            "for example with “who”, “when” or “how many”."
        ),
    },
}
"""Answers to what asks the documents nothing, by the kind of message."""


def in_language(texts: dict[str, str], language: str) -> str:
    """The wording in ``language``, French when there is none."""
    return texts.get(language, texts["fr"])
