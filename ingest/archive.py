"""Zip archives of documents, opened only when they are harmless.

Nothing is ever written to disk: members are read by name, into memory, within
bounds that are checked against the archive's own directory before anything is
inflated. ``zipfile`` stops at the length that the directory states, so a member
that lies about it gives a damaged archive, not a bomb.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from vectorstore.errors import UnreadableSource

MAX_ENTRIES = 5_000
MAX_MEMBER = 32_000_000
MAX_TOTAL = 400_000_000
# Beyond this, no member of a real document is packed so tightly.
MAX_RATIO = 250
# Small members (a page of equal lines) may be, and do no harm.
_FREE = 2_000_000

_END = b"PK\x05\x06"
_END_SIZE = 22
_END64 = b"PK\x06\x07"
_END64_SIZE = 20
# A directory entry is 46 bytes and its name; ``zipfile`` makes an object of each
# before it can be asked how many there are.
_MAX_DIRECTORY = MAX_ENTRIES * 300
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class Archive:
    """The members of one harmless archive, read by name.

    ``name`` is the file's, for the sentences. Raises :class:`UnreadableSource`
    for what is damaged, protected by a password, or built to do harm.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        _check_directory(data, name)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError, struct.error) as error:
            raise damaged(name) from error
        self._members = _checked(self._zip.infolist(), name)

    def __contains__(self, member: str) -> bool:
        return member in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the archive's order."""
        return tuple(self._members)

    def read(self, member: str) -> bytes | None:
        """The content of ``member``, or None when there is no such member."""
        info = self._members.get(member)
        if info is None:
            return None
        if info.flag_bits & _ENCRYPTED:
            raise protected(self._name)
        if info.file_size > MAX_MEMBER:
            raise _bomb(self._name)
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError, struct.error) as error:
            raise damaged(self._name) from error


def damaged(name: str) -> UnreadableSource:
    """The error for a document that is truncated or not built as its format asks."""
    return UnreadableSource(
        f"« {name} » est abîmé (son contenu est incomplet ou mal formé) : récupérez-le de nouveau, "
        "ou ouvrez-le et enregistrez-le sous un autre nom."
    )


def protected(name: str) -> UnreadableSource:
    """The error for a document that a password protects."""
    return UnreadableSource(
        f"« {name} » est chiffré ou protégé par un mot de passe : enregistrez-en une copie sans protection, "
        "puis ajoutez-la."
    )


def _bomb(name: str) -> UnreadableSource:
    return UnreadableSource(
        f"« {name} » n’est pas ouvert : une fois décompressé, son contenu serait démesuré. "
        "Vérifiez d’où vient ce fichier ; s’il est sain, découpez-le ou exportez-le en texte."
    )


def _check_directory(data: bytes, name: str) -> None:
    """Refuses an archive whose directory is missing or too long to be listed."""
    end = _end_of_directory(data)
    if end < 0:
        raise damaged(name)
    if data[max(0, end - _END64_SIZE) : end].startswith(_END64):
        raise _bomb(name)  # the form for archives beyond 4 GB or 65,535 members
    if struct.unpack_from("<L", data, end + 12)[0] > _MAX_DIRECTORY:
        raise _bomb(name)


def _end_of_directory(data: bytes) -> int:
    """Where the end record stands, looked for as ``zipfile`` does; -1 when nowhere."""
    last = len(data) - _END_SIZE
    if last < 0:
        return -1
    if data.startswith(_END, last) and data.endswith(b"\x00\x00"):
        return last
    found = data.rfind(_END, max(0, last - 0xFFFF))
    return found if 0 <= found <= last else -1


def _checked(infos: list[zipfile.ZipInfo], name: str) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > MAX_ENTRIES or sum(info.file_size for info in infos) > MAX_TOTAL:
        raise _bomb(name)
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if _escapes(info.filename) or info.filename in members or info.compress_type not in _METHODS:
            raise UnreadableSource(
                f"« {name} » n’est pas ouvert : cette archive contient des chemins ou des éléments qu’aucun "
                "traitement de texte n’écrit. Vérifiez d’où vient ce fichier."
            )
        if info.file_size > _FREE and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise _bomb(name)
        members[info.filename] = info
    return members


def _escapes(member: str) -> bool:
    """Whether a member's name would leave the folder it is unpacked in."""
    path = member.replace("\\", "/")
    return path.startswith("/") or ".." in path.split("/") or path[1:2] == ":" or "\x00" in path
