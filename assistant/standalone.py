"""Whether a quoted sentence stands alone, and what it is about if it does not say so.

« Elle est pilotée par… » quoted on its own leaves its reader asking who. The
sentence is never touched: what it is about is shown before it, in brackets.

Method: our own closed list of openings that point back. What they point to is the
subject of the sentence before where its form leaves no doubt, else the heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore.french import STOP_WORDS, stem, unaccented
from vectorstore.legal_reference import find_references
from vectorstore.sentences import sentences

LEAD_MAX_CHARS = 80
_SUBJECT_MAX_CHARS = 60
_SENTENCES_BACK = 3


def _any(words: str) -> str:
    """The pattern of any of these words; ``_`` stands for a space."""
    return "|".join(words.split()).replace("_", " ")


# But for subjects, every pattern reads text without accents, in lower case.
_MARKS = re.compile(r"(?:[\s«»“”\"'(\[–—•·*-]+|[0-9]{1,2}[.)] |[a-z]\) )+")

# What may stand before a pronoun without telling what it stands for.
_LINKS = _any(
    """en_outre par_ailleurs de_plus en_effet toutefois cependant neanmoins ainsi enfin ensuite puis aussi egalement
    desormais aujourd'hui actuellement a_terme depuis des_lors pour_autant en_revanche en_particulier notamment
    par_exemple or mais et donc de_meme de_ce_fait a_ce_titre dans_ce_cadre dans_ce_contexte en_consequence
    par_consequent a_ce_jour moreover however furthermore in_addition also finally therefore today and but"""
)
_WHEN = r"(?:en|depuis|des|le|la|fin|debut|mi|a|au|in|since)\b[^,.;:]{0,40}\b(?:19|20)[0-9]{2}"
_DONE = _any("cree place rattache dirige compose fonde installe charge lance dote pilote institue finance situe")
_BEFORE = re.compile(rf"(?:(?:{_WHEN}|(?:{_DONE})e?s?\b[^,.;:]{{0,70}}) ?, |(?:{_LINKS})\b ?,? )")

# « Il est interdit de… », « Il faut… »: such a pronoun stands for nothing.
_SAID = _any(
    """possible impossible necessaire obligatoire interdit important essentiel utile inutile indispensable difficile
    facile souhaitable preferable conseille recommande deconseille demande rappele precise propose prevu permis
    autorise convenu decide entendu estime constate envisage question temps vrai clair probable certain urgent
    frequent rare prioritaire primordial crucial fondamental imperatif loisible attendu suggere exige"""
)
_MADE = _any("cree institue instaure constitue etabli prevu insere ajoute ouvert designe nomme fixe")
_MET = _any(
    """faut faudra faudrait convient conviendra importe suffit suffira resulte appartient appartiendra incombe
    revient_a existe semble parait ressort decoule vaut_mieux arrive"""
)
_DEALT = _any("procede deroge statue recouru pourvu remedie tenu_compte rendu_compte fait_application fait_mention")
_ADVERB = f"(?:(?:{_any('pas plus donc aussi ainsi egalement toutefois alors desormais notamment tres meme')}) )*"
_FOR = r"(?:(?:aupres|au sein|aux?|dans|a|pour|entre|en)\b[^,.;:]{1,60}? )?"
_IMPERSONAL = re.compile(
    rf"il (?:ne |n')?(?:(?:y |en )?(?:{_MET})\b|y (?:a|avait|aura|aurait|ait)\b|se peut\b|s'ensuit\b|s'avere\b"
    rf"|reste (?:a|que|qu')|(?:peut|pourra|doit|devra) {_ADVERB}(?:y avoir|etre (?:{_DEALT}|mis fin))\b"
    rf"|(?:est|etait|sera|serait|a ete|avait ete) {_ADVERB}(?:"
    rf"(?:{_SAID}),? (?:ici |egalement )?{_FOR}(?:de\b|que\b|si\b|[dq]u?'|(?:un|une|des)\b)"
    rf"|(?:{_MADE}) {_FOR}(?:(?:une?|deux|trois|plusieurs|des|les?|la)\b|l')|mis (?:fin|en place|a disposition)\b"
    rf"|(?:{_DEALT})\b|a (?:noter|souligner)\b))"
    r"|it (?:is|was|will be|should be) (?:not |also )?(?:possible|impossible|necessary|important|essential|useful"
    r"|mandatory|recommended|prohibited|forbidden|clear|likely|difficult|easy|expected)\b.{0,40}?(?:to|that)\b"
)

# Time told from the day of writing points to no word.
_TIME = _any(
    """annees? mois jours? semaines? matin soir trimestre semestre ete hiver printemps automne lundi mardi mercredi
    jeudi vendredi samedi dimanche derniere?s_(?:annees|mois|semaines|jours|temps)
    prochaine?s_(?:annees|mois|semaines) moment years? months? weeks? morning"""
)
_PRONOUN = re.compile(r"(ils?|elles?) (?!s'agi|en (?:va|est|resulte))")
_POINTS_BACK = re.compile(
    r"il (?:s'agi|en )|(?:celui|celle|ceux|celles)-(?:ci|la)\b|(?:cela|ceci|ca)\b"
    rf"|(?:cet?|cette|ces) (?!(?:{_TIME}|sont|fut|sera|serait|que|qui|dont|a quoi)\b|n'est|qu')\w"
    r"|(?:ce sont|c'est|c'etait) (?:une?|des|donc|pourquoi|ainsi|aussi|dans ce|a ce titre|pour cela)\b"
    r"|(?:son|sa|ses|leurs?|ledit|ladite|lesdite?s) \w|tel(?:le)?s? (?:est|sont) "
    r"|(?:a|pour|en|de|dans|sur|avec|par|grace a) (?:ce|cet|ces|cette|cela|celui|celle)\b"
    rf"(?! (?:{_TIME}|qui|que|dont)\b)|y (?!compris|a\b|a-t)[a-z]|en (?:sont|est|font|fait partie)\b|l'une? d'e"
    r"|(?:they|it|he|she|its|their|his|her|the latter|the former|as such|to this end|for this purpose)\b"
    rf"|(?:in )?(?:this|these|those) (?!(?:{_TIME})\b)[a-z]|that (?:is|was|[a-z]+ (?:is|was|has))\b"
)

_VERBS = _any(
    """est sont était étaient sera seront a ont avait aura doit doivent peut peuvent définit définissent permet
    permettent comprend comprennent réunit réunissent garantit prévoit prévoient met mettent conduit fait font
    soutient devient intervient ne n['’]\\w+ se s['’]\\w+"""
)
_REGULAR = _any(
    """assure pilote coordonne élabore vise constitue regroupe rassemble propose contribue participe veille fixe mène
    anime accompagne exerce dispose porte joue compte recrute recherche travaille lance publie organise relève
    représente offre facilite simplifie remplace repose couvre concerne impose reste"""
)
_SUBJECT = re.compile(
    r"(?P<article>La|Le|L(?=['’])|Les|Une?|Mon|Mme|Madame|M\.|Monsieur)(?:['’]|\s)"
    rf"(?P<noun>[^\s,.;:?!«»]+(?:\s[^\s,.;:?!«»]+){{0,8}}?)\s(?:{_VERBS}|(?:{_REGULAR})(?:nt)?)\s"
)
# A group with these holds more than one noun, or a verb that the list lacks.
_NOT_ONE = re.compile(
    r"(?:^| )(?:qui|que|dont|ou|et|lequel|laquelle|afin|lorsque|si|il|elle|on|qu'\w+) "
    r"|(?<! de)(?<! a)(?<! en)(?<! pour)(?<! sur)(?<! par)(?<! dans) (?:le |la |les |une? |l')"
)
_FEMININE = re.compile(
    r".*(?:[tsx]ion|ite|ete|ance|ence|ure|ie|ette|esse|trice|euse|ude|ee|ade|elle|enne|aison)s?"
    r"|(?:equipe|offre|aide|ecole|entreprise|enquete|etape|annexe|carte|liste|loi|plateforme|charte|regle)s?"
)
_FEMININE_ARTICLES = frozenset({"la", "une", "mme", "madame"})
_UNKNOWN_ARTICLES = frozenset({"l", "les"})

_SAYS_LITTLE = """
    about action activite actualite aller annexe article autre avantage background bref cadre calendrier
    candidature chapitre chiffre cle competence complementaire complement conclusion condition contact contexte
    definition demarche descriptif description disposition divers document effectif emploi enjeu environnement
    etape exercice fiche finalite fonctionnement general generalite gouvernance information introduction lien
    loin mission modalite note objectif objet obligation offre organisation overview page particulier partie
    plus point poste preambule presentation principal principe profil propos question recherche reference
    remuneration requis resume retenir ressource role savoir section sommaire suite summary synthese titre
    travail utile
"""
_GENERIC = frozenset(map(stem, _SAYS_LITTLE.split()))
_SENTENCE_LIKE = re.compile(
    r"(?:comment|pourquoi|ce qu(?:e|i|')|qui|que|qu'|quoi|quel(?:le)?s?|quand|ou|combien|est-ce|faut-il|peut-on|dois-je"
    r"|puis-je|how|what|why|who|when|where|which|je|vous|nous|il|elle|on|vos|votre|nos|notre|pour|afin)\b"
    r"|[a-z]{2,}(?:[^i]er|[^o]ir|dre|tre|ttre|aire|fier|cier)(?= (?:le|la|les|un|une|des|son|sa|ses|votre|vos|l')\b)"
    r"|.* (?:est|sont|doit|doivent|peut|peuvent|sera|seront|is|are)\b"
)
_NUMBERING = re.compile(r"^(?:(?:[IVX]+|[0-9]+(?:\.[0-9]+)*|[A-Za-z])\s?[.)°–-]+\s*)+")


def lead_in(sentence: str, previous: str, headings: Sequence[str], title: str) -> str | None:
    """What to show in brackets before ``sentence``; ``None`` when it stands alone.

    ``previous`` is what comes just before it in its paragraph, ``headings`` the
    path above it, outermost first. At most ``LEAD_MAX_CHARS``. Never raises.
    """
    opening = _opening(sentence)
    if _IMPERSONAL.match(opening):
        return None
    if pronoun := _PRONOUN.match(opening):
        return _subject(previous, pronoun[1]) or _above(headings, title)
    return _above(headings, title) if _POINTS_BACK.match(opening) else None


def _opening(sentence: str) -> str:
    """The sentence folded, from the first word that says what it is about."""
    plain = " ".join(_plain(sentence[:400]).split())
    plain = plain[found.end() :] if (found := _MARKS.match(plain)) else plain
    before = _BEFORE.match(plain)
    rest = plain[before.end() :] if before else plain
    return rest if before and (_PRONOUN.match(rest) or _POINTS_BACK.match(rest)) else plain


def _plain(text: str) -> str:
    return unaccented(text).lower()


def _subject(previous: str, pronoun: str) -> str | None:
    """The noun group that ``pronoun`` takes up, if the sentence before begins with it and both agree."""
    before = [previous[start:end] for start, end in sentences(previous[-1000:])] if previous else []
    for sentence in before[: -_SENTENCES_BACK - 1 : -1]:
        if _plain(sentence).startswith(f"{pronoun} "):
            continue  # it speaks of the same
        found = _SUBJECT.match(sentence)
        return _agreeing(found, pronoun) if found else None
    return None


def _agreeing(found: re.Match[str], pronoun: str) -> str | None:
    group = " ".join(found[0][: found.end("noun") - found.start()].split())
    article, noun = _plain(found["article"]).strip("."), _plain(found["noun"])
    if len(group) > _SUBJECT_MAX_CHARS or _NOT_ONE.search(f"{noun} "):
        return None
    head = noun.split()[0]
    feminine = article in _FEMININE_ARTICLES
    if article in _UNKNOWN_ARTICLES:
        feminine = _FEMININE.fullmatch(head) is not None or (found["noun"].split()[0].isupper() and article == "l")
    plural = article == "les"
    return group if pronoun == ("elle" if feminine else "il") + "s" * plural else None


def _above(headings: Sequence[str], title: str) -> str | None:
    """The nearest heading if it names something, else the title."""
    heading = _named(headings[-1]) if headings else ""
    return _cut(heading or " ".join(title.split())) or None


def _named(heading: str) -> str:
    """The heading without its number, or nothing if it is a question, a sentence or says too little."""
    text = _NUMBERING.sub("", " ".join(heading.split())).rstrip(" :.–-\u00a0\u202f")
    plain = _plain(text)
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in STOP_WORDS]
    telling = find_references(text) or any(
        len(word) > 1 and not word.isdigit() and stem(word) not in _GENERIC for word in words
    )
    return "" if not telling or plain.endswith("?") or _SENTENCE_LIKE.match(plain) else text


def _cut(text: str) -> str:
    """``text`` within the limit, cut after a word."""
    if len(text) <= LEAD_MAX_CHARS:
        return text
    head = text[:LEAD_MAX_CHARS]
    whole, space, _ = head.rpartition(" ")
    return f"{(whole if space else head[:-1]).rstrip(' ,;:–-')}…"
