"""A French question of how things stood, put as it would have been asked then.

Method: our own closed rules for the third person of the imperfect. A form that no rule
knows (and the conditional) is left as it is.
"""

from __future__ import annotations

import re

from vectorstore.folding import folded

# Endings of the imperfect without « ait » or « aient », with the present's, singular and plural; the longest first.
_IRREGULAR = {
    "ét": ("est", "sont"), "av": ("a", "ont"), "all": ("va", "vont"), "fais": ("fait", "font"),
    "dev": ("doit", "doivent"), "pouv": ("peut", "peuvent"), "voul": ("veut", "veulent"), "sav": ("sait", "savent"),
    "fall": ("faut", "faut"), "ten": ("tient", "tiennent"), "ven": ("vient", "viennent"),
    "pren": ("prend", "prennent"), "recev": ("reçoit", "reçoivent"), "mett": ("met", "mettent"),
    "voy": ("voit", "voient"), "viv": ("vit", "vivent"), "suiv": ("suit", "suivent"), "serv": ("sert", "servent"),
    "criv": ("crit", "crivent"), "appel": ("appelle", "appellent"), "dis": ("dit", "disent"),
    "rend": ("rend", "rendent"), "pend": ("pend", "pendent"), "pond": ("pond", "pondent"), "tend": ("tend", "tendent"),
    "duis": ("duit", "duisent"), "liss": ("lit", "lissent"), "niss": ("nit", "nissent"), "siss": ("sit", "sissent"),
    "giss": ("git", "gissent"), "tiss": ("tit", "tissent"), "roy": ("roit", "roient"), "ploy": ("ploie", "ploient"),
}  # fmt: skip
_WHOLE = frozenset({"ét", "av", "all", "fall", "dis"})
"""Of these no longer verb is made."""
_IMPERFECT = re.compile(
    r"(?<![\w-])(?:(?P<article>(?:l[ea]s?|une?|des|du|au|ce|cet|son|leur|notre) |l['’])?)"
    r"(?P<stem>[a-zà-ÿœ]+?)(?P<plural>ai(?:en)?t)(?P<asked>-(?:il|elle|on|ils|elles)\b)?(?![\w-])"
)


def in_present(question: str) -> str:
    """The question with its imperfects in the present: « comptait-elle » is « compte-t-elle ». Never raises."""
    return _IMPERFECT.sub(_put, question)


def _put(match: re.Match[str]) -> str:
    form = None if match["article"] else _present(match["stem"], plural=match["plural"] == "aient")
    if form is None:
        return match[0]
    asked = match["asked"] or ""
    return form + (f"-t{asked}" if asked and form[-1] not in "td" else asked)


def _present(stem: str, *, plural: bool) -> str | None:
    ends = sorted((end for end in _IRREGULAR if _ends(stem, end)), key=len)
    if ends:
        return stem.removesuffix(ends[-1]) + _IRREGULAR[ends[-1]][plural]
    regular = re.fullmatch(r".{2,}(?:[^aeiouyràâéèêîïôùû]|[aeiué]|[dtvfbp]r|(?:on|in)tr|gn|ill|nr)", stem)
    if not regular or folded(stem).endswith(("er", "ir", "dr")):
        return None
    stem = f"{stem[:-1]}c" if stem.endswith("ç") else stem.removesuffix("e") if stem.endswith("ge") else stem
    return stem + ("ent" if plural else "e")


def _ends(stem: str, end: str) -> bool:
    return stem == end if end in _WHOLE else stem.endswith(end)
