"""Writes small OpenDocument texts as LibreOffice lays them out."""

from __future__ import annotations

import io
import zipfile

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("meta", "meta"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
_STYLES = """<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Contents_20_1" style:family="paragraph"/>
<style:style style:name="G" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="L1">
<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
<text:list-level-style-bullet text:level="2" text:bullet-char="–"/></text:list-style>
<text:list-style style:name="L2"><text:list-level-style-number text:level="1" style:num-format="1"
style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>
</text:list-style>"""
MIMETYPE = b"application/vnd.oasis.opendocument.text"


def content(body: str, *, before: str = "") -> bytes:
    """A ``content.xml`` with this body."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_SPACES}><office:automatic-styles>'
        f"{_STYLES}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    ).encode()


def made_odt(body: str, *, title: str = "", more: dict[str, bytes] | None = None, before: str = "") -> bytes:
    """An ODT with this body (XML of ``office:text``); ``more`` adds or replaces members."""
    members = {
        "mimetype": MIMETYPE,
        "content.xml": content(body, before=before),
        "meta.xml": f"<office:document-meta {_SPACES}><office:meta><dc:title>{title}</dc:title>"
        "</office:meta></office:document-meta>".encode(),
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()
