"""What a server says its content is, and the bytes that its encodings carry."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

# Which reader reads a media type, named by the suffix that it goes by.
_READERS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "message/rfc822": ".eml",
    "application/vnd.ms-outlook": ".msg",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/x-jsonlines": ".jsonl",
    "application/json-lines": ".jsonl",
}
# Types that say nothing: the address's own suffix decides.
_VAGUE = frozenset(("", "application/gzip", "application/json", "application/octet-stream", "binary/octet-stream"))
_PLAIN_BY_NAME = (".md", ".markdown", ".jsonl")
# Charsets that a page may be served in; other codecs of Python are no charsets of the web.
_CHARSETS = re.compile(
    r"(?:windows-?125\d|cp125\d|iso-?8859-?\d{1,2}|latin-?\d|mac-?roman|koi8-[ru]"
    r"|utf-?(?:8|16|32)(?:[-_]?[lb]e)?)$"
)
_LATIN = frozenset(("iso-8859-1", "iso8859-1", "latin-1", "latin1"))
_BLOCK = 65_536


class BadEncoding(Exception):
    """The body is not encoded as its header says, or in a way that is not asked for."""


def suffix_for(content_type: str, address: str, suffixes: Iterable[str]) -> str | None:
    """The suffix of the reader for a page, or None when no reader fits.

    ``content_type`` is the header's value, ``suffixes`` the known ones. The type
    decides; the address only where the type says nothing.
    """
    media = content_type.split(";", 1)[0].strip().lower()
    path = urlsplit(address).path.lower()
    named = max((suffix for suffix in suffixes if path.endswith(suffix)), key=len, default=None)
    if media in _VAGUE:
        return named
    if media == "text/plain" and named in _PLAIN_BY_NAME:
        return named
    suffix = _READERS.get(media)
    return suffix if suffix in set(suffixes) else None


def name_for(address: str, suffix: str, suffixes: Iterable[str]) -> str:
    """A file name for a page, from the last part of its address, with the reader's suffix."""
    parts = urlsplit(address)
    last = PurePosixPath(unquote(parts.path)).name or (parts.hostname or "page")
    known = max((end for end in suffixes if last.lower().endswith(end)), key=len, default="")
    stem = re.sub(r"[^\w.-]+", "-", last[: len(last) - len(known)]).strip(".-")[:80]
    return (stem or "page") + suffix


def charset_of(content_type: str) -> str | None:
    """The charset that a Content-Type header names, as a codec, or None."""
    match = re.search(r"charset\s*=\s*[\"']?([\w:.-]{1,30})", content_type, re.IGNORECASE)
    name = match[1].lower() if match else ""
    if not _CHARSETS.match(name):
        return None
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return "cp1252" if name in _LATIN else name  # as browsers read it


def as_utf8(data: bytes, charset: str | None) -> bytes:
    """Text in UTF-8 where the header's charset fits it, else the bytes as they are.

    A byte-order mark and valid UTF-8 outrank the header, which servers often
    get wrong; a header that does not fit leaves the bytes to be guessed.
    """
    if charset is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        if "\x00" not in data.decode("utf-8"):
            return data
    except UnicodeDecodeError:
        pass
    try:
        return codecs.BOM_UTF8 + data.decode(charset).encode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return data


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The body behind a Content-Encoding, in blocks of at most 64 KiB.

    A block is inflated only when the one before was taken, so that a small body
    cannot fill the memory. Raises :class:`BadEncoding`.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from chunks
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise BadEncoding(name)
    inflater = zlib.decompressobj(47 if "gzip" in name else 15)
    try:
        for chunk in chunks:
            yield inflater.decompress(chunk, _BLOCK)
            while inflater.unconsumed_tail:
                yield inflater.decompress(inflater.unconsumed_tail, _BLOCK)
    except zlib.error as error:
        raise BadEncoding(name) from error
    # What is still held back comes out a block at a time too.
    while not inflater.eof and (rest := inflater.decompress(inflater.unconsumed_tail, _BLOCK)):
        yield rest
    if not inflater.eof:
        raise BadEncoding(name)
