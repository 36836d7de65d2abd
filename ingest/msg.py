"""Messages as Outlook saves them (MSG): the few properties that matter.

An MSG file is an OLE compound file whose streams are MAPI properties, as
Microsoft's [MS-OXMSG] and [MS-OXPROPS] describe. ``olefile`` reads the compound
file; the properties are read here. Bodies that exist only as compressed RTF
are not.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import olefile

from ingest.archive import damaged, protected
from ingest.blocks import clean
from ingest.encoding import decode
from ingest.mail import Mail
from vectorstore.errors import UnreadableSource

_UNICODE, _ANSI, _BINARY = "001F", "001E", "0102"
_CLASS, _SUBJECT, _BODY, _PAGE, _RTF = "001A", "0037", "1000", "1013", "1009"
_SENDER, _SENDER_SMTP, _SENDER_ADDRESS, _REPRESENTED = "0C1A", "5D01", "0C1F", "0042"
_LONG_NAME, _SHORT_NAME = "3707", "3704"
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_FILETIME = 0x0040
_ROW = struct.Struct("<HHLQ")
_TOP_HEADER = 32
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_PROPERTIES = "__properties_version1.0"
_LARGEST = 20_000_000
_MOST_STREAMS = 20_000
_OLE_ERRORS = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)


def read_msg(data: bytes, name: str) -> Mail:
    """The parts of an Outlook message. Raises :class:`UnreadableSource` for what is none."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return _read(_Streams(ole), name)
    except _OLE_ERRORS as error:
        raise damaged(name) from error


class _Streams:
    """The streams of a compound file by path, each within bounds."""

    def __init__(self, ole: olefile.OleFileIO) -> None:
        self._ole = ole
        self.paths = ["/".join(path) for path in ole.listdir()[:_MOST_STREAMS]]
        self._known = set(self.paths)

    def read(self, path: str) -> bytes:
        """The stream's content; empty when it is missing or beyond bounds."""
        if path not in self._known or self._ole.get_size(path) > _LARGEST:
            return b""
        content = self._ole.openstream(path).read(_LARGEST)
        return content if isinstance(content, bytes) else b""

    def text(self, tag: str, folder: str = "") -> str:
        """A text property, in Unicode or in the sender's own encoding."""
        wide = self.read(f"{folder}__substg1.0_{tag}{_UNICODE}")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\x00")
        return _narrow(self.read(f"{folder}__substg1.0_{tag}{_ANSI}"))


def _narrow(data: bytes) -> str:
    try:
        return decode(data.rstrip(b"\x00"), "") if data.strip(b"\x00 \r\n\t") else ""
    except UnreadableSource:
        return ""


def _read(streams: _Streams, name: str) -> Mail:
    if _PROPERTIES not in streams.paths:
        if "EncryptedPackage" in streams.paths:
            raise protected(name)
        raise UnreadableSource(
            f"« {name} » n’est pas un message Outlook : vérifiez son extension, ou enregistrez-le au format EML."
        )
    kind = streams.text(_CLASS).lower()
    if "smime" in kind and "multipartsigned" not in kind:
        raise protected(name)
    plain = streams.text(_BODY)
    page = _narrow(streams.read(f"__substg1.0_{_PAGE}{_BINARY}")) or streams.text(_PAGE)
    if not plain.strip() and not page.strip() and streams.read(f"__substg1.0_{_RTF}{_BINARY}"):
        raise UnreadableSource(
            f"« {name} » n’a de texte qu’au format RTF d’Outlook, qui n’est pas lu : "
            "enregistrez le message au format EML ou HTML, puis ajoutez-le."
        )
    return Mail(
        subject=clean(streams.text(_SUBJECT)),
        sender_name=clean(streams.text(_SENDER) or streams.text(_REPRESENTED)),
        sender_address=clean(streams.text(_SENDER_SMTP) or streams.text(_SENDER_ADDRESS)),
        sent_on=_sent_on(streams.read(_PROPERTIES)),
        plain=plain,
        html=page,
        attachments=tuple(filter(None, _attachments(streams))),
    )


def _attachments(streams: _Streams) -> Iterator[str]:
    folders = dict.fromkeys(path.partition("/")[0] for path in streams.paths if path.startswith("__attach_version1.0_"))
    for folder in folders:
        yield clean(streams.text(_LONG_NAME, f"{folder}/") or streams.text(_SHORT_NAME, f"{folder}/"))


def _sent_on(rows: bytes) -> date | None:
    """The day the message was sent, else delivered (UTC), from the fixed-length properties."""
    times: dict[int, date] = {}
    usable = len(rows) - (len(rows) - _TOP_HEADER) % _ROW.size
    for form, tag, _, value in _ROW.iter_unpack(rows[_TOP_HEADER:usable]) if len(rows) > _TOP_HEADER else ():
        if form == _FILETIME and tag in (_SUBMITTED, _DELIVERED):
            try:
                times[tag] = (_EPOCH + timedelta(microseconds=value // 10)).date()
            except OverflowError:
                continue
    return times.get(_SUBMITTED) or times.get(_DELIVERED)
