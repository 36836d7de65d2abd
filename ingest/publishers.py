"""Who publishes: names of French public bodies and health press, and their domains."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.titles import fold

_SMALL = r"(?:de|des|du|d['’]|du|le|la|les|l['’]|et|à|aux?|chargée?|déléguée?|en|pour|auprès)"
# The words of a body's name that are written without a capital as often as with.
_NAME_WORD = (
    r"(?:[A-ZÀ-Ý][\w’'-]*|santé|prévention|solidarités|affaires|sociales?|numérique|travail"
    r"|autonomie|handicap|recherche|enseignement|supérieur|innovation|économie|finances"
    r"|intérieur|famille|emploi|cohésion|sécurité|action|transformation|fonction|publiques?"
    r"|accès|soins|personnes|handicapées|relance|industrie|éducation|nationale|transition"
    r"|écologique|justice)"
)
_BODY = re.compile(
    r"\b(?P<name>(?:[Mm]inist[èe]res?(?: délégué)?"
    r"|[Dd]élégation (?:ministérielle|interministérielle)"
    r"|[Dd]irection (?:générale|interministérielle)"
    r"|Secrétariat (?:d['’]État|général)|Haut[- ][Cc]ommissariat)"
    rf"(?: (?:{_SMALL} ?)*{_NAME_WORD},?)+)"
)
_KNOWN = (
    "Agence du numérique en santé",
    "Haute Autorité de santé",
    "Santé publique France",
    "Assurance maladie",
    "Commission nationale de l'informatique et des libertés",
    "Health Data Hub",
    "Agence régionale de santé",
    "Caisse nationale de l'assurance maladie",
    "Agence nationale de sécurité du médicament",
    "Secrétariat général pour l'investissement",
    "Bpifrance",
    "Premier ministre",
    "Gouvernement",
    "Conseil national de l'Ordre des médecins",
    "Cour des comptes",
    "Défenseur des droits",
)
_PRESS = (
    "mind Health",
    "TICsanté",
    "TICpharma",
    "Hospimedia",
    "APMnews",
    "APM International",
    "DSIH",
    "Egora",
    "Le Quotidien du Médecin",
    "Le Quotidien du Pharmacien",
    "What's up Doc",
    "Caducee.net",
    "Hospitalia",
    "Le Monde",
    "Le Figaro",
    "Les Echos",
    "Libération",
    "La Croix",
    "AFP",
    "AEF info",
    "Acteurs publics",
    "La Gazette des communes",
    "Next INpact",
    "Localtis",
    "Contexte",
)
_DOMAINS = {
    "sante.gouv.fr": "Ministère chargé de la santé",
    "pm.gouv.fr": "Premier ministre",
    "solidarites-sante.gouv.fr": "Ministère chargé de la santé",
    "social.gouv.fr": "Ministères sociaux",
    "esante.gouv.fr": "Agence du numérique en santé",
    "legifrance.gouv.fr": "Légifrance",
    "service-public.fr": "Service-Public.fr",
    "cnil.fr": "CNIL",
    "lincnil.github.io": "CNIL",
    "has-sante.fr": "Haute Autorité de santé",
    "santepubliquefrance.fr": "Santé publique France",
    "ameli.fr": "Assurance maladie",
    "assurance-maladie.fr": "Assurance maladie",
    "health-data-hub.fr": "Health Data Hub",
    "beta.gouv.fr": "beta.gouv.fr",
    "numerique.gouv.fr": "Direction interministérielle du numérique",
    "cnsa.fr": "CNSA",
    "anap.fr": "ANAP",
    "ansm.sante.fr": "ANSM",
    "ars.sante.fr": "Agence régionale de santé",
    "mindhealth.fr": "mind Health",
    "ticsante.com": "TICsanté",
    "vie-publique.fr": "vie-publique.fr",
    "europa.eu": "Union européenne",
}
_HOST = re.compile(r"(?:@|https?://)(?P<host>[\w.-]+\.\w{2,})", re.IGNORECASE)
_RIGHTS = re.compile(
    r"(?:tous droits réservés\s*[-–—©:]*|©|\(c\)|copyright)\s*(?:(?:19|20)\d\d\s*[-–—]?\s*)?"
    r"(?P<owner>[^\d©|]{2,60}?)\s*(?:[-–—,.|]|(?:19|20)\d\d|$)",
    re.IGNORECASE,
)


def body_named_in(text: str) -> str | None:
    """The first public body that ``text`` names, as written there, or None."""
    match = _BODY.search(text)
    if match:
        return match["name"].rstrip(", ")
    folded = text.lower().replace("’", "'")
    return next((name for name in _KNOWN if name.lower() in folded), None)


def is_body(text: str) -> bool:
    """Whether ``text`` is nothing but the name of a public body, accents and capitals aside."""
    said = fold(re.sub(r"\([^()]{1,20}\)", "", text))
    match = _BODY.fullmatch(text)
    return match is not None or any(fold(name) == said for name in _KNOWN)


def known_body(text: str) -> str:
    """A body's name as it is usually written, whatever capitals and accents ``text`` gives it."""
    return next((name for name in _KNOWN if fold(name) == fold(text)), text.strip())


def press_title_in(texts: Iterable[str]) -> str | None:
    """The press title that the texts name, or None."""
    whole = "\n".join(texts)
    return next((name for name in _PRESS if re.search(rf"\b{re.escape(name)}\b", whole)), None)


def rights_owner_in(texts: Iterable[str]) -> str | None:
    """Who holds the rights by a "Tous droits réservés" or "©" line, or None."""
    for text in texts:
        match = _RIGHTS.search(text) if len(text) <= 160 else None
        if match and match["owner"].strip(" -–—.").lower() not in ("tous droits réservés", ""):
            return match["owner"].strip(" -–—.")
    return None


def publisher_of_host(address: str) -> str | None:
    """The publisher that a web or e-mail address belongs to, or None."""
    match = _HOST.search(address)
    host = (match["host"] if match else "").lower()
    while host:
        if host in _DOMAINS:
            return _DOMAINS[host]
        _, _, host = host.partition(".")
    return None
