"""The words and forms by which French and English sentences ask something."""

from __future__ import annotations

import re

ASKING = (
    r"(?:(?:à|de|d['’]|en|dans|pour|depuis|par|avec|sur|sous|chez|vers|entre|parmi|contre|selon|dès|avant|après"
    r"|jusqu['’]à|auprès de|à partir de|au bout de|in|at|for|by|from|to|on|under|since|with|until) ?)?"
    r"(?:qui|que|quoi|quel(?:le)?s?|quand|où|comment|combien|pourquoi|lequel|laquelle|lesquel(?:le)?s"
    r"|auquel|auxquel(?:le)?s|duquel|desquel(?:le)?s|qu['’]|who|what|when|where|which|how|why)(?=[ '’]|$|(?<=['’]))"
)
"""An interrogative word, with the preposition before it."""
_CLITICS = r"(?:(?:ne|se|le|la|les|lui|leur|leurs|me|te|nous|vous|y|en) |[nsltmj]['’])*"
INVERTED = rf"{_CLITICS}(?!rendez-vous)[a-zà-ÿœ]+-(?:t-)?(?:il|elle|on|ils|elles|ce|je|tu|nous|vous)(?![\wà-ÿ-])"
"""A verb before its pronoun (« peut-elle », « s’y trouve-t-il »)."""
DETERMINER = (
    r"(?:l['’]|(?:le|la|les|un|une|du|des|mon|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos|leurs?|ce|cet|cette|ces"
    r"|chaque|tout|toute|tous|toutes|the|my|his|her|their|this|these)\s)"
)
_PRONOUN = r"(?:il|elle|on|ils|elles|je|j['’]|tu|nous|vous|ce|c['’]|cela|ça|he|she|it|they|you|we|i)(?:\s|(?<=['’]))"

# Within a sentence, « qui », « que » or « où » mostly relate; these words only ask.
_ANYWHERE = r"(?:quel(?:le)?s?|combien|comment|pourquoi|how (?:many|much|long)|quoi)"
_ASKS = re.compile(
    rf"^\W*{ASKING}|(?:[,:] |\b(?:et|and|mais|but|dis-moi|dites-moi|savoir) ){ASKING}"
    rf"|(?<![\w'’-]){_ANYWHERE}(?![\w'’-])|(?<![\w'’-]){INVERTED}|\best-ce\b|(?<![\w'’-])(?:qui|quand|où|who|when|where)\W*$"
    r"|^\W*(?:(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have) "
    r"|(?:compare|explique|d[ée]cri[st]|donne|liste|cite|pr[ée]cise|indique|pr[ée]sente|d[ée]fini[st]|r[ée]sume|montre"
    r"|trouve|cherche|rappelle|dis|dites|tell|explain|list|describe|define|summari[sz]e|give|show|name)"
    r"(?:[rsz]|ez|issez|vez)?(?![\wà-ÿ])|je (?:veux|voudrais|souhaite) (?:savoir|conna[îi]tre))",
    re.IGNORECASE,
)
_INVERSION = re.compile(rf"(?<![\wà-ÿ'’-]){INVERTED}|\best-ce\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    rf"(?:quand|lorsqu(?:e|['’])|que|qu['’]|if|when|where) ?(?:{DETERMINER}|{_PRONOUN})"
    r"|(?:quel(?:le)?s?|quoi|qui|où) qu(?:e|['’])(?=\W|\w)",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether ``text`` holds a form of asking, as a question by itself or a request does."""
    opening = text.lstrip(" «“\"'(")
    if is_subordinate(opening):
        rest = opening.partition(",")[2]
        return bool(rest) and asks(rest)
    return _ASKS.search(text) is not None


def is_inverted(text: str) -> bool:
    """Whether a verb of ``text`` stands before its pronoun, as only a question's does."""
    return _INVERSION.search(text) is not None


def is_subordinate(text: str) -> bool:
    """Whether ``text`` begins as a clause does that depends on another: « quand il a 18 ans », « quel que soit »."""
    found = _SUBORDINATE.match(text)
    return found is not None and not is_inverted(text.partition(",")[0])
