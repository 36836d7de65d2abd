"""Whether a text looks for somebody to hire, by many small signs: adverts of the web seldom say what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Signs of an advert that other texts show too: several are needed.
_HIRING = (
    re.compile(
        r"^\W*(?:(?:ta|tes|votre|vos|les|le|la|ton) )?(?:mission|missions|rôle|responsabilités|poste|profil"
        r"|profils?|fiche de poste|offre|tâches)\b.{0,60}$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*(?:(?:tes|vos|les) )?(?:compétences|qualités|savoir-(?:faire|être)|expériences?|prérequis|conditions"
        r"|modalités|avantages|environnement de travail|qui (?:êtes-vous|es-tu)|vous êtes|tu es"
        r"|ce que nous (?:recherchons|cherchons|offrons|(?:te|vous) proposons))\b.{0,60}$",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:recrut(?:e|ons|ent|er|ant)|recherch(?:e|ons|ent) une?"
        r"|cherch(?:e|ons|ent) (?:\w+ ){0,2}(?:une?|notre|ses|deux|trois)"
        r"|poste (?:ouvert|à pourvoir|proposé|vacant|basé)|rejoin(?:s|dre|dras|drez|driez)(?:-nous)?\b"
        r"|rejoignez|nouvelle recrue)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:CV|curriculum vitae|lettre de motivation|candidatures?|candidater?|postule[rz]?|entretiens?"
        r"|prise de poste|prétentions?)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:CDI|CDD|freelance|indépendant[·.e]*|portage salarial|TJM|taux journalier|salaire|rémunération|stage de"
        r"|alternance|apprentissage|temps (?:plein|partiel)|télétravail|contractuel(?:le)?|titulaire|fonctionnaire"
        r"|jours? ?(?:/|par) ?semaine|mois,? renouvelables?|dès que possible|renouvelable)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:vous|tu) (?:serez|seras|aurez|auras|devrez|devras|rejoindrez|rejoindras|travaillerez|travailleras"
        r"|participerez|participeras|interviendrez|maîtrisez|maîtrises|avez (?:envie|déjà|une expérience|l['’]habitude)"
        r"|as (?:envie|déjà|une expérience|l['’]habitude)"
        r"|êtes (?:un|une|à l['’]aise|dev)|es (?:un|une|à l['’]aise|dev))",
        re.IGNORECASE,
    ),
)
_TRADE = (
    r"(?:développeu|designer|designeu|charg[ée]e?\b|chef\b|cheffe|directeur|directrice|responsable|ingénieur|product"
    r"|bizdev|business|coach|data|devops?\b|administrat|consultant|stagiaire|alternant|apprenti\b|entrepreneu"
    r"|intrapreneu|community|juriste|médecin|infirmi|attachée?\b|assistante?\b|référente?\b)"
)
# Somebody is looked for: "un·e développeur", "deux chargées de …".
_SOUGHT = re.compile(
    rf"\b(?:un(?:[·.(-]?e)?\)?|deux|trois|une ou un|notre|nos|ses|de|d['’]) ?(?:[\w·.()-]+ ){{0,2}}{_TRADE}",
    re.IGNORECASE,
)
_POST = re.compile(rf"^\W*(?:(?:offre|poste) d[e'’] ?)?{_TRADE}|\brecrute\b|\b[HF] ?/ ?[HF]\b", re.IGNORECASE)
_WANTED, _YOU = _HIRING[2], _HIRING[5]
_ENOUGH_HIRING = 4
_HEAD = 15


def hires(texts: Sequence[str], title: str) -> bool:
    """Whether enough is said of a person to be hired, the title counting as much as a sign."""
    told = {sign: any(sign.search(text) for text in texts) for sign in _HIRING}
    if not (told[_WANTED] or told[_YOU]):
        return False  # it speaks of posts to nobody
    signs = sum(told.values())
    named = bool(_POST.search(title) or _SOUGHT.search(title))
    sought = any(_SOUGHT.search(text) for text in texts[:_HEAD])
    return signs + named + sought > _ENOUGH_HIRING or (named and signs + sought >= _ENOUGH_HIRING - 1)
