"""Sentences the assistant says in its own name, by language.

Everything else in an answer is the documents' words. ``VERSION`` changes with
any wording, so that recorded answers can be told apart.
"""

from __future__ import annotations

VERSION = 4

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

TITLE_LEFT_OUT = {
    "fr": "Document dont le titre n’est pas repris",
    "en": "Document whose title is not repeated",
}
"""Stands for a title that gives orders to an assistant."""

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

PART_NOT_ANSWERED = {
    "fr": "Les sources dont je dispose ne répondent pas à cette partie de la question : « {part} »",
    "en": "The sources at hand do not answer this part of the question: “{part}”",
}
"""Follows the statements with status ``partial``."""

SOME_PART_NOT_ANSWERED = {
    "fr": "Les sources dont je dispose ne répondent pas à une partie de la question.",
    "en": "The sources at hand do not answer a part of the question.",
}
"""The same where the part is not to be repeated, for it gives orders to an assistant."""

ASKED = {"fr": "La question posée", "en": "The question asked"}
"""Stands for a question that gives orders, as the topic of a disagreement."""

READ_AS = {
    "fr": "Question lue ainsi : « {question} »",
    "en": "Question read as: “{question}”",
}
"""A suggestion, when the spelling of the question was repaired."""

IN_FORCE = {
    "from_to": {"fr": "Version en vigueur du {first} au {last}", "en": "Version in force from {first} to {last}"},
    "from": {"fr": "Version en vigueur depuis le {first}", "en": "Version in force since {first}"},
    "to": {"fr": "Version en vigueur jusqu’au {last}", "en": "Version in force until {last}"},
}
"""In brackets before a quote of an official text; ``first`` and ``last`` are days."""

SAID_ON = {
    "official_text": {"fr": "Selon le texte du {day}", "en": "According to the text of {day}"},
    "press_release": {"fr": "Selon le communiqué du {day}", "en": "According to the press release of {day}"},
    "job_description": {"fr": "Selon l’offre d’emploi du {day}", "en": "According to the job advert of {day}"},
    "guide": {"fr": "Selon le guide du {day}", "en": "According to the guide of {day}"},
    "news": {"fr": "Selon l’article du {day}", "en": "According to the article of {day}"},
    "other": {"fr": "Selon le document du {day}", "en": "According to the document of {day}"},
}
"""In brackets before a quote that holds for its own date, by the kind of document."""

SAID_UNDATED = {
    "press_release": {"fr": "Selon un communiqué non daté", "en": "According to an undated press release"},
    "job_description": {"fr": "Selon une offre d’emploi non datée", "en": "According to an undated job advert"},
    "news": {"fr": "Selon un article non daté", "en": "According to an undated article"},
}
"""The same where the document's date is not known, for kinds of documents that report what is current."""

ABOUT = {"fr": "{when}, à propos de « {what} »", "en": "{when}, about “{what}”"}
"""When a quote is from and what it is about, where both are to be said."""

UNKNOWN_REFERENCE = {
    "fr": "L’article {reference} ne figure pas dans les sources dont je dispose.",
    "en": "Article {reference} is not in the sources at hand.",
}
"""Shown with status ``no_answer`` for an article that is not in the index."""

CLOSE_REFERENCE = {"fr": "Article proche : {reference}", "en": "Nearby article: {reference}"}
"""A suggestion; ``reference`` is that of an article in the index."""

PERIOD = {
    "from_to": {"fr": "du {first} au {last}", "en": "from {first} to {last}"},
    "from": {"fr": "depuis le {first}", "en": "since {first}"},
    "to": {"fr": "jusqu’au {last}", "en": "until {last}"},
}
"""One of the ``periods`` of ``NOT_IN_FORCE``."""

NOT_IN_FORCE = {
    "fr": "L’article {reference} n’est pas en vigueur à la date du {day}. Versions connues : {periods}.",
    "en": "Article {reference} is not in force on {day}. Known versions: {periods}.",
}
"""Shown with status ``no_answer``; ``periods`` lists when it was in force."""

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
