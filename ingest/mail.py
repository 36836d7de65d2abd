"""What an electronic message is to the index: its own words, its subject, sender and day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from ingest.blocks import RawBlock, clean
from ingest.bounds import check_text
from ingest.declared import Declared
from ingest.html import read_html
from ingest.html_tree import parse
from ingest.plain_text import read_plain_text
from ingest.publishers import publisher_of_host
from ingest.titles import fold
from vectorstore.errors import UnreadableSource
from vectorstore.types import BlockKind

_PREFIX = re.compile(r"^(?:\s*(?:re|rép|ref|fwd?|tr|wg|aw)\s*(?:\[\d{1,3}\])?\s*[:：]\s*)+", re.IGNORECASE)
_FORWARDED = re.compile(r"^\s*(?:(?:re|rép)\s*[:：]\s*)*(?:fwd?|tr|wg)\s*[:：]", re.IGNORECASE)
# Where a reply's quotation of the message before begins.
_REPLY = re.compile(
    r"^(?:le|on)\b.{4,160}\b(?:a écrit|wrote)\s*[:：]?$"
    r"|^[-_ ]{2,}\s*(?:message d['’]origine|message original|original message|réponse de|message transféré"
    r"|forwarded message|début du message transféré)\b.{0,60}$|^début du message transféré\s*:?$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^\*?(?P<name>de|from|envoyé(?: le)?|sent|date|à|to|cc|objet|subject|répondre à|reply-to)\s?\*?\s?:\*?\s",
    re.IGNORECASE,
)
_SENDER_LINE = frozenset(("de", "from"))
_DATED_LINE = frozenset(("envoyé", "envoyé le", "sent", "date"))
_SIGNATURE = re.compile(r"^-- ?$")
_QUOTED = re.compile(r"^[ \t]{0,3}>")
_QUOTES = (
    "//blockquote[@type='cite']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' gmail_quote ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' moz-cite-prefix ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' yahoo_quoted ')]",
)
_SIGNATURES = (
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' gmail_signature ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' moz-signature ')]",
    "//*[@id='Signature' or @id='signature' or @data-smartmail='gmail_signature']",
)
# Below this share of the page's words, the plain part is a stand-in for it.
_STANDS_IN = 0.5
_MOST_NAMED = 20
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Mail:
    """A message's parts as its format gives them; "" and None for what is missing."""

    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    sent_on: date | None = None
    language: str | None = None
    plain: str = ""
    html: str = ""
    attachments: tuple[str, ...] = ()


def mail_blocks(mail: Mail, name: str, readable: Sequence[str]) -> tuple[list[RawBlock], Declared]:
    """The blocks of a message and what it declares.

    Signatures and the quoted messages below a reply are left out, unless
    nothing else is said; a forwarded message is what is said. Attachments whose
    names end as one of ``readable`` are named on a last line and not opened.
    Raises :class:`UnreadableSource` for a message without words.
    """
    check_text(mail.plain, name)
    check_text(mail.html, name, markup=True)
    forwarded = bool(_FORWARDED.match(mail.subject))
    blocks = _body(mail, name, forwarded=forwarded)
    if not blocks:
        raise UnreadableSource(
            f"« {name} » est un message sans texte lisible : enregistrez ses pièces jointes et ajoutez-les."
        )
    named = [_file_name(attached) for attached in mail.attachments if attached.lower().endswith(tuple(readable))]
    if named:
        more = " …" if len(named) > _MOST_NAMED else ""
        shown = ", ".join(named[:_MOST_NAMED])
        blocks.append(RawBlock(BlockKind.FIELD, f"Pièces jointes (non lues) : {shown}{more}"))
    return blocks, Declared(
        title=clean(_PREFIX.sub("", mail.subject)) or None,
        publisher=_publisher(mail),
        published_on=mail.sent_on,
        language=mail.language,
    )


def _publisher(mail: Mail) -> str | None:
    """The body that the sender's address belongs to, else the sender as written; never a person."""
    address = clean(mail.sender_address)
    local, _, host = address.rpartition("@")
    known = publisher_of_host(f"@{host}") if local else None
    name = clean(mail.sender_name).strip("\"' ")
    # "Jeanne Martin <j.martin@exemple.fr>" is somebody: what publishes is where that person writes from.
    words = [fold(word) for word in re.split(r"[\s,]+", name) if len(fold(word)) > 2]
    person = len(words) >= 2 and any(word in fold(local) for word in words[-2:])
    return known or (name if name and not person and "@" not in name else host) or None


def _file_name(attached: str) -> str:
    """An attachment's name without any folder before it."""
    return clean(attached.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:]


def _body(mail: Mail, name: str, *, forwarded: bool) -> list[RawBlock]:
    page = _page_blocks(mail.html, name, forwarded=forwarded) if mail.html.strip() else []
    lines = own_lines(mail.plain, forwarded=forwarded)
    text = read_plain_text(lines) if lines.strip() else []
    return text if text and _length(text) >= _STANDS_IN * _length(page) else page or text


def _length(blocks: Sequence[RawBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def own_lines(text: str, *, forwarded: bool = False) -> str:
    """A plain message without its signature and what it quotes; the whole when nothing else is said."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    signed = next((i for i, line in enumerate(lines) if _SIGNATURE.match(line)), len(lines))
    lines = lines[:signed]
    if forwarded:
        own = [line for line in lines if not _REPLY.match(line.strip())]
    else:
        own = [line for line in lines[: _reply_at(lines)] if not _QUOTED.match(line)]
    kept = "\n".join(own)
    if any(char.isalnum() for char in kept):
        return kept
    return "\n".join(re.sub(r"^(?:[ \t]{0,3}>)+ ?", "", line) for line in text.split("\n"))


def _reply_at(lines: Sequence[str]) -> int:
    """Where the quoted message begins; the number of lines when there is none."""
    for index, line in enumerate(lines):
        shown = line.strip()
        if _REPLY.match(shown) or (len(shown) < 200 and _REPLY.match(_with_next(lines, index))):
            return index
        header = _HEADER.match(shown)
        if header and header["name"].lower() in _SENDER_LINE and _is_header(lines[index + 1 : index + 4]):
            return index
    return len(lines)


def _with_next(lines: Sequence[str], index: int) -> str:
    """A line with the one below, for "Le … \\n a écrit :" broken in two."""
    after = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return f"{lines[index].strip()} {after}" if len(after) < 80 else ""


def _is_header(lines: Sequence[str]) -> bool:
    names = {match["name"].lower() for line in lines if (match := _HEADER.match(line.strip()))}
    return bool(names & _DATED_LINE) and len(names) >= 2


def _page_blocks(html: str, name: str, *, forwarded: bool) -> list[RawBlock]:
    source = _without_quotes(html, _SIGNATURES if forwarded else (*_SIGNATURES, *_QUOTES))
    blocks = _read(source, name)
    if not forwarded:
        blocks = blocks[: _reply_at([block.text for block in blocks])]
    return blocks if _length(blocks) else _read(html, name)


def _read(html: str, name: str) -> list[RawBlock]:
    try:
        return read_html(html.encode("utf-8", "replace"), name)[0]
    except UnreadableSource:
        return []  # the message may still have a plain part


def _without_quotes(html: str, paths: Sequence[str]) -> str:
    root = parse(html)
    if root is None:
        return html
    for path in paths:
        for element in root.xpath(path):
            _remove(element)
    return str(etree.tostring(root, encoding="unicode", method="html"))


def _remove(element: etree._Element) -> None:
    """Takes an element out and leaves the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
