"""From a file to its Documents."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest import signatures
from ingest.bounds import check_text
from ingest.declared import NOTHING, Declared
from ingest.document import NO_OVERRIDES, Overrides, build_document
from ingest.docx import read_docx
from ingest.eml import read_eml
from ingest.encoding import decode
from ingest.files import checked_file, legible_name, legible_source
from ingest.html import read_html
from ingest.mail import mail_blocks
from ingest.markdown import read_markdown
from ingest.msg import read_msg
from ingest.odt import read_odt
from ingest.pdf.limits import DEFAULT_LIMITS, PdfLimits
from ingest.pdf.reader import read_pdf
from ingest.plain_text import read_plain_text
from ingest.rows import MAX_ROW, BadRow, Row, read_rows
from vectorstore.errors import UnreadableSource
from vectorstore.types import Document

MAX_BYTES = 100_000_000
SUFFIXES = (
    *(".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx", ".odt", ".eml", ".msg"),
    *(".jsonl", ".jsonl.gz"),
)

_MARKDOWN, _HTML = (".md", ".markdown"), (".html", ".htm")
_TEXTS = (".txt", *_MARKDOWN, *_HTML)
_FORMATS = {
    ".docx": signatures.DOCX, ".odt": signatures.ODT, ".eml": signatures.MAIL, ".msg": signatures.MSG,
    ".html": signatures.HTML, ".htm": signatures.HTML, ".pdf": signatures.PDF,
}  # fmt: skip
# A compressed file may hold this many times the size limit.
_EXPANSION = 10
# With so many bad rows and no good one, the rest is not read.
_NO_ROWS = 50


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A file or row that gave no Document, and why, in one French sentence."""

    source: str
    reason: str


def read(
    path: Path,
    *,
    max_bytes: int = MAX_BYTES,
    overrides: Overrides = NO_OVERRIDES,
    pdf: PdfLimits = DEFAULT_LIMITS,
    source: str | None = None,
) -> Iterator[Document | ReadFailure]:
    """The Documents of one file, each as soon as it is read.

    Files of rows (``.jsonl``, ``.jsonl.gz``) are streamed and give one
    Document per row; any other file gives one. ``source`` is the absolute
    path unless it is given (a page's address), with ``#`` and the row's id for
    a row. Nothing is raised for a bad file or row: it is a
    :class:`ReadFailure` in its place.
    """
    source = source or legible_source(Path(os.path.abspath(path)).as_posix())
    name = legible_name(path.name)
    suffix = suffix_of(name)
    if suffix is None:
        yield ReadFailure(
            source,
            f"« {name} » n'est pas d'un format pris en charge : "
            f"convertissez-le dans l'un de ceux-ci : {', '.join(SUFFIXES)}.",
        )
        return
    try:
        size = checked_file(path, name)
        if size > max_bytes:
            yield ReadFailure(source, _too_big(name, size, max_bytes))
        elif suffix.startswith(".jsonl"):
            yield from _read_rows(path, name, source, max_bytes, overrides)
        else:
            yield read_bytes(path.read_bytes(), name, source, overrides=overrides, pdf=pdf)
    except UnreadableSource as error:
        yield ReadFailure(source, str(error))
    except FileNotFoundError:
        yield ReadFailure(source, f"« {name} » n'existe pas : vérifiez le chemin indiqué.")
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
    pdf: PdfLimits = DEFAULT_LIMITS,
) -> Document:
    """The Document of one file's (or page's) content.

    ``name`` decides the format by its suffix; what has none of ours is read as
    plain text. ``declared`` is what is known from elsewhere (a
    page's address) and yields to what the content itself declares. Raises
    :class:`UnreadableSource`.
    """
    suffix = suffix_of(name)
    stem = name[: -len(suffix)] if suffix else name
    scraped = suffix not in (*_MARKDOWN, ".pdf", ".docx", ".odt")
    signatures.refuse_disguised(data, name, _FORMATS.get(suffix or ""))
    if suffix in _TEXTS:
        check_text(data, name, markup=suffix in _HTML)
    if suffix in _HTML:
        blocks, own = read_html(data, name)
    elif suffix in _MARKDOWN:
        blocks, own = read_markdown(decode(data, name))
    elif suffix == ".pdf":
        blocks, own = read_pdf(data, name, pdf)
    elif suffix == ".docx":
        blocks, own = read_docx(data, name)
    elif suffix == ".odt":
        blocks, own = read_odt(data, name)
    elif suffix in (".eml", ".msg"):
        mail = read_eml(data, name) if suffix == ".eml" else read_msg(data, name)
        blocks, own = mail_blocks(mail, name, SUFFIXES)
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


def _read_rows(
    path: Path, name: str, source: str, max_bytes: int, overrides: Overrides
) -> Iterator[Document | ReadFailure]:
    read_any = False
    held: list[BadRow] = []  # while none can be read, the file may be no rows at all
    try:
        for row in read_rows(row_lines(path, name, max_bytes)):
            if not read_any and isinstance(row, BadRow):
                held.append(row)
                if len(held) >= _NO_ROWS:
                    yield ReadFailure(
                        source,
                        f"« {name} » n’est pas un fichier JSONL : aucune de ses {_NO_ROWS} premières lignes n’est "
                        f"lisible ({held[0].reason}). Vérifiez son format.",
                    )
                    return
                continue
            for bad in (*held, row):
                yield _row_document(bad, name, source, overrides)
            held, read_any = [], True
        for bad in held:
            read_any = True
            yield _row_document(bad, name, source, overrides)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield ReadFailure(
            source,
            f"« {name} » est abîmé (archive gzip incomplète ou illisible) : récupérez-le de nouveau.",
        )
        return
    if not read_any:
        yield ReadFailure(
            source,
            f"« {name} » est vide : vérifiez le fichier d'origine, puis ajoutez-le de nouveau.",
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


def row_lines(path: Path, name: str, max_bytes: int) -> Iterator[str]:
    """The lines of a file of rows, one by one; ``max_bytes`` bounds the file, and more what it unpacks to.

    Raises :class:`UnreadableSource`, and what a damaged archive raises.
    """
    compressed = path.name.lower().endswith(".gz")
    limit = max_bytes * (_EXPANSION if compressed else 1)
    total = 0
    with gzip.open(path, "rb") if compressed else path.open("rb") as stream:
        # A line is kept up to a bound only, so that an endless one cannot fill
        # the memory; it is then known to be too long, and the next one is read.
        kept = b""
        while data := stream.readline(min(limit - total, MAX_ROW) + 1):
            total += len(data)
            if total > limit:
                raise UnreadableSource(_too_big(name, total, limit))
            ended = data.endswith(b"\n")
            kept = kept or data
            if ended or len(kept) <= MAX_ROW:
                yield _line(kept, name, first=total == len(kept))
                kept = b""
        if kept:
            yield _line(kept, name, first=False)


def _line(data: bytes, name: str, *, first: bool) -> str:
    if len(data) > MAX_ROW:
        return data.decode("utf-8", errors="replace")
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
