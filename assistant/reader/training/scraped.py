"""Written documents as people paste them: the text of a web page, without its markup.

The written documents are clean Markdown; what Sourcier is given is often not.
Here headings lose their marks, labels their colons, paragraphs the blank lines
between them, and menus, share buttons and links stand around. The same document
always comes out the same way, drawn from the digest of its id.

    python -m assistant.reader.training.scraped FOLDER

writes one ``.txt`` file for each document but official texts, whose rows are
written as they are: their dates of validity stand in no text.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.reader.training.written import DOCUMENTS
from vectorstore.dating import long_date

_HEADING = re.compile(r"#{1,6} +")
_BULLET = re.compile(r"[-*•] +")
_FIELD = re.compile(r"(?P<label>[^.:;!?]{2,45}?)[ \u00a0]?: (?P<value>\S.{0,110})")
_MENUS = (
    ("Aller au contenu", "Menu", "Accueil", "Nos missions", "Actualités", "Publications", "Contact", "Rechercher"),
    ("Ouvrir le menu", "Se connecter", "  • Thèmes", "  • Territoires", "  • Espace presse", "  • Nous rejoindre"),
    ("Accès direct", "Le ministère", "Grands dossiers", "Démarches", "Presse", "FR EN"),
)
_SHARES = ("Partager la page", "FacebookXLinkedInCourriel", "Imprimer Partager Écouter", "Copier le lien")
_ENDS = (
    ("À lire aussi", "Tous nos dossiers", "S’abonner à la lettre d’information"),
    ("Cette page vous a-t-elle été utile ?", "Oui", "Non", "Haut de page"),
    ("Plan du site – Accessibilité : non conforme – Mentions légales – Gestion des cookies",),
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How one page was pasted."""

    bullet: str
    label_end: str  # between a label and its value
    headings: str  # "plain", "capitals" or "lost"
    gap: str  # between paragraphs
    curly: bool
    wrap: int | None  # columns

    @classmethod
    def drawn(cls, rng: random.Random) -> Manner:
        """One at random; the shapes met most come most."""
        return cls(
            bullet=rng.choice(("• ", "  • ", "- ", "– ", "o ", "* ", "")),
            label_end=rng.choice((" : ", " : ", "\u00a0: ", "\n", "\n", "\n", "  ")),
            headings=rng.choice(("plain", "plain", "plain", "capitals", "lost")),
            gap=rng.choice(("\n\n", "\n\n", "\n")),
            curly=rng.random() < 0.5,
            wrap=rng.choice((None, None, None, None, None, 92)),
        )


def scraped(row: Mapping[str, str]) -> str:
    """The page of one written document: ``id``, ``title``, ``text``, and ``published_on`` if it has one."""
    rng = random.Random(row["id"])
    manner = Manner.drawn(rng)
    head: list[str] = []
    if rng.random() < 0.6:
        head.append("\n".join(rng.choice(_MENUS)))
    if rng.random() < 0.3:
        head.append(f"Accueil > {rng.choice(('Actualités', 'Presse', 'Ressources'))} > {row['title']}")
    head.append(row["title"].upper() if rng.random() < 0.1 else row["title"])
    if rng.random() < 0.5:
        head.append(rng.choice(_SHARES))
    if row.get("published_on"):
        day = long_date(date.fromisoformat(row["published_on"])).replace("\u00a0", " ")
        head.append(rng.choice(("Publié le {}", "{}", "Mis en ligne le {}")).format(day))
    body = _body(row["text"], manner)
    foot = ["\n".join(rng.choice(_ENDS))] if rng.random() < 0.6 else []
    text = "\n\n".join(head) + "\n\n" + body + "\n\n" + "\n\n".join(foot)
    return text.replace("'", "’") if manner.curly else text.replace("’", "'")


def _body(markdown: str, manner: Manner) -> str:
    parts = []
    for part in re.split(r"\n\s*\n", markdown.strip()):
        lines = [line for raw in part.splitlines() if (line := _line(raw.replace("**", ""), manner))]
        if lines:
            parts.append("\n".join(lines))
    return manner.gap.join(parts)


def _line(line: str, manner: Manner) -> str:
    if mark := _HEADING.match(line):
        text = line[mark.end() :]
        return {"plain": text, "capitals": text.upper(), "lost": ""}[manner.headings]
    if mark := _BULLET.match(line.lstrip()):
        return manner.bullet + line.lstrip()[mark.end() :]
    if field := _FIELD.fullmatch(line):
        return f"{field['label']}{manner.label_end}{field['value']}"
    return textwrap.fill(line, manner.wrap, break_long_words=False) if manner.wrap else line


def write_pages(folder: Path) -> None:
    """All written documents, as files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for line in DOCUMENTS.read_text(encoding="utf-8").splitlines()]
    official = [row for row in rows if row["kind"] == "official_text"]
    (folder / "official.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in official), encoding="utf-8"
    )
    for row in rows:
        if row["kind"] != "official_text":
            (folder / f"{row['id']}.txt").write_text(scraped(row), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    write_pages(parser.parse_args().folder)
