"""Label–value lines: "Référence : 2023-1181585"."""

from __future__ import annotations

import re

# Labels of administrative sheets and adverts; their value may stand on the
# next line, and a bullet before them is layout.
_KNOWN_LABEL = re.compile(
    r"^(?:r[ée]f(?:[ée]rence)?s?|r[ée]f\. ?de l['’]offre|employeur|localisation"
    r"|lieu(?: de travail| d['’]affectation)?"
    r"|fonction publique|versant|organisme(?: de rattachement)?|direction|service|affectation"
    r"|cat[ée]gorie|corps|grade|statut(?: du poste)?|management|t[ée]l[ée]travail(?: possible)?"
    r"|nature (?:de l['’]emploi|du contrat)|type de (?:contrat|poste)|dur[ée]e(?: du contrat)?"
    r"|r[ée]mun[ée]ration.{0,60}|salaire"
    r"|exp[ée]rience(?: souhait[ée]e| requise)?|domaine(?: / m[ée]tier| fonctionnel)?"
    r"|m[ée]tier(?: de r[ée]f[ée]rence)?"
    r"|intitul[ée](?: du poste)?|date (?:limite )?(?:de |d['’])?(?:publication|mise [àa] jour"
    r"|candidature|d[ée]but|prise de poste|vacance)[\w ]{0,40}"
    r"|(?:vos )?contacts?(?: presse| m[ée]dias?)?|contacts? (?:m[ée]tier|rh)"
    r"|personnes? [àa] (?:contacter|qui adresser les candidatures)"
    r"|t[ée]l(?:[ée]phone)?\.?|courriels?|m[ée]l|mail|e-?mail|adresse|site(?: web| internet)?"
    r"|fax|horaires?"
    r"|nor|publi[ée] par|auteurs?|source|version|date|titre|objet|entr[ée]e en vigueur"
    r"|publics? concern[ée]s?|notice)$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?P<label>[^\W\d_][^:;.!?…«»“”|]{0,58}?)[ \u00a0\u202f]*:[ \u00a0\u202f]+(?P<value>\S.*)$")
# "Action 2 : « … »" numbers a heading; it labels nothing.
_NUMBERED = re.compile(
    r"^(?:action|axe|article|chapitre|titre|partie|section|annexe|[ée]tape|objectif|priorit[ée]"
    r"|mesure"
    r"|orientation|fiche|question|pilier|volet|phase|niveau|point)\s+(?:n°\s*)?(?:\d+|[IVXLC]+"
    r"|[A-Z])\b",
    re.IGNORECASE,
)
# A label is a noun phrase; a pronoun opens a sentence.
_PRONOUN = re.compile(
    r"^(?:ils?|elles?|on|nous|vous|je|ce(?:la|ci)?|c['’]|ces?t? \w+ (?:est|sont)|voici|voilà"
    r"|selon|pour|dans|ainsi)\b",
    re.IGNORECASE,
)
_MAX_LABEL_WORDS = 7
_MAX_LINE = 240


def label_of(line: str) -> str | None:
    """The label of a line that ends with its colon ("Employeur :"), or None."""
    text = line.rstrip()
    if not text.endswith(":"):
        return None
    label = text[:-1].strip()
    return label if label else None


def is_known_label(label: str) -> bool:
    """Whether ``label`` is one that administrative sheets and adverts use."""
    return bool(_KNOWN_LABEL.match(label.strip()))


def is_numbered_heading(line: str) -> bool:
    """Whether ``line`` opens like a numbered part ("Action 2 …", "Axe III …")."""
    return bool(_NUMBERED.match(line))


def is_field(line: str) -> bool:
    """Whether ``line`` is one label and its value.

    A known label always counts. Any other must be short, hold no verb-like
    sentence structure (no inner stop, no quotation), and the whole line must
    not be prose.
    """
    match = _LABEL.match(line)
    if match is None:
        return False
    label, value = match["label"].strip(), match["value"]
    if is_known_label(label):
        return True
    if is_numbered_heading(line) or len(line) > _MAX_LINE:
        return False
    if len(label.split()) > _MAX_LABEL_WORDS or not label[0].isupper() or label.isupper():
        return False
    if introduces_speech(value) or _PRONOUN.match(label) or "," in label:
        return False
    # A value of several sentences, or a long one closed by a stop, is prose
    # after a colon.
    return not (value.rstrip().endswith((".", "!", "?")) and len(value.split()) > 8)


def introduces_speech(value: str) -> bool:
    """Whether ``value`` opens a quotation, so that the colon introduced speech."""
    return value.startswith(("«", "“", '"'))


_INNER = re.compile(
    r"^(?P<before>.{3,}?) [-–—|] "
    r"(?P<field>[^\W\d_][^:]{0,40}?[ \u00a0\u202f]*:[ \u00a0\u202f]*\S.*)$"
)


def split_field(line: str) -> tuple[str, ...]:
    """``line``, cut in two where a known label begins inside it.

    "Délégation … - Localisation : 14 avenue Duquesne" is two lines that a
    page showed side by side.
    """
    match = _INNER.match(line)
    if match is None or _LABEL.match(match["before"]):
        return (line,)
    label = match["field"].split(":", 1)[0]
    if not is_known_label(label.strip()):
        return (line,)
    return (match["before"], match["field"])
