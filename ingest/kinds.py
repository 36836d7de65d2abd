"""What kind of document a text is."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_ENACTING = re.compile(r"^(?:article (?:1er|premier|\d+)\b|vu (?:le|la|les) )", re.IGNORECASE)
_GUIDE = re.compile(
    r"\b(?:guide|doctrine|référentiel|fiche pratique|mode d['’]emploi|documentation|notice"
    r"|foire aux questions|faq)\b",
    re.IGNORECASE,
)
_WORDS: tuple[tuple[str, Kind], ...] = (
    ("communique", Kind.PRESS_RELEASE),
    ("press_release", Kind.PRESS_RELEASE),
    ("press-release", Kind.PRESS_RELEASE),
    ("dossier de presse", Kind.PRESS_RELEASE),
    ("offre", Kind.JOB_DESCRIPTION),
    ("emploi", Kind.JOB_DESCRIPTION),
    ("fiche de poste", Kind.JOB_DESCRIPTION),
    ("fiche_de_poste", Kind.JOB_DESCRIPTION),
    ("job", Kind.JOB_DESCRIPTION),
    ("recrutement", Kind.JOB_DESCRIPTION),
    ("decret", Kind.OFFICIAL_TEXT),
    ("arrete", Kind.OFFICIAL_TEXT),
    ("texte officiel", Kind.OFFICIAL_TEXT),
    ("legislation", Kind.OFFICIAL_TEXT),
    ("fiche produit", Kind.OTHER),
    ("guide", Kind.GUIDE),
    ("doctrine", Kind.GUIDE),
    ("documentation", Kind.GUIDE),
    ("referentiel", Kind.GUIDE),
    ("service-public", Kind.GUIDE),
    ("actualite", Kind.NEWS),
    ("article de presse", Kind.NEWS),
    ("news", Kind.NEWS),
    ("blog", Kind.NEWS),
)
_VALUES = frozenset(kind.value for kind in Kind)
_PLAIN = str.maketrans("àâäéèêëîïôöùûüç", "aaaeeeeiioouuuc")
_EDGE = 15


def named_kind(label: str) -> Kind | None:
    """The kind that a label or a name means ("guide CNIL", "press_release"), or None."""
    plain = label.strip().lower().translate(_PLAIN)
    if plain in _VALUES:
        return Kind(plain)
    return next((kind for word, kind in _WORDS if word in plain), None)


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


def suggested_kind(texts: Sequence[str], title: str, name: str) -> Kind | None:
    """The kind that title, vocabulary and name suggest, or None."""
    if _OFFICIAL.match(title) or sum(bool(_ENACTING.match(text)) for text in texts) >= 3:
        return Kind.OFFICIAL_TEXT
    if _job_signs(texts) >= 2:
        return Kind.JOB_DESCRIPTION
    by_name = named_kind(name)
    if by_name is not None:
        return by_name
    if _GUIDE.search(title):
        return Kind.GUIDE
    # A dated page of no other kind is a piece of news.
    return Kind.NEWS if any(_DATED.match(text) for text in texts[:_EDGE]) else None


def _job_signs(texts: Sequence[str]) -> int:
    return sum(any(sign.search(text) for text in texts if len(text) <= 400) for sign in _JOB_SIGNS)
