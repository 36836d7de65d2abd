"""What of a question tells the assistant how to behave, rather than ask something.

Nothing obeys it; it only hides the question from the search and the reader, and an answer that
repeated it would say what it wanted said. Method: the list for documents
(:func:`vectorstore.instructions.gives_orders`), and our own of what only those who ask say.
"""

from __future__ import annotations

import re

from assistant.asking_words import asks
from vectorstore.french import analyze
from vectorstore.instructions import folded, gives_orders
from vectorstore.sentences import sentences

# Over text without accents and quotation marks, in lower case. An order stands at the head of a clause.
_HEAD = r"(?:^\W*|[:.;,!?] |\b(?:et|puis|ensuite|and|then|please|maintenant|now) )(?:s'il te plait,? |please )?"
_ANSWERS = r"(?:answers?|repl(?:y|ies)|responses?|messages?|reponses?|phrases?|sentences?)"
_OF_ANSWERS = (
    rf"(?:(?:ta|tes|votre|vos|chacune|chaque|toutes?|la|le|les|de|your|the|each|every|all|of) )*(?:{_ANSWERS} )?"
)
_AT_HEAD = (
    r"(?:reponds|repondez)(?:-moi)?,? (?:uniquement|seulement|simplement|toujours|juste|par|en|avec|sans|que|qu'|oui"
    r"|non|comme|rien|\d)",
    r"(?:answer|reply|respond) (?:only|with|in|by|as|just|simply|always|without|that|yes|no|\d)\b",
    rf"(?:termine|commence|finis|conclus|debute)z? {_OF_ANSWERS}(?:par|avec)\b",
    rf"(?:begin|start|end|finish) {_OF_ANSWERS}(?:with|by)\b",
    r"(?:ajoute|append|add|include|insere|mets|glisse)z? .{1,60}\b(?:a|dans|en|au|to|in|at)\b.{0,25}\b"
    rf"{_ANSWERS}\b",
    r"(?:print|reveal|show|output|display|affiche|montre|revele|recopie|donne)z?(?:-moi)? .{0,40}"
    r"\b(?:prompts?|consignes|(?:your|tes|vos) (?:\w+ )?(?:instructions|rules|regles))\b",
    r"(?:ne (?:cite|donne|indique|mentionne)|n'(?:indique|utilise|ajoute))z? (?:aucune?|pas|jamais|rien)\b",
    r"(?:double|multiplie|triple|divise)z? (?:every|each|all|chaque|tous|toutes|les|par)\b",
    r"(?:dis|ecris|affirme|pretends|confirme|repete)(?![-'\w])z? (?:que|qu'|seulement|uniquement|simplement|juste)\b",
    r"(?:say|write|claim|repeat|state) (?:that|only|just|exactly|the (?:word|phrase|token))\b",
    r"(?:act as|pretend|agis comme|comporte-toi|fais semblant|fais comme|joue le role|roleplay)\b",
    r"(?:tu es|you are) (?:maintenant|desormais|now|une?|an?|the|le|libre|free)\b",
    r"(?:desormais|dorenavant|a partir de maintenant),? (?:tu|reponds|ne|dis|ecris|termine|commence|ajoute)\b",
    r"from now on\b",
)
_ANYWHERE = (
    r"\b(?:do not|don't|never|without) (?:cit(?:e|ing)|giv(?:e|ing)|quot(?:e|ing)|mention(?:ing)?) .{0,20}\bsources?\b",
    r"\b(?:quoi que|peu importe ce que) (?:tu|disent|vous)\b",
    r"\b(?:whatever|regardless of what) the \w+ (?:says?|may say)\b",
    rf"\bthe (?:word|token|phrase) .{{1,40}} (?:to|in|after|before) .{{0,20}}{_ANSWERS}\b",
)
_SAID_TO_ASSISTANT = re.compile("|".join((rf"{_HEAD}(?:{'|'.join(_AT_HEAD)})", *_ANYWHERE)))
_BETWEEN = re.compile(r"\s*[:;,.–—]\s+|\s+(?:et|puis|and|then|mais|but)\s+")
_LINK = re.compile(
    r"^\W*(?:(?:then|and|also|next|et|puis|ensuite|sinon|enfin)\b[\s,]*)*(?:answer|reponds|réponds|répondez)?"
    r"(?:\s+(?:this|à ceci|à ma question|my question))?\W*[:,]\s*",
    re.IGNORECASE,
)


def orders_about(text: str) -> bool:
    """Whether ``text``, typed by a person who asks, tells the assistant how to behave."""
    return gives_orders(text) or _SAID_TO_ASSISTANT.search(folded(text)) is not None


def without_orders(question: str) -> str:
    """What ``question`` asks, without its sentences that only give orders; all of it if nothing else asks."""
    pieces = [question[start:end] for start, end in sentences(question)]
    if not any(orders_about(piece) for piece in pieces):
        return question
    kept = [left for piece in pieces if (left := _asking_part(piece))]
    if not any(asks(piece) and analyze(piece) for piece in kept):
        return question
    return " ".join([_LINK.sub("", kept[0], count=1) or kept[0], *kept[1:]])


def _asking_part(sentence: str) -> str:
    """The sentence if it gives no order, else the longest stretch of it that asks and gives none; or nothing."""
    if not orders_about(sentence):
        return sentence
    found = []
    for between in _BETWEEN.finditer(sentence):
        found += [sentence[: between.start()], sentence[between.end() :]]
    asking = [part for part in found if asks(part) and analyze(part) and not orders_about(part)]
    return max(asking, key=len, default="")
