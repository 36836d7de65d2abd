"""Text that gives orders to an assistant: found by a small closed list.

A document is data whatever it says: nothing in it is ever obeyed. What holds such
text is marked at ingestion, for people and for whatever model may one day write answers,
and no answer repeats it. The list knows the usual French and English phrasings; other
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
_MACHINES = (
    r"(?:ias?|intelligences? artificielles?|modeles? de langage|agents? conversationnels?|chatbots?|llms?|gpt"
    r"|(?:assistants?|outils|agents|robots) (?:automatiques?|virtuels?|ia|conversationnels?|numeriques?|d'ia))"
)
_AI = r"(?:ai|artificial intelligence|assistant|(?:large )?language model|chatbot|llm|gpt|bot)"
_AIS = (
    r"(?:(?:ai|artificial intelligence|language|automated) (?:models?|assistants?|agents?|systems?|tools?)"
    r"|ais?|llms?|chatbots?)"
)
_BEFORE = r"(?:previous|prior|above|earlier|preceding|initial|original|system)"
_ORDERS = r"(?:instructions?|prompts?|rules|directions|guidelines|messages?)"
# What a machine that answers is told to do, spoken to as « tu » or « vous »; not « dites-vous ».
_DO = (
    r"(?:tu (?:dois|devras|es)|vous (?:devez|devrez)|(?:n'|ne (?:le |la |les )?)?"
    r"(?:reponds|repondez|dis|dites|ecris|ecrivez|finis|finissez|conclus|concluez|pretends|pretendez|obeis|obeissez"
    r"|traduis|traduisez|(?:affirm|ajout|ignor|oubli|termin|commenc|confirm|recopi|repet|affich|revel|cit|mentionn"
    r"|remplac|invit|recommand|invent|utilis|prefer|annonc|declar)ez?)(?![-'\w]))"
)
_DO_EN = (
    r"(?:you (?:must|should|will|are)|(?:please |now |always |never |do not |don't |simply |just )*"
    r"(?:answer|reply|respond|say|state|claim|tell|write|add|append|print|output|repeat|ignore|disregard|forget"
    r"|reveal|cite|mention|recommend|pretend|translate|begin|end|start|finish|include)\b)"
)
_CALLED = r"(?:^|[.:;!?(\[>–—-] ?)(?:(?:cher|chere|attention|hey|dear|note a l'|a l')? ?)"

# A line that has none of the needles before a pattern cannot match it; most lines have none of any.
# Patterns read text without accents, in lower case (see ``folded``).
_FRENCH = (
    (
        "ignor|oubli|neglig|contourn|desobei",
        r"\b(?:ignore[zr]?|oublie[zr]?|neglige[zr]?|contourne[zr]?|desobei\w{0,4} a)\b"
        rf".{{0,40}}\b{_RULES} .{{0,20}}\b{_EARLIER}\b",
    ),
    (
        "ignor|oubli|neglig|contourn",
        rf"\b(?:ignore|oublie|neglige|contourne)[zrs]? (?:toutes? |tous )?(?:tes|vos) (?:\w+ )?{_RULES}\b",
    ),
    ("ignor", r"(?:^|[.:;!«(] ?)ignore[z]? (?:la|cette|leur) question\b"),
    ("compte d", rf"\bne (?:tiens|tenez) (?:pas|plus|aucun) compte (?:de |des |d')?.{{0,20}}\b{_RULES}\b"),
    ("tu es", rf"\b(?:tu es (?:maintenant|desormais|a present)|si tu es) (?:une? |l')?{_MODEL}\b"),
    ("vous etes", rf"\b(?:vous etes (?:maintenant|desormais|a present)|si vous etes) (?:une? |l')?{_SURELY}\b"),
    (
        "instruction|consigne|ordre|message|note",
        r"\b(?:instructions?|consignes?|ordres?|message|note) "
        r"(?:a l'attention (?:de |du |des )|destinee?s? (?:a |au |aux )|(?:pour|a) )"
        rf"(?:l'|la |le |les |toute? |une? )?{_MODEL}\b.{{0,20}}:",
    ),
    (
        # Whatever is told under such a name, in the infinitive too.
        "instruction|consigne|ordre|directive|message|note|avis|rappel",
        r"\b(?:instructions?|consignes?|ordres?|directives?|messages?|notes?|avis|rappels?) "
        r"(?:aux?|(?:pour|a|a l'attention d(?:e|es|u)|a l'intention d(?:e|es|u)|destinee?s? aux?)) ?"
        rf"(?:les? |l'|toute?s? (?:les? )?)?{_MACHINES}\b.{{0,20}}:",
    ),
    ("en tant qu", rf"\ben tant qu(?:e |'){_MODEL},? (?:tu dois|vous devez)\b"),
    (
        "revel|affich|montr|repet|recopi|communiqu",
        r"\b(?:revele|affiche|montre|repete|recopie|communique)[zr]?(?:-moi)? (?:\w+ ){0,3}"
        rf"(?:(?:ton|ta|tes) (?:\w+ )?{_RULES}\b|(?:ton|ta|tes|votre|vos|le|les) "
        rf"(?:prompt|(?:invite|message|instructions?|consignes?) {_SECRET})\b)",
    ),
    (
        "l'utilisat|aux utilisat",
        r"\bne (?:le )?(?:dis|dites|revele[zr]?|mentionne[zr]?|signale[zr]?) (?:pas|jamais|rien)\b"
        r".{0,30}\b(?:a l'utilisat(?:eur|rice)|aux utilisateurs)\b",
    ),
    (
        "assistant|robot|chatbot|llm|gpt|modele|ia,|ia:|ia :|ia!|ia !|intelligence a|agent conv",
        rf"{_CALLED}{_MODEL} ?[:,!] ?{_DO}",
    ),
    (
        "assistants|robots|outils|agents|chatbots|llm|gpt|modeles de|ia:|ia :|ias:|ias :|intelligence",
        rf"\b(?:pour|aux?|a l'attention d(?:e|es|u)|avis aux?) (?:les? |l'|toute?s? (?:les? )?)?{_MACHINES} ?: ?"
        rf"(?:.{{0,40}}[,;] ?)?{_DO}",
    ),
    (
        "qui li|qui traite|qui resume",
        rf"\b{_MACHINES} qui (?:lit|lis|lisez|lisent|traite[sz]?|resume[sz]?) "
        r"(?:ceci|cette (?:page|note|phrase|ligne)|ce (?:texte|document|message|passage))\b",
    ),
    (
        "source",
        r"\bne (?:cite|donne|mentionne|indique)[rz]? "
        r"(?:aucune?|pas (?:de|tes|vos|les)|jamais (?:de|tes|vos|les)) sources?\b",
    ),
    (
        "reponse p|reponse a|reponses p|reponses a",
        r"\b(?:termine|commence|finis|finisse|conclus|conclue)[z]? "
        r"(?:toute?s? |chaque |chacune de )?(?:tes |vos |ta |votre |les? )?reponses? (?:par|avec)\b",
    ),
    (
        "desormais|a partir de|dorenavant",
        r"\b(?:a partir de maintenant|desormais|dorenavant),? (?:ne |toujours )*"
        r"(?:tu (?:ne )?(?:reponds|dis|ecris|termines|ajoutes|es)|reponds|dis|ecris|termine|ajoute|commence) ",
    ),
    ("tu do|tu dev", r"\btu (?:dois|devras) (?:\w+ )?(?:repondre|dire|affirmer|ignorer|ajouter|terminer|recopier)\b"),
    (
        "syst|admin",
        rf"^\W*(?:message (?:de l'|du |d')?|note (?:de l'|du |d')?)?(?:systeme?|administrateur|admin)\b.{{0,12}}[:\]]"
        rf".{{0,80}}\b(?:{_DO}|(?:tes|vos) {_RULES}|{_RULES} {_EARLIER})",
    ),
)
_ENGLISH = (
    (
        "ignore|disregard|forget|overrid|bypass",
        rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,30}}\b{_BEFORE}\b.{{0,20}}\b{_ORDERS}\b",
    ),
    (
        "ignore|disregard|forget|overrid|bypass",
        rf"\b(?:ignore|disregard|forget|override|bypass) (?:all )?(?:of )?your (?:\w+ )?{_ORDERS}\b",
    ),
    (
        "ignore|disregard",
        r"\b(?:disregard|ignore) (?:the |this |all |any )(?:users?|readers?|questions?|user's question)\b",
    ),
    ("you are", rf"\byou are now (?:an? |the )?(?:\w+ )?(?:{_AI}|dan|unrestricted|jailbroken)\b"),
    ("you are", r"\bif you are (?:an? |the )?(?:\w+ )?(?:ai|artificial intelligence|language model|chatbot|llm|gpt)\b"),
    (
        "instruction|message|note",
        rf"\b(?:instructions?|message|note) (?:to|for) (?:any |all |the |an? )?{_AI}s?\b.{{0,20}}:",
    ),
    (
        "prompt|system|hidden|initial|internal",
        r"\b(?:reveal|print|show|repeat|output|leak) (?:me )?(?:your|the) (?:\w+ )?(?:\w+ )?"
        r"(?:system prompt|system message|(?:hidden|initial|internal|system) instructions)",
    ),
    (
        "the user|the reader",
        r"\b(?:do not|don't|never) (?:(?:reveal|mention|disclose)\b.{0,40}\bto|tell) the (?:user|reader)\b"
        r"|\b(?:always|must) tell the (?:user|reader)s? (?:to|that)\b",
    ),
    ("assistant|ai,|ai:|ai :|ai!|language|chatbot|llm|gpt|bot", rf"{_CALLED}{_AI} ?[:,!] ?{_DO_EN}"),
    (
        "ai m|ai a|ai s|ai t|ai r|ais r|ai:|ai :|ais:|automated|language|chatbot|llm|artificial",
        rf"\b(?:for|to|attention) (?:all |any |the )?{_AIS} ?: ?(?:.{{0,40}}[,;] ?)?{_DO_EN}"
        rf"|\b{_AIS} (?:reading|that (?:reads?|process(?:es)?)|processing|summari[sz]ing) (?:this|these)\b",
    ),
    ("source", r"\b(?:must not|never|do not|don't) (?:cite|quote|give|mention) (?:any |your |the |a )?sources?\b"),
    (
        "answer|repl|response",
        r"\b(?:end|begin|start|finish) (?:every|each|all|your|any)(?: of your)? "
        r"(?:answers?|repl(?:y|ies)|responses?) with\b",
    ),
    ("from now on", rf"\bfrom now on,? (?:you (?:answer|reply|respond|start|end)|double|{_DO_EN})"),
    (
        "system|admin|developer",
        r"^\W*(?:system|admin(?:istrator)?|developer)(?: (?:message|prompt|override|notice|note))?\W{0,3}[:\]]"
        rf".{{0,60}}\b(?:instructions?|{_DO_EN})",
    ),
)
# What separates the turns of a conversation in the prompts of models (folded: no "_").
_TURNS = (
    ("<|inst]|sys>>", r"<\|(?:imstart|imend|system|user|assistant|endoftext)\|>|\[/?inst\]|<</?sys>>"),
    ("##", r"^#{2,3} ?(?:system|instruction)s? ?:"),
)


_PATTERNS = tuple(
    (tuple(needles.split("|")), re.compile(pattern)) for needles, pattern in (*_FRENCH, *_ENGLISH, *_TURNS)
)
_GOES_ON = re.compile(rf"\W*(?:(?:et|puis|ensuite|enfin|then|and|finally|also),? )*(?:{_DO}|{_DO_EN})")
_LONGEST = 5_000
_STEP = 4_800


def document_flags(text: str) -> tuple[str, ...]:
    """The marks that the clean ``text`` of a document calls for, in order; mostly none."""
    return (FLAG,) if gives_orders(text) else ()


def gives_orders(text: str) -> bool:
    """Whether some line of ``text`` speaks to an assistant as to one that obeys."""
    return any(_speaks(part) for line in folded(text).split("\n") for part in _parts(line))


def goes_on(text: str) -> bool:
    """Whether ``text``, right after such an order, goes on telling what to say; elsewhere that says nothing."""
    return _GOES_ON.match(folded(text[:_LONGEST])) is not None


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
    return any(any(needle in line for needle in needles) and pattern.search(line) for needles, pattern in _PATTERNS)
