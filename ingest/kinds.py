"""What kind of document a text is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from ingest.hiring import hires
from vectorstore.types import Kind

_RELEASE = re.compile(r"^communiqué de presse\b(?!.*\b(?:télécharger|pdf)\b)|^communiqué$", re.IGNORECASE)
_BYLINE = re.compile(
    r"^(?:par|rédigé par|auteur)\b.{3,80}\bpubli[ée] le\b|^publi[ée] le \d.{0,40}\bpar\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"^publi[ée]e? le \d.{0,80}$", re.IGNORECASE)
_CONTACT_PRESS = re.compile(r"^contacts? (?:presse|m[ée]dias?)\b", re.IGNORECASE)
_JOB_SIGNS = (
    re.compile(r"^r[ée]f(?:[ée]rence)?\s*:\s*\d{4}-\d+", re.IGNORECASE),
    re.compile(r"^employeur\s*:", re.IGNORECASE),
    re.compile(r"\b[HF]\s?/\s?[FH]\b"),
    re.compile(r"^profil (?:recherché|attendu|souhaité|du candidat)", re.IGNORECASE),
    re.compile(
        r"^(?:vos|les) missions\b|^missions (?:du poste|principales)|^(?:votre mission"
        r"|description du poste|fiche de poste)",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:vacant|poste (?:vacant|susceptible))\b|^date de vacance", re.IGNORECASE),
    re.compile(r"\b(?:candidature|postuler|candidater|cdi|cdd)\b", re.IGNORECASE),
    re.compile(r"\b(?:nous recherchons|cherche un|recrute|vous avez au moins)\b", re.IGNORECASE),
)
_OFFICIAL = re.compile(
    r"^(?:décret|arrêté|loi|ordonnance|circulaire|instruction|règlement \(ue\)"
    r"|directive)\b.{0,40}(?:n°|\bdu \d)",
    re.IGNORECASE,
)
_ARTICLE_OF = re.compile(
    r"^(?:article|annexe) .{1,40}\b(?:du (?:code|décret|règlement)|de la (?:loi|directive|décision)"
    r"|de l['’](?:ordonnance|arrêté))\b",
    re.IGNORECASE,
)
# What a text that orders says; that a contract cites the law as well makes it no law.
_SEEN = re.compile(r"^vu (?:le|la|les|l['’])\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^article (?:1er|premier|\d+)\b", re.IGNORECASE)
_ORDERS = re.compile(
    r"^(?:(?:arrête|arrêtent|décrète|ordonne|décide|délibère|adopte)\s*:?"
    r"|.{0,120}\ba (?:adopté|promulgué|délibéré)\b.{0,60}:?)$",
    re.IGNORECASE,
)
_CONTRACT = re.compile(r"\b(?:entre les soussigné|ci-(?:après|dessous) dénommé|les parties conviennent)", re.IGNORECASE)
_GUIDE = re.compile(
    r"\b(?:guide|doctrine|référentiels? d(?:e |['’])|fiche pratique|mode d['’]emploi\b|documentation\b|notice\b"
    r"|foire aux questions|faq\b)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:comment|peut-on|faut-il|doit-on|que|qu['’]|quel(?:le)?s?|qui|où|quand|combien|pourquoi|est-ce|à quoi)\b.*\?$",
    re.IGNORECASE,
)
_GUIDE_TITLE = re.compile(
    r"^(?:le |petit )?(?:guide|mode d['’]emploi|foire aux questions|faq|fiche pratique)\b", re.IGNORECASE
)
# Parts of sites that hold one kind of text, by the whole part of an address.
_PARTS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"(?:espace-)?presse|(?:communiques?|dossiers?)(?:-de)?-presse|communiques?"), Kind.PRESS_RELEASE),
    (
        re.compile(r"(?:nos-)?(?:offres?(?:-d)?-emplois?|emplois?|jobs?|recrutements?|carrieres?)|nous-rejoindre"),
        Kind.JOB_DESCRIPTION,
    ),
    (re.compile(r"jorf|loda|eli"), Kind.OFFICIAL_TEXT),
    (
        re.compile(
            r"guides?(?:-.+)?|(?:documentation|docs?|doctrine|referentiels?|faq|wiki)(?:-.+)?|vosdroits|fiches?-pratiques?|ig"
        ),
        Kind.GUIDE,
    ),
    (re.compile(r"actualites?|actus?|news|blog"), Kind.NEWS),
)
_WORDS: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b"), kind)
    for words, kind in (
        (r"mode d emploi", Kind.GUIDE),
        (r"communiques?|press release|dossiers? de presse", Kind.PRESS_RELEASE),
        (
            r"offres?(?! de (?:soins?|services?))|emplois?|fiches? de postes?|jobs?|recrutements?|job description",
            Kind.JOB_DESCRIPTION,
        ),
        (r"decrets?|arretes?|textes? officiels?|legislation", Kind.OFFICIAL_TEXT),
        (r"fiches? produits?", Kind.OTHER),
        (r"guides?|doctrine|documentation|referentiels?|service public", Kind.GUIDE),
        (r"actualites?|articles? de presse|news|blog", Kind.NEWS),
    )
)
_VALUES = frozenset(kind.value for kind in Kind)
_PLAIN = str.maketrans("àâäéèêëîïôöùûüç", "aaaeeeeiioouuuc")
_EDGE = 15


def named_kind(label: str) -> Kind | None:
    """The kind that a label or a name means ("guide CNIL", "press_release"), or None."""
    plain = label.strip().lower().translate(_PLAIN)
    if plain in _VALUES:
        return Kind(plain)
    words = re.sub(r"[\W_]+", " ", plain)
    return next((kind for pattern, kind in _WORDS if pattern.search(words)), None)


def found_kind(texts: Sequence[str]) -> Kind | None:
    """The kind that the text itself states, or None."""
    edges = texts if len(texts) <= 2 * _EDGE else [*texts[: 2 * _EDGE], *texts[-_EDGE:]]
    short = [text for text in edges if len(text) <= 200]
    if any(_RELEASE.match(text) for text in short):
        return Kind.PRESS_RELEASE
    if _job_signs(texts) >= 3:
        return Kind.JOB_DESCRIPTION
    if any(_BYLINE.search(text) for text in short):
        return Kind.NEWS
    if any(_CONTACT_PRESS.match(text) for text in texts):
        return Kind.PRESS_RELEASE
    return None


def suggested_kind(texts: Sequence[str], title: str, name: str, url: str | None = None) -> Kind | None:
    """The kind that title, vocabulary, name and address suggest, or None."""
    if _OFFICIAL.match(title) or _ARTICLE_OF.match(title):
        return Kind.OFFICIAL_TEXT
    if _GUIDE_TITLE.match(title):
        return Kind.GUIDE
    if _enacts(texts):
        return Kind.OFFICIAL_TEXT
    by_address = _kind_of_address(url) if url else None
    if by_address is not None:
        return by_address
    if _job_signs(texts) >= 2 or hires(texts, title):
        return Kind.JOB_DESCRIPTION
    by_name = named_kind(name)
    if by_name is not None:
        return by_name
    if _GUIDE.search(title):
        return Kind.GUIDE
    # A dated page of no other kind is a piece of news; one that asks what it answers is a practical sheet.
    if any(_DATED.match(text) for text in texts[:_EDGE]):
        return Kind.NEWS
    return Kind.GUIDE if _ASKED.match(title) else None


def _enacts(texts: Sequence[str]) -> bool:
    """Whether the text orders: articles under what it has seen or decides, and no two parties."""
    if any(_CONTRACT.search(text) for text in texts[: 2 * _EDGE] if len(text) <= 400):
        return False
    seen = sum(bool(_SEEN.match(text)) for text in texts)
    articles = sum(bool(_ARTICLE.match(text)) for text in texts)
    orders = any(_ORDERS.match(text) for text in texts[:60])
    return (articles >= 1 and (seen >= 2 or orders)) or (orders and seen >= 1) or articles >= 3


def _kind_of_address(url: str) -> Kind | None:
    try:
        address = urlsplit(unquote(url).lower().translate(_PLAIN))
    except ValueError:
        return None
    # Of a host only the first label: "travail-emploi.gouv.fr" is a ministry, "documentation-x.fr" a documentation.
    host = (address.hostname or "").split(".")[0]
    parts = [part for part in address.path.split("/") if part]
    for pattern, kind in _PARTS:
        if any(pattern.fullmatch(part) for part in parts) or (kind is Kind.GUIDE and pattern.fullmatch(host)):
            return kind
    return None


def _job_signs(texts: Sequence[str]) -> int:
    return sum(any(sign.search(text) for text in texts if len(text) <= 400) for sign in _JOB_SIGNS)
