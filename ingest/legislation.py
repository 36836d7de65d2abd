"""Articles of codes and laws, one JSON row per version of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.blocks import RawBlock, clean
from ingest.declared import Declared
from ingest.lines import without_markup
from vectorstore.dates import read_date
from vectorstore.types import BlockKind, Kind

PUBLISHER = "Légifrance"

_CODIFIED = re.compile(r"^(?P<series>LO|[LRDA])(?P<star>\*?)\.?\s*(?P<number>\*?\d.*)$")
_LAW = re.compile(
    r"^(?P<nature>loi(?: organique)?|ordonnance|décret|arrêté|règlement|directive"
    r"|décision)\b\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"n°\s*(\d[\d-]*)")
# The families of legal enumeration, outermost first; each as the Journal
# officiel writes it ("I.-", "A.-", "1°", "a)", "-").
_MARKERS = (
    re.compile(
        r"(?:[IVXL]+(?:[ -](?:bis|ter|quater|quinquies|sexies|[A-Z]))*\s?\.\s?[-–—]?"
        r"|[IVXL]+\s?[-–—])(?=\s?\S)"
    ),
    re.compile(r"[A-H](?: bis| ter)?\s?\.?\s?[-–—](?=\s?\S)"),
    re.compile(
        r"\d{1,3}\s?°(?:\s?(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies"
        r"|[A-Z]\b))*(?=\s)"
    ),
    re.compile(r"\d{1,2}\.(?=\s)"),
    re.compile(r"\(?[a-z]{1,2}(?: (?:bis|ter|quater))?\)(?=\s)"),
    re.compile(r"[-–—•](?=\s)"),
)


def is_article_row(row: Mapping[str, object]) -> bool:
    """Whether a row is an article of a code or a law."""
    return "article" in row and "code" in row


def read_article(row: Mapping[str, object]) -> tuple[list[RawBlock], Declared]:
    """The blocks of one article and what its row declares.

    Its place in the code goes to ``section``, out of the text. Raises
    ``ValueError``, with a French reason, when a needed field is missing.
    """
    article, code, text = (_words(row, key) for key in ("article", "code", "text"))
    if not article:
        raise ValueError("le numéro d'article manque")
    if not code:
        raise ValueError("le nom du code ou de la loi manque")
    if not text:
        raise ValueError("le texte de l'article manque ou est vide")
    shown = article_number(article)
    since = read_date(row.get("date_start"))
    blocks = read_provisions(str(row["text"]))
    nota = _words(row, "nota")
    if nota:
        blocks.append(RawBlock(BlockKind.PARAGRAPH, f"NOTA : {nota}"))
    declared = Declared(
        title=article_title(article, code),
        kind=Kind.OFFICIAL_TEXT,
        publisher=PUBLISHER,
        published_on=since,
        valid_from=since,
        valid_to=read_date(row.get("date_end")),
        reference=shown if shown[0].isupper() and shown != article else _law_reference(article, code),
        url=_words(row, "url") or None,
        language="fr",
        repealed=_words(row, "state").upper().startswith("ABROGE"),
        section=_section(row.get("section_path"), article, code),
    )
    return blocks, declared


def _section(path: object, article: str, code: str) -> tuple[str, ...]:
    """The path without what the title says already."""
    parts = (clean(str(part)) for part in path if part) if isinstance(path, list) else ()
    said = {clean(code), f"Article {article}"}
    return tuple(part for part in parts if part and part not in said)


def _words(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return clean(str(value)) if isinstance(value, str | int) else ""


def article_number(article: str) -> str:
    """The number as texts cite it: "L1111-8" is "L. 1111-8"; others stay as they are."""
    match = _CODIFIED.match(article.strip())
    if match is None:
        return article.strip()
    series = "L.O." if match["series"] == "LO" else f"{match['series']}.{match['star']}"
    return f"{series} {match['number']}"


def article_title(article: str, code: str) -> str:
    """ "Article L. 1111-8 du code de la santé publique"."""
    shown = article_number(article)
    if shown == "1":
        shown = "1er"
    lead = shown if shown.lower().startswith(("annexe", "article", "préambule")) else f"Article {shown}"
    return f"{lead} {_of(code)}"


def _of(code: str) -> str:
    name = re.sub(r"\s+", " ", code).strip()
    law = _LAW.match(name)
    if law is None:
        return f"du {name[0].lower()}{name[1:]}" if name.lower().startswith("code") else f"de {name}"
    rest = re.sub(r"n°\s*", "n° ", law["rest"])
    nature = law["nature"].lower()
    article = {"l": "de la ", "o": "de l'", "a": "de l'"}.get(nature[0], "du ")
    if nature in ("directive", "décision"):
        article = "de la "
    return f"{article}{nature} {rest}".strip()


def _law_reference(article: str, code: str) -> str:
    law, number = _LAW.match(code), _NUMBER.search(code)
    if law and number:
        return f"art. {article} de {_nature(law['nature'])} n° {number[1]}"
    return article


def _nature(nature: str) -> str:
    name = nature.lower()
    return (
        f"l'{name}"
        if name[0] in "oa"
        else f"la {name}"
        if name in ("loi", "directive", "décision", "loi organique")
        else f"le {name}"
    )


def read_provisions(text: str) -> list[RawBlock]:
    """The paragraphs and enumerations of a legal text, nested as their marks show."""
    blocks: list[RawBlock] = []
    open_families: list[int] = []
    for line in _lines(without_markup(text)):
        family, marker, rest = _split(line)
        if family is None:
            # A closing paragraph belongs to no item of "1°, 2°, …" above it.
            open_families.clear()
            blocks.append(RawBlock(BlockKind.PARAGRAPH, line))
            continue
        while open_families and open_families[-1] > family:
            open_families.pop()
        if not open_families or open_families[-1] != family:
            open_families.append(family)
        blocks.append(RawBlock(BlockKind.ITEM, rest, len(open_families) - 1, marker))
    return blocks


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    gap = True
    for raw in text.split("\n"):
        line = clean(raw)
        if not line:
            gap = True
            continue
        # Old dumps break lines at a fixed width.
        if (
            lines
            and not gap
            and line[0].islower()
            and _split(line)[0] is None
            and not lines[-1].endswith((":", ";", "."))
        ):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
        gap = False
    return lines


def _split(line: str) -> tuple[int | None, str, str]:
    for family, pattern in enumerate(_MARKERS):
        match = pattern.match(line)
        if match and line[match.end() :].strip():
            return family, match[0].strip(), line[match.end() :].strip()
    return None, "", line
