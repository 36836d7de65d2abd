"""What kind of thing was typed, before anything is searched.

Method: our own closed lists and surface rules, in a fixed order, from the surest
(no words at all) to the least sure (outside the field). Whatever is doubtful is
``ASK``: searching for nothing costs less than turning a question away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

from vectorstore.french import STOP_WORDS, analyze, stem, unaccented
from vectorstore.legal_reference import find_references


class Triage(StrEnum):
    """What was typed. Only ``ASK`` is worth a search."""

    ASK = "ask"
    GREETING = "greeting"
    THANKS = "thanks"
    EMPTY_OF_WORDS = "empty_of_words"
    TOO_VAGUE = "too_vague"
    GIBBERISH = "gibberish"
    ABOUT_ASSISTANT = "about_assistant"
    OUT_OF_FIELD = "out_of_field"


def _bag(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Every pattern reads text without accents, in lower case, whose only marks are apostrophes.
_WELL = (
    "comment (?:ca va|allez vous|vas tu|vous allez|tu vas)(?: bien)?|ca va(?: bien)?|how are you|quoi de neuf"
    "|(?:allez vous|vas tu|vous allez|tu vas) bien"
)
_GREETING = (
    r"(?:re ?)?bonjour|bonsoir|salut|coucou|hello|hi|hey|bjr|slt|hola|good (?:morning|afternoon|evening)|au revoir"
    r"|bye|goodbye|a bientot|bonne (?:journee|soiree|nuit)|bon (?:apres midi|week end)|enchantee?"
)
_MERCI = (
    r"(?:un grand |mille )?merci(?: (?:beaucoup|bien|a (?:vous|toi)|d'avance|par avance|infiniment))*"
    r"|thank(?:s| you)(?: (?:a lot|so much|very much))?"
)
_THANKS = (
    rf"{_MERCI}|je (?:vous|te) remercie|(?:c'est )?(?:tres bien|parfait|super|genial|excellent|top|d'accord)"
    r"|(?:c'est |bien )(?:note|compris|clair)|ok|okay|bravo|great|perfect"
    r"|(?:pour|for) (?:l'|votre |ton |ta |cette |vos |tes |ces |your |the )(?:aide|reponses?|retours?|help|answers?)"
)
_TO_WHOM = "a tous|a toutes|et a toutes|madame|monsieur|messieurs|mesdames|sourcier|there|tout le monde"
_PLEASE = "s'il (?:vous|te) plait|svp|stp|please"
_HELLO = re.compile(rf"(?:{_GREETING})(?: (?:{_TO_WHOM}))*(?: |$)")
_POLITE = re.compile(rf"(?:(?:{_GREETING}|{_WELL}|{_THANKS}|{_TO_WHOM}|{_PLEASE}|et)(?: |$))+")
_GREETED = re.compile(rf"(?:^| )(?:{_GREETING}|{_WELL})(?: |$)")
_THANKED = re.compile(rf"(?:^| )(?:{_THANKS})(?: |$)")
_PLEADED = re.compile(rf"^(?:{_PLEASE}) |(?: (?:{_PLEASE}|{_MERCI}))+$")

_YOU_ARE = "(?:es tu|etes vous|tu es|t'es|vous etes|est tu|est ce que (?:tu es|vous etes))"
_YOU_CAN = "(?:sais tu|peux tu|savez vous|pouvez vous|(?:est ce que )?(?:tu (?:sais|peux)|vous (?:savez|pouvez)))"
_YOU_USE = rf"(?:utilises tu|utilisez vous|(?:est ce que )?(?:tu utilises|vous utilisez)|{_YOU_ARE})"
_MACHINE = (
    "(?:ia|robot|bot|humaine?|chatbot|machine|intelligence artificielle|chatgpt|gpt|personne|assistant|llm|claude"
    "|mistral|reelle?|ai|human|real)(?: (?:ou|or) .{0,30})?"
)
_MODEL = "(?:modele|ia|llm|intelligence artificielle|moteur|technologie|version)(?: de langage| d'ia)?"
_ITS_OWN = "capacites|limites|fonctions|fonctionnalites|competences|donnees|instructions|sources"
_ABOUT_ASSISTANT = re.compile(
    r"(?:(?:dis moi|et|mais|alors|au fait) )*(?:"
    + "|".join(
        (
            rf"qui {_YOU_ARE}|{_YOU_ARE} (?:qui|quoi)|qu'{_YOU_ARE}",
            rf"{_YOU_ARE} (?:(?:un|une|bien) )*(?:vraie? )?{_MACHINE}",
            rf"(?:que|qu'|quoi) ?{_YOU_CAN} faire|{_YOU_CAN} faire(?: quoi)?|(?:(?:a|en) quoi )?{_YOU_CAN} m'aider",
            r"a quoi (?:sers tu|servez vous|tu sers|vous servez)",
            r"comment (?:tu |vous )?(?:fonctionne[sz]|marche[sz])(?: tu| vous)?|comment ca (?:marche|fonctionne)",
            r"comment (?:t'utiliser|vous utiliser|t'appelles tu|vous appelez vous|tu t'appelles)",
            rf"quel est (?:ton|votre) (?:nom|prenom|role|but|fonctionnement|{_MODEL})",
            rf"(?:(?:sur|avec) )?quel(?:le)?s? {_MODEL} (?:{_YOU_USE}|te fait fonctionner|fonctionnes tu)",
            rf"{_YOU_USE} quel {_MODEL}|quel(?:le)?s sont (?:tes|vos) (?:{_ITS_OWN})",
            r"qui (?:t'a|vous a) (?:cree|fait|concu|programme|developpe)e?s?|(?:presente|decris) toi",
            r"(?:c'est quoi|qu'est ce que(?: c'est que)?|presente) (?:sourcier|ce (?:chat|chatbot|service|outil))",
            r"aide(?: moi)?|aidez moi|help(?: me)?|sourcier|who (?:are|made|created) you|how do you work",
            r"what (?:are you|can you do|do you do|is sourcier|can i ask(?: you)?|is your name|are your sources)",
            rf"(?:what|which) (?:ai |language )?model (?:are you|do you use|is this)|are you (?:an? )?{_MACHINE}",
        )
    )
    + r")(?: (?:exactement|au juste|toi|ici|pour moi|exactly|for me|here))*"
)

_ASKED = rf"(?:(?:{_YOU_CAN}|can you|could you|je (?:veux|voudrais) que tu|i want you to) (?:me |nous )?)?"
_WRITE = (
    "(?:ecri(?:s|re|vez)|redige[rz]?|compose[rz]?|invente[rz]?|genere[rz]?|cree[rz]?|write|compose|generate|create)"
)
_TELL = (
    "(?:raconte[rz]?|di(?:s|re|tes)|fai(?:s|re|tes)|donne[rz]?|connai(?:s|ssez)|recite[rz]?|chante[rz]?|tell|make|sing)"
)
_CODE = "(?:code[rz]?|programme[rz]?|developpe[rz]?|program)"
_A = (
    "(?: (?:tu|vous|moi|nous|me|us))*(?: (?:une?|des|du|le|la|quelques|ton|an?|some|the))?"
    "(?: (?:petite?|bonne?|short|good))?"
)
_POEM = (
    "(?:poemes?|poesies?|blagues?|devinettes?|chansons?|rap|haikus?|sonnets?|contes?|histoires? droles?|limericks?"
    "|poems?|jokes?|songs?|riddles?|stories|story)"
)
_PROGRAM = "(?:codes?|scripts?|fonctions?|programmes?|algorithmes?|functions?|programs?|jeux?|page web)"
_OFF_TASK = re.compile(
    rf"{_ASKED}(?:(?:{_WRITE}|{_TELL}){_A} {_POEM}\b|raconte[rz]?{_A} histoire(?! (?:de|du|des|d')\b)\b"
    rf"|(?:{_WRITE}|{_CODE}){_A} {_PROGRAM}\b(?! (?:de la|du|des|d[e'] )))"
)

_FILLERS = _bag(
    """alors ensuite apres aussi encore plus moins autre autres detail details tout tous toute toutes rien chose suite
    exactement vraiment ok oui non bien peux peut peuvent pouvez pourrais pourriez pouvoir dire dis dites dit sais
    savez savoir veux voulez vouloir voudrais aimerais faire fait fais faut donne donner donnez donne-moi parle parler
    parlez explique expliquer expliquez raconte raconter montre montrer indique indiquer presente presenter resume
    resumer precise preciser cherche chercher trouve trouver connais connaitre merci bonjour svp stp
    what who when where which why how is are was were be been do does did done can could would should will may the an
    of to in on at for from with by about and or not it its this that these those there their they he she we you your
    my me please tell give show explain describe summarize list find has have had any some more than then"""
)
_FILLER_STEMS = frozenset(map(stem, _FILLERS))
_LIGHT = STOP_WORDS - _bag("quoi qui que qu quel quelle quels quelles comment pourquoi quand combien est sont")
_REQUESTS = _bag(
    """resume resumez definis definissez explique expliquez presente presentez decris decrivez liste listez cite citez
    donne donnez compare comparez montre define explain describe summarize list"""
)
_NAMED_ATTRIBUTES = _bag(
    """acronyme adresse annee avantages beneficiaires budget but calendrier competences composition conditions contact
    contrat cout couts courriel creation criteres date dates definition delai delais difference diplome directeur
    directrice duree effectif effectifs email etapes exemple exemples financement fonction formation histoire horaires
    lieu liste localisation mission missions montant nom nombre objectif objectifs objet organisation organigramme prix
    profil remuneration resume role roles salaire siege sigle signification statut statuts telephone
    director head address meaning"""
)
_ATTRIBUTES = frozenset(map(stem, _NAMED_ATTRIBUTES))
_ENOUGH = _bag("combien comment pourquoi how why")  # with one more word, they ask something
_OF_DOING = _bag("where quand when")
_INVERTED = re.compile(r"-(?:t-)?(?:il|elle|on|ils|elles)\b", re.IGNORECASE)
_WHERE = re.compile(r"\boù\b", re.IGNORECASE)
_ENGLISH = _bag("what who when where which why how is are does do did can the of to in for by about and")
_FIELD_IN_ENGLISH = _bag(
    """health healthcare data digital ehealth e-health hospital hospitals doctor doctors physician physicians patient
    patients medical record records law laws decree regulation regulations ministry minister government agency hosting
    hosted certified certification security privacy policy policies pharmacy pharmacies prescription care nurse nurses
    software interoperability identity messaging funding telemedicine insurance french france job position"""
)
_KEYBOARDS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_ROWS = tuple(row for keys in _KEYBOARDS for row in (keys, keys[::-1]))
_WORD = re.compile(r"[^\W_]+")


def triage(text: str, known: Callable[[str], bool]) -> Triage:
    """What ``text`` is. Never raises.

    ``known`` says whether an index term (a stem of ``analyze``) occurs anywhere
    in the index.
    """
    if not any(c.isalpha() for c in text):
        return Triage.EMPTY_OF_WORDS
    text = unicodedata.normalize("NFC", text)
    # "où" would fold into "ou"
    said = re.sub(r"[^\w']+|_", " ", unaccented(_WHERE.sub("where", text)).lower()).strip()
    if _POLITE.fullmatch(said) and (_THANKED.search(said) or _GREETED.search(said)):
        return Triage.THANKS if _THANKED.search(said) else Triage.GREETING
    while (hello := _HELLO.match(said)) and hello.end() < len(said):
        said = said[hello.end() :]
    said = _PLEADED.sub("", said).strip()
    if _ABOUT_ASSISTANT.fullmatch(said):
        return Triage.ABOUT_ASSISTANT
    if _OFF_TASK.match(said):
        return Triage.OUT_OF_FIELD
    if find_references(text):
        return Triage.ASK  # "L. 1111-8" alone says what to look for
    terms = [term for term in dict.fromkeys(analyze(text)) if term not in _FILLER_STEMS and not term.isdigit()]
    found = any(map(known, terms))
    words = _WORD.findall(said)
    if not found and not any(map(_is_word, words)) and not _has_acronym(text):
        return Triage.GIBBERISH
    if not terms or _is_vague(words, _INVERTED.search(text) is not None):
        return Triage.TOO_VAGUE
    if found or _is_english_of_the_field(words):
        return Triage.ASK
    return Triage.OUT_OF_FIELD


def _is_vague(words: list[str], inverted: bool) -> bool:
    """Whether one or two words name something and ask nothing about it."""
    telling = [word for word in words if word not in _LIGHT and len(word) > 1]
    content = [word for word in telling if word not in STOP_WORDS]
    if len(telling) != 2:
        return len(telling) < 2
    first, second = telling
    if first in ("est", "sont"):
        return True  # "Est-elle publique ?"
    if first in _REQUESTS | _ENOUGH or inverted or (first in _OF_DOING and second.endswith(("er", "ir", "re"))):
        return False  # "Définis le DMP", "Combien de GHT ?", "Faut-il un DMP ?", "Quand postuler ?"
    return len(content) < 2 or not any(stem(word) in _ATTRIBUTES for word in content)


def _is_english_of_the_field(words: list[str]) -> bool:
    return len(_ENGLISH.intersection(words)) >= 2 and not _FIELD_IN_ENGLISH.isdisjoint(words)


def _has_acronym(text: str) -> bool:
    written = (word for word in _WORD.findall(text) if word.isalpha() and word.isupper() and 2 <= len(word) <= 6)
    return any(not _is_mash(word.lower()) for word in written)


def _is_word(word: str) -> bool:
    """Whether ``word`` could be one, in a language of the Latin script; any other script passes."""
    if word in STOP_WORDS or word in _FILLERS:
        return len(word) > 1
    if not (word.isascii() and word.isalpha()):
        return not word.isascii()
    if len(word) < 3 or _is_mash(word):
        return False
    if not re.search("[aeiouy]", word):
        return False
    return not re.search(r"[^aeiouy]{6}|[aeiou]{5}|(.)\1{2}|^[^aeiouy]{4}", word)


def _is_mash(word: str) -> bool:
    """Whether fingers ran along a row of keys."""
    if len(word) >= 4 and any(word in row for row in _ROWS):
        return True
    return any(word[at : at + 5] in row for row in _ROWS for at in range(len(word) - 4))
