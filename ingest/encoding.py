"""From bytes to text: which encoding a French file is in, or why it is no text."""

from __future__ import annotations

import codecs
import unicodedata

from ingest.signatures import empty, refuse_binary
from vectorstore.errors import UnreadableSource

# The longer mark first: UTF-32-LE's begins with UTF-16-LE's.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What a French text holds beyond ASCII. Of the single-byte encodings, the one
# that yields most of these wins; the order settles ties.
_FRENCH = frozenset("éèêëàâäùûüçîïôöœæÿÉÈÊËÀÂÄÙÛÜÇÎÏÔÖŒÆŸ«»‹›’‘“”„–—…•€°²³§·ºª©®™\u00a0\u00ad")
_SINGLE_BYTE = ("cp1252", "iso8859-15", "mac_roman", "cp850")

_CONTROL_SHARE = 0.02
_SAMPLE = 65_536


def decode(data: bytes, name: str) -> str:
    """Decode ``data``, the content of the file ``name``.

    Byte-order marks are obeyed; then UTF-8; then the single-byte encoding that
    reads most like French (Windows-1252, which holds Latin-1, unless another
    clearly fits better). Line ends become ``\\n``.

    Raises :class:`UnreadableSource` for an empty file, a known binary format,
    and anything that decodes to control characters.
    """
    if not data.strip():
        raise empty(name)
    refuse_binary(data, name)
    text = _by_mark(data, name)
    if text is None:
        if b"\x00" in data:
            raise _binary(name)
        text = _utf8(data)
        if text is None:
            text = _single_byte(data)
    if _looks_binary(text):
        raise _binary(name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\ufeff", "").strip():
        raise UnreadableSource(
            f"« {name} » ne contient que des blancs : vérifiez le fichier d'origine, puis ajoutez-le de nouveau."
        )
    return text


def _by_mark(data: bytes, name: str) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                if encoding == "utf-8":
                    return None  # a stray mark before another encoding: go on guessing
                raise UnreadableSource(
                    f"« {name} » est abîmé (son encodage annoncé ne correspond pas à son contenu) "
                    ": enregistrez-le en UTF-8, puis ajoutez-le de nouveau."
                ) from error
    return None


def _utf8(data: bytes) -> str | None:
    """UTF-8, also when a few bytes of another encoding were pasted into it."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    kept = data.decode("utf-8", errors="ignore")
    good = sum(1 for char in kept if ord(char) > 127)
    bad = len(data) - len(kept.encode("utf-8"))
    # Legacy text seldom forms valid sequences by chance, so a clear majority
    # of valid ones means UTF-8 with accidents, which are read as Windows-1252.
    if good >= 10 * bad:
        return data.decode("utf-8", errors=_AS_CP1252)
    return None


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", errors="replace"), error.end


_AS_CP1252 = "sourcier.stray-cp1252"
codecs.register_error(_AS_CP1252, _stray_bytes)


def _single_byte(data: bytes) -> str:
    best, best_score = "", -1.0
    for encoding in _SINGLE_BYTE:
        # Windows-1252 leaves five bytes undefined; Latin-1 reads them as
        # control characters, which the cleaning drops.
        text = data.decode(encoding, errors="replace")
        score = _french_share(text)
        if score > best_score:
            best, best_score = text, score
    return best


def _french_share(text: str) -> float:
    foreign = [char for char in text[: 4 * _SAMPLE] if ord(char) > 127]
    if not foreign:
        return 1.0
    return sum(char in _FRENCH for char in foreign) / len(foreign)


def _looks_binary(text: str) -> bool:
    sample = text[:_SAMPLE]
    controls = sum(1 for char in sample if char not in "\t\n\r\f\v\x1a" and unicodedata.category(char) == "Cc")
    return "\x00" in text or controls > _CONTROL_SHARE * len(sample)


def _binary(name: str) -> UnreadableSource:
    return UnreadableSource(
        f"« {name} » contient des données binaires, pas du texte : "
        "exportez-le en texte, Markdown ou HTML, puis ajoutez-le de nouveau."
    )
