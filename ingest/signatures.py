"""What a file really is, by its first bytes, whatever its name says."""

from __future__ import annotations

import re

from vectorstore.errors import UnreadableSource

DOCX, ODT, MSG, PDF, HTML, MAIL = "docx", "odt", "msg", "pdf", "html", "eml"

# The words complete "est en réalité …".
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une image JPEG"),
    (b"GIF87a", "une image GIF"),
    (b"GIF89a", "une image GIF"),
    (b"%PDF-", "un document PDF"),
    (b"{\\rtf", "un document RTF"),
    (b"\x1f\x8b", "un fichier compressé (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "une archive 7z"),
    (b"Rar!\x1a\x07", "une archive RAR"),
    (b"SQLite format 3\x00", "une base de données"),
    (b"\x7fELF", "un programme"),
    (b"MZ\x90\x00", "un programme"),
)
_ZIP, _EMPTY_ZIP, _OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of members stand uncompressed in an archive, and Office writes these.
_MEMBERS: tuple[tuple[bytes, str], ...] = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "un document ODT"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "un classeur ODS"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "une présentation ODP"),
    (b"mimetypeapplication/epub+zip", "un livre EPUB"),
    (b"word/document", "un document DOCX"),
    (b"xl/workbook", "un classeur Excel"),
    (b"ppt/presentation", "une présentation PowerPoint"),
)
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "un document Office protégé par un mot de passe"),
    ("__properties_version1.0", "un message Outlook (MSG)"),
    ("WordDocument", "un ancien document Word (DOC)"),
    ("Workbook", "un ancien classeur Excel (XLS)"),
    ("PowerPoint Document", "une ancienne présentation PowerPoint (PPT)"),
)
# What may be a document of the expected format that lost its marks: its reader says.
_SOME_ZIP, _SOME_OLE = "une archive ZIP ou un document Office", "un ancien document Office"
_UNDECIDED = {(_SOME_ZIP, DOCX), (_SOME_ZIP, ODT), (_SOME_OLE, MSG)}
# The formats among these that have a reader of their own.
_IS = {
    "un document DOCX": DOCX,
    "un document ODT": ODT,
    "un message Outlook (MSG)": MSG,
    "un document PDF": PDF,
    "une page web (HTML)": HTML,
    "une page web archivée (MHTML)": MAIL,
}
_BINARY = (DOCX, ODT, MSG)
_WANTED = {
    DOCX: "un document DOCX",
    ODT: "un document ODT",
    MSG: "un message Outlook",
    PDF: "un document PDF",
    HTML: "une page web",
    MAIL: "un message",
}
_PAGE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?[A-Za-z][\w-]{1,40}: ?\S")


def empty(name: str) -> UnreadableSource:
    """The error for a file without anything in it."""
    return UnreadableSource(f"« {name} » est vide : vérifiez le fichier d'origine, puis ajoutez-le de nouveau.")


def refuse_binary(data: bytes, name: str) -> None:
    """Raises :class:`UnreadableSource` when ``data`` is of a known format that is no text."""
    what = _binary(data)
    if what:
        raise _disguised(name, what, None)


def refuse_disguised(data: bytes, name: str, expected: str | None = None) -> None:
    """Raises :class:`UnreadableSource` when ``data`` is not of the format its name says.

    ``expected`` is the format of the name's suffix (:data:`DOCX`, :data:`HTML`,
    …), or None for plain text and Markdown. What is of no known format is left
    to the reader.
    """
    if not data.strip():
        raise empty(name)
    what = _binary(data)
    if what is None and expected in _BINARY:
        what = "un fichier d’un autre format"
    if what is None and _PAGE.match(data[:2000]) and expected != HTML:
        what = "une page web (HTML)"
    if what is None and expected == HTML and _is_archived_page(data[:8000]):
        what = "une page web archivée (MHTML)"
    if what and _IS.get(what) != expected and (what, expected) not in _UNDECIDED:
        raise _disguised(name, what, expected)


def _binary(data: bytes) -> str | None:
    """The known binary format that ``data`` begins like, in words, or None."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            return what
    if data.startswith(_EMPTY_ZIP):
        return "une archive ZIP vide"
    if data.startswith(_ZIP):
        return next((what for mark, what in _MEMBERS if mark in data), _SOME_ZIP)
    if data.startswith(_OLE):
        return next((what for mark, what in _STREAMS if mark.encode("utf-16-le") in data), _SOME_OLE)
    return None


def _is_archived_page(data: bytes) -> bool:
    head = data.lower()
    return bool(_HEADER.match(data)) and b"mime-version:" in head and b"multipart/" in head


def _disguised(name: str, what: str, expected: str | None) -> UnreadableSource:
    if "mot de passe" in what:
        advice = "enregistrez-en une copie sans protection, puis ajoutez-la"
    elif form := _IS.get(what):
        advice = f"renommez-le en « .{form} », puis ajoutez-le de nouveau"
    else:
        advice = "convertissez-le en texte (ou corrigez son extension), puis ajoutez-le de nouveau"
    wanted = _WANTED.get(expected or "", "un fichier texte")
    return UnreadableSource(f"« {name} » est en réalité {what}, pas {wanted} : {advice}.")
