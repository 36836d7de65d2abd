"""Advice that fits a page: who reads an address has no file to rename."""

from __future__ import annotations

import re

_IN_BROWSER = "vérifiez l’adresse dans un navigateur"
# What the advice on a file begins to say, and what a page's reader can do instead.
_INSTEAD: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"renommez-|donnez-lui|extension"),
        "le serveur l’annonce sous un autre type que le sien, téléchargez-le puis ajoutez le fichier",
    ),
    (re.compile(r"récupérez-"), f"réessayez plus tard, ou {_IN_BROWSER}"),
    (re.compile(r"vérifiez (?:le fichier|le chemin|vos droits|son format)", re.IGNORECASE), _IN_BROWSER),
)
_SETTING = re.compile(r"relevez (?P<name>SOURCIER_\w+)")
_ADD_AGAIN = re.compile(r",? (?:puis|et) ajoutez-l(?:e|a|es)(?: de nouveau)?")


def for_page(reason: str, name: str, address: str) -> str:
    """The reason why a page was not read, from that of the file ``name`` it was fetched into.

    It names the address, and its advice is for somebody who has no file yet.
    What is said of one row among others stays, under the address.
    """
    shown = reason.replace(f"« {name} »", f"« {address} »").replace(f"« {name.rpartition('.')[0]} »", f"« {address} »")
    problem, colon, advice = shown.rpartition(" : ")
    if not colon or not shown.startswith("« "):
        return shown
    for pattern, instead in _INSTEAD:
        if pattern.search(advice):
            return f"{problem} : {instead}."
    setting = _SETTING.search(advice)
    if setting:
        return f"{problem} : relevez {setting['name']}, ou téléchargez-le et ajoutez-le en plusieurs fichiers."
    rest = _ADD_AGAIN.sub("", advice).rstrip(".")
    return f"{problem} : téléchargez-le, {rest}, puis ajoutez le fichier."
