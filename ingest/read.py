"""From a file to its Documents."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.declared import NOTHING, Declared
from ingest.document import NO_OVERRIDES, Overrides, build_document
from ingest.encoding import decode
from ingest.html import read_html
from ingest.markdown import read_markdown
from ingest.plain_text import read_plain_text
from ingest.rows import BadRow, Row, read_rows
from vectorstore.errors import UnreadableSource
from vectorstore.types import Document

MAX_BYTES = 100_000_000
SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".jsonl", ".jsonl.gz")

_TEXT, _MARKDOWN, _HTML = (".txt",), (".md", ".markdown"), (".html", ".htm")
# A compressed file may hold this many times the size limit.
_EXPANSION = 10


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A file or row that gave no Document, and why, in one French sentence."""

    source: str
    reason: str


def read(
    path: Path, *, max_bytes: int = MAX_BYTES, overrides: Overrides = NO_OVERRIDES, source: str | None = None
) -> Iterator[Document | ReadFailure]:
    """The Documents of one file, each as soon as it is read.

    Files of rows (``.jsonl``, ``.jsonl.gz``) are streamed and give one
    Document per row; any other file gives one. ``source`` is the absolute
    path unless it is given (a page's address), with ``#`` and the row's id for
    a row. Nothing is raised for a bad file or row: it is a
    :class:`ReadFailure` in its place.
    """
    source = source or Path(os.path.abspath(path)).as_posix()
    name = path.name
    suffix = suffix_of(name)
    if suffix is None:
        yield ReadFailure(
            source,
            f"« {name} » n'est pas d'un format pris en charge : "
            f"convertissez-le dans l'un de ceux-ci : {', '.join(SUFFIXES)}.",
        )
        return
    try:
        size = path.stat().st_size
        if size > max_bytes:
            yield ReadFailure(source, _too_big(name, size, max_bytes))
        elif suffix.startswith(".jsonl"):
            yield from _read_rows(path, source, max_bytes, overrides)
        else:
            yield read_bytes(path.read_bytes(), name, source, overrides=overrides)
    except UnreadableSource as error:
        yield ReadFailure(source, str(error))
    except FileNotFoundError:
        yield ReadFailure(source, f"« {name} » n'existe pas : vérifiez le chemin indiqué.")
    except IsADirectoryError:
        yield ReadFailure(source, f"« {name} » est un dossier, pas un fichier.")
    except (PermissionError, OSError):
        yield ReadFailure(
            source,
            f"« {name} » ne peut pas être lu : vérifiez vos droits d'accès et l'état du disque.",
        )


def suffix_of(name: str) -> str | None:
    """The supported suffix of a file name, in lower case, or None."""
    lowered = name.lower()
    return next((suffix for suffix in reversed(SUFFIXES) if lowered.endswith(suffix)), None)


def read_bytes(
    data: bytes,
    name: str,
    source: str,
    *,
    declared: Declared = NOTHING,
    overrides: Overrides = NO_OVERRIDES,
) -> Document:
    """The Document of one file's (or page's) content.

    ``name`` decides the format by its suffix; anything but Markdown and HTML
    is read as plain text. ``declared`` is what is known from elsewhere (a
    page's address) and yields to what the content itself declares. Raises
    :class:`UnreadableSource`.
    """
    suffix = suffix_of(name)
    stem = name[: -len(suffix)] if suffix else name
    scraped = True
    if suffix in _HTML:
        blocks, own = read_html(data, name)
    elif suffix in _MARKDOWN:
        blocks, own = read_markdown(decode(data, name))
        scraped = False
    else:
        blocks, own = read_plain_text(decode(data, name)), NOTHING
    return build_document(
        blocks,
        source=source,
        name=stem or name,
        declared=own.over(declared),
        overrides=overrides,
        scraped=scraped,
    )


def _read_rows(path: Path, source: str, max_bytes: int, overrides: Overrides) -> Iterator[Document | ReadFailure]:
    read_any = False
    try:
        for row in read_rows(_lines(path, max_bytes)):
            read_any = True
            yield _row_document(row, path.name, source, overrides)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield ReadFailure(
            source,
            f"« {path.name} » est abîmé (archive gzip incomplète ou illisible) : récupérez-le de nouveau.",
        )
        return
    if not read_any:
        yield ReadFailure(
            source,
            f"« {path.name} » est vide : vérifiez le fichier d'origine, puis ajoutez-le de nouveau.",
        )


def _row_document(row: Row | BadRow, name: str, source: str, overrides: Overrides) -> Document | ReadFailure:
    if isinstance(row, BadRow):
        return ReadFailure(
            f"{source}#L{row.line}",
            f"La ligne {row.line} de « {name} » est écartée : {row.reason}.",
        )
    try:
        return build_document(
            row.blocks,
            source=f"{source}#{row.id}",
            name=row.id,
            declared=row.declared,
            overrides=overrides,
        )
    except UnreadableSource as error:
        return ReadFailure(f"{source}#{row.id}", str(error))


def _lines(path: Path, max_bytes: int) -> Iterator[str]:
    compressed = path.name.lower().endswith(".gz")
    limit = max_bytes * (_EXPANSION if compressed else 1)
    total = 0
    with gzip.open(path, "rb") if compressed else path.open("rb") as stream:
        # A line is read up to the limit only, so that one endless line cannot
        # fill the memory.
        while data := stream.readline(limit - total + 1):
            total += len(data)
            if total > limit:
                raise UnreadableSource(_too_big(path.name, total, limit))
            yield _line(data, path.name, first=total == len(data))


def _line(data: bytes, name: str, *, first: bool) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return decode(data, name)
    except UnreadableSource:
        if first:
            raise  # the file is no text at all
        return data.decode("utf-8", errors="replace")  # one bad row, refused as such


def _too_big(name: str, size: int, limit: int) -> str:
    return (
        f"« {name} » est trop volumineux ({_megabytes(size)} Mo, "
        f"pour {_megabytes(limit)} Mo au plus) : découpez-le en fichiers plus petits."
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")
