"""Messages as mail programs save them (EML, RFC 5322), read with the standard library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from ingest.archive import protected
from ingest.blocks import clean
from ingest.encoding import decode
from ingest.mail import Mail
from vectorstore.errors import UnreadableSource

_HEADERS = ("from", "date", "subject", "to", "received", "message-id", "mime-version")
_MOST_PARTS = 2_000
_DEEPEST = 50
# The standard library leaves these to its caller when a header is malformed.
_MALFORMED = (ValueError, TypeError, AttributeError, IndexError, KeyError, LookupError, AssertionError, RecursionError)


def read_eml(data: bytes, name: str) -> Mail:
    """The parts of a message. Raises :class:`UnreadableSource` for what is no message."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(data.lstrip(b"\r\n\t \xef\xbb\xbf"))
    except RecursionError as error:
        raise UnreadableSource(
            f"« {name} » emboîte trop de parties les unes dans les autres : enregistrez le texte du message à part."
        ) from error
    except _MALFORMED as error:
        raise _no_message(name) from error
    assert isinstance(message, EmailMessage)
    return _read(message, name)


def _read(message: EmailMessage, name: str) -> Mail:
    if sum(header in message for header in _HEADERS) < 2:
        raise _no_message(name)
    plain: list[str] = []
    pages: list[str] = []
    attached: list[str] = []
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted") and (
            "signed" not in str(part.get_param("smime-type") or "")
        ):
            raise protected(name)
        file = _file_name(part)
        if file or _disposition(part) == "attachment" or kind == "message/rfc822":
            attached.append(file or ("message.eml" if kind == "message/rfc822" else ""))
        elif kind == "text/plain":
            plain.append(_text(part, name))
        elif kind == "text/html":
            pages.append(_text(part, name))
    if not any(plain) and not any(pages) and (inner := _forwarded(message)) is not None:
        return _read(inner, name)
    sender, address = parseaddr(_header(message, "from"))
    return Mail(
        subject=_header(message, "subject"),
        sender_name=sender,
        sender_address=address,
        sent_on=_day(_header(message, "date")),
        language=_language(_header(message, "content-language")),
        plain="\n\n".join(filter(None, plain)),
        html="\n".join(filter(None, pages)),
        attachments=tuple(filter(None, attached)),
    )


def _forwarded(message: EmailMessage) -> EmailMessage | None:
    """The message that one without words of its own passes on, through as many hands as it went."""
    found: EmailMessage | None = None
    for _ in range(_DEEPEST):
        inner = next((part for part in _parts(found or message) if part.get_content_type() == "message/rfc822"), None)
        held = inner.get_payload() if inner is not None else None
        if not isinstance(held, list) or not held or not isinstance(held[0], EmailMessage):
            break
        found = held[0]
    return found


def _no_message(name: str) -> UnreadableSource:
    return UnreadableSource(
        f"« {name} » n’est pas un message électronique lisible (en-têtes absents ou mal formés) : "
        "enregistrez-le de nouveau depuis votre messagerie, au format EML."
    )


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The message and its parts in order; a message inside it is one part, not entered."""
    todo: list[tuple[EmailMessage, int]] = [(message, 0)]
    seen = 0
    while todo and seen < _MOST_PARTS:
        part, depth = todo.pop()
        seen += 1
        yield part
        inner = part.get_payload() if part.is_multipart() and part.get_content_type() != "message/rfc822" else None
        if isinstance(inner, list) and depth < _DEEPEST:
            todo += [(child, depth + 1) for child in reversed(inner) if isinstance(child, EmailMessage)]


def _header(message: EmailMessage, name: str) -> str:
    try:
        return clean(str(message.get(name) or ""))
    except _MALFORMED:
        return ""


def _file_name(part: EmailMessage) -> str:
    try:
        return clean(part.get_filename() or "")
    except _MALFORMED:
        return ""


def _disposition(part: EmailMessage) -> str:
    try:
        return part.get_content_disposition() or ""
    except _MALFORMED:
        return ""


def _text(part: EmailMessage, name: str) -> str:
    """A text part in its stated encoding when that fits, else in the likeliest."""
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset() or ""
    except _MALFORMED:
        return ""
    if not isinstance(data, bytes) or not data.strip():
        return ""
    try:
        return data.decode("cp1252" if charset in ("iso-8859-1", "latin-1", "us-ascii") else charset)
    except (LookupError, ValueError):
        pass
    try:
        return decode(data, name)
    except UnreadableSource:
        return ""


def _day(value: str) -> date | None:
    """The day of a Date header, in the sender's own time zone."""
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _language(value: str) -> str | None:
    language = value[:2].lower()
    return language if len(language) == 2 and language.isascii() and language.isalpha() else None
