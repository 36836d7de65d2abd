"""The words around a moment that say what it is to the question, as patterns over folded text.

Each of the patterns that end in ``_TAIL`` is searched for in what stands before a moment, up to it.
"""

from __future__ import annotations

import re


def _any(words: str) -> str:
    return "|".join(words.split()).replace("_", " ")


# Words between what places a moment and the moment itself: « au cours de l'année », « le jeudi ».
_FILL = rf"""(?:(?:{
    _any(
        "de du d le la les l the of annees annee an year mois month exercice periode period lundi mardi mercredi jeudi"
        " vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday"
    )
})[ '])*"""
_PART = "(?:(?P<part>tout debut|debut|fin|mi|milieu|early|late|mid|beginning|start|end|middle)[ -])?"
_TAIL = rf"{_FILL}{_PART}{_FILL}$"
# « avant la réforme de 2021 »: what happened then divides before from after.
_EVENT = _any(
    """reforme loi ordonnance decret arrete reglement directive modification revision entree_en_vigueur creation
    version redaction changement nomination elections election accord adoption publication promulgation mise_en_place
    reorganisation reform law decree order amendment act"""
)
_OF_EVENT = (
    rf"(?:(?:la|le|les|l|cette|ce|the)[ '](?:[a-z]+ ){{0,2}}?(?P<event>{_EVENT})(?: [a-z'-]+){{0,5}}?"
    r"(?: n ?[°o] ?[0-9-]+)? (?:de|du|d|en|of|in)[ '](?:l')?)?"
)
BEFORE = re.compile(rf"(?<!\w)(?:avant|before|prior to|anterieurement a|anterieure?s? a)[ ']{_OF_EVENT}{_TAIL}")
AFTER = re.compile(rf"(?<!\w)(?:apres|after|following|posterieurement a)[ ']{_OF_EVENT}{_TAIL}")
UNTIL = re.compile(rf"(?<!\w)(?:jusqu'(?:en|au|a)|until|till|up to)[ ']{_TAIL}")
SINCE = re.compile(rf"(?<!\w)(?:depuis|since)[ ']{_TAIL}")
FROM = re.compile(rf"(?<!\w)(?:a partir|a compter|des|as from|starting in|starting|with effect from)[ ']{_TAIL}")
AT = re.compile(
    r"(?<!\w)(?:(?P<at>en|au|aux|le|dans|pendant|durant|courant|au cours|lors|a la date|sur|a|in|on|at|as of|as at"
    rf"|during|(?P<version>versions?|redaction|etat du droit)(?: [a-z]+ee?s?)?)[ '])?{_TAIL}"
)
BETWEEN = re.compile(rf"(?<!\w)(?P<lead>entre|between|de|du|d|from)[ ']{_TAIL}")
AND = re.compile(rf" ?(?P<link>et|and|a|au|to|jusqu'(?:en|au|a))[ ']{_FILL}{_PART}{_FILL}")
ALSO = re.compile(rf"(?: (?:et|ou|and|or|puis|then)|,(?: (?:et|puis|and))?) {_FILL}{_PART}{_FILL}")
AFTER_IT = re.compile(rf" (?:{_EVENT})(?!\w)")
"""« the 2021 reform »: the name of what happened may follow the moment."""

NAMED = re.compile(
    r"(?<!\w)(?:plan|route|programme|strategie|projet|schema|convention|mandat|bilan|budget|rapport|contrat|decret|loi"
    r"|arrete|ordonnance|communique|reglement|avis|deliberation|decision|circulaire|instruction)(?: [a-z'-]+){0,4} $"
)
"""What a date names when it follows: « le décret du 7 juin », « le plan de 2023 à 2027 »."""

# « les agréments délivrés avant 2018 »: such a time tells which ones are meant, not about when it is asked.
_DONE = _any(
    """publi paru delivr adopt present nomm design cre lanc sign promulgu annonc diffus financ vot modifi institu
    instaur rouvert ouvert clos livr dat depos accord obten recrut autoris agre certifi labellis realis men effectu
    organis construi redig vers attribu sorti recu commenc termin rend remis pris issu conclu elu approuv valid
    transmis"""
)
MEANT = re.compile(rf"(?<!\w)(?:{_DONE})(?:ee?s?|s|ue?s?|t?es?|ts?|ie?s?)?(?: [a-z]+){{0,2}} $")
AUXILIARY = re.compile(
    r"(?<!\w)(?:a|ont|est|sont|etait|etaient|avait|avaient|fut|furent|sera|seront|ete|etre|avoir)(?:-t)?"
    r"(?:-(?:il|elle|on|ils|elles))?(?: [a-z]+){0,2} $"
)

SOURCE = re.compile(
    r"(?<!\w)(?:communiques?|articles? de presse|offres?|annonces?|guides?|documents?|textes?|sources?|fiches?"
    r"|actualites?|publications?|news|press releases?|job adverts?)(?!\w)"
)
"""What is indexed, and so has a day of publication to restrict it by."""
PUBLISHED = re.compile(
    r"(?<!\w)(?:publiee?s?|parue?s?|diffusee?s?|mise?s? en ligne|postee?s?|published|issued|released|posted) $"
)

HISTORY = re.compile(
    r"(?<!\w)(?:depuis quand|jusqu'a quand|since when|quel est l'historique|fais l'historique"
    r"|historique (?:de l'article|des versions|de la loi|du texte|de la reglementation|legislatif|juridique)"
    r"|(?:a|ont|avait|avaient|est|sont)(?:-t)?(?:-(?:il|elle|on|ils|elles))? (?:beaucoup |ete )?"
    r"(?:evolue|change|modifiee?s?|remplacee?s?)|evolue(?:nt)?|evolutions? (?:de|du|des|d')|au fil du temps"
    r"|quel(?:le)?s (?:sont les |ont ete les )?(?:changements|evolutions|modifications)"
    r"|a l'epoque|en ce temps-la|autrefois|jadis|auparavant|precedemment|jusque-la|initialement|anciennement"
    r"|a l'origine(?! d(?:e|u|es)(?!\w)| d')|versions? (?:successives?|precedentes?|anterieures?|anciennes?)"
    rf"|anciennes? versions?|(?:avant|apres) (?:la |cette |l'|le |les )(?:[a-z]+ )?(?:{_EVENT})"
    r"|avant(?= ?[?.!]|$)|avant (?:cela|ca)|d'avant|comme avant|history of|evolved?|over time|over the years|used to"
    r"|formerly|previously|back then|at the time|ha(?:s|ve) [a-z ]{0,40}changed)(?!\w)"
)
"""How things changed, or how they were at no named day, is asked for."""
