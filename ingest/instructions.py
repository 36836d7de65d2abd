"""Text that gives orders to an assistant: found by a small closed list, and only marked.

A document is data whatever it says: nothing in it is ever obeyed. The mark
tells people, and whatever model may one day write answers, which documents to
look at twice. The list knows the usual French and English phrasings; other
words, other languages, misspellings and pictures of text pass unmarked, and a
page that quotes such a phrase to warn of it is marked too.
"""

from __future__ import annotations

import re
import unicodedata

FLAG = "assistant_instructions"

_RULES = r"(?:instructions?|consignes?|regles?|directives?|ordres?|prompts?|invites?)"
_EARLIER = r"(?:precedente?s?|anterieure?s?|ci-dessus|initiales?|recue?s?|d'origine|systeme|donnee?s?)"
_SECRET = r"(?:systeme|internes?|cachees?|initiales?)"
_MODEL = (
    r"(?:ia|intelligence artificielle|assistante?|modele(?: de langage)?|agent conversationnel|chatbot|robot|llm|gpt)"
)
# A person may be an assistant; none of these is one.
_SURELY = (
    r"(?:ia|intelligence artificielle|modele de langage|agent conversationnel|chatbot|llm|gpt"
    r"|assistant (?:virtuel|ia|conversationnel))"
)
_AI = r"(?:ai|artificial intelligence|assistant|(?:large )?language model|chatbot|llm|gpt|bot)"
_BEFORE = r"(?:previous|prior|above|earlier|preceding|initial|original|system)"
_ORDERS = r"(?:instructions?|prompts?|rules|directions|guidelines|messages?)"

# Over text without accents, in lower case (see ``folded``).
_FRENCH = (
    r"\b(?:ignore[zr]?|oublie[zr]?|neglige[zr]?|contourne[zr]?|desobei\w{0,4} a)\b"
    rf".{{0,40}}\b{_RULES} .{{0,20}}\b{_EARLIER}\b",
    rf"\b(?:ignore[zr]?|oublie[zr]?) (?:toutes? |tous )?(?:tes|vos) (?:\w+ )?{_RULES}\b",
    rf"\bne (?:tiens|tenez) (?:pas|plus|aucun) compte (?:de |des |d')?.{{0,20}}\b{_RULES}\b",
    rf"\b(?:tu es (?:maintenant|desormais|a present)|si tu es) (?:une? |l')?{_MODEL}\b",
    rf"\b(?:vous etes (?:maintenant|desormais|a present)|si vous etes) (?:une? |l')?{_SURELY}\b",
    r"\b(?:instructions?|consignes?|ordres?|message|note) "
    r"(?:a l'attention (?:de |du |des )|destinee?s? (?:a |au |aux )|(?:pour|a) )"
    rf"(?:l'|la |le |les |toute? |une? )?{_MODEL}\b.{{0,20}}:",
    rf"\ben tant qu(?:e |'){_MODEL},? (?:tu dois|vous devez)\b",
    r"\b(?:revele|affiche|montre|repete|recopie|communique)[zr]?(?:-moi)? (?:ton|ta|tes|votre|vos|le|les) "
    rf"(?:prompt|(?:invite|message|instructions?|consignes?) {_SECRET})\b",
    r"\bne (?:le )?(?:dis|dites|revele[zr]?|mentionne[zr]?|signale[zr]?) (?:pas|jamais|rien)\b"
    r".{0,30}\b(?:a l'utilisat(?:eur|rice)|aux utilisateurs)\b",
)
_ENGLISH = (
    rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,30}}\b{_BEFORE}\b.{{0,20}}\b{_ORDERS}\b",
    rf"\b(?:ignore|disregard|forget|override|bypass) (?:all )?(?:of )?your (?:\w+ )?{_ORDERS}\b",
    rf"\byou are now (?:an? |the )?(?:\w+ )?(?:{_AI}|dan|unrestricted|jailbroken)\b",
    r"\bif you are (?:an? |the )?(?:\w+ )?(?:ai|artificial intelligence|language model|chatbot|llm|gpt)\b",
    rf"\b(?:instructions?|message|note) (?:to|for) (?:any |all |the |an? )?{_AI}s?\b.{{0,20}}:",
    r"\b(?:reveal|print|show|repeat|output|leak) (?:me )?(?:your|the) (?:\w+ )?"
    r"(?:system prompt|system message|(?:hidden|initial|internal|system) instructions)",
    r"\bdo not (?:(?:reveal|mention|disclose)\b.{0,40}\bto|tell) the user\b",
)
# What separates the turns of a conversation in the prompts of models (folded: no "_").
_TURNS = (
    r"<\|(?:imstart|imend|system|user|assistant|endoftext)\|>",
    r"\[/?inst\]|<</?sys>>|^#{2,3} ?(?:system|instruction)s? ?:",
)
_PATTERNS = tuple(re.compile(pattern) for pattern in (*_FRENCH, *_ENGLISH, *_TURNS))
# A line without any of these cannot match; most lines have none.
_QUICK = re.compile(
    r"ignor|oubli|neglig|contourn|desobei|compte d|desormais|maintenant|a present|si tu es|si vous etes|instruction"
    r"|consigne|ordre|message|note|en tant qu|reve[al]|affich|montr|repet|recopi|communiqu|ne (?:le )?di|mention|signal"
    r"|disregard|forget|overrid|bypass|you are|print|show|output|leak|do not|<\||inst\]|sys>>|##"
)
_LONGEST = 5_000
_STEP = 4_800


def document_flags(text: str) -> tuple[str, ...]:
    """The marks that the clean ``text`` of a document calls for, in order; mostly none."""
    return (FLAG,) if gives_orders(text) else ()


def gives_orders(text: str) -> bool:
    """Whether some line of ``text`` speaks to an assistant as to one that obeys."""
    return any(_speaks(part) for line in folded(text).split("\n") for part in _parts(line))


def folded(text: str) -> str:
    """``text`` in lower case, without accents, compatibility forms and markup that would hide a word."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[ \t\u00a0\u202f]+", " ", re.sub(r"[*_`«»\"“”]+", "", bare))


def _parts(line: str) -> list[str]:
    """The line in overlapping stretches, so that one endless line costs no more than many."""
    if len(line) <= _LONGEST:
        return [line]
    return [line[start : start + _LONGEST] for start in range(0, len(line), _STEP)]


def _speaks(line: str) -> bool:
    return bool(_QUICK.search(line)) and any(pattern.search(line) for pattern in _PATTERNS)
