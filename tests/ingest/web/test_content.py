"""Media types, names, charsets and content encodings."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.web.content import BadEncoding, as_utf8, charset_of, decoded, name_for, suffix_for

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl", ".jsonl.gz", ".pdf")


@pytest.mark.parametrize(
    ("media", "path", "suffix"),
    [
        ("text/html; charset=utf-8", "/page.pdf", ".html"),
        ("TEXT/HTML", "/", ".html"),
        ("application/pdf", "/telecharger?id=3", ".pdf"),
        ("text/plain", "/notes", ".txt"),
        ("text/plain", "/LISEZMOI.md", ".md"),
        ("text/plain", "/page.html", ".txt"),
        ("application/octet-stream", "/a.pdf", ".pdf"),
        ("application/octet-stream", "/a.exe", None),
        ("", "/a.html", ".html"),
        ("application/gzip", "/a.jsonl.gz", ".jsonl.gz"),
        ("image/png", "/a.html", None),
        ("application/msword", "/a.txt", None),
        ("message/rfc822", "/a", None),
    ],
)
def test_the_type_decides_the_reader(media: str, path: str, suffix: str | None) -> None:
    assert suffix_for(media, f"https://exemple.fr{path}", SUFFIXES) == suffix


def test_names_come_from_the_address() -> None:
    assert name_for("https://exemple.fr/a/2024-04-12-note.pdf?x=1", ".pdf", SUFFIXES) == "2024-04-12-note.pdf"
    assert name_for("https://exemple.fr/a/page.aspx", ".html", SUFFIXES) == "page.aspx.html"
    assert name_for("https://exemple.fr/", ".html", SUFFIXES) == "exemple.fr.html"
    assert name_for("https://exemple.fr/x/%2e%2e", ".html", SUFFIXES) == "page.html"
    assert name_for("https://exemple.fr/%2e%2e%2fetc%2fpasswd", ".txt", SUFFIXES) == "passwd.txt"


@given(st.text(max_size=100))
def test_a_name_never_leaves_its_folder(path: str) -> None:
    name = name_for(f"https://exemple.fr/{path.replace('#', '').replace('[', '').replace(']', '')}", ".txt", SUFFIXES)
    assert "/" not in name
    assert name not in (".", "..")
    assert name.endswith(".txt")
    assert len(name) < 100


def test_charsets() -> None:
    assert charset_of("text/html; charset=ISO-8859-1") == "cp1252"
    assert charset_of('text/plain; charset="utf-16le"') == "utf-16le"
    for odd in ("text/html", "text/html; charset=zip", "text/html; charset=unicode_escape", "a; charset=utf-7"):
        assert charset_of(odd) is None


@pytest.mark.parametrize(
    ("data", "charset", "read"),
    [
        ("été".encode("latin-1"), "cp1252", "été"),
        ("été".encode(), "cp1252", "été"),  # the header is wrong
        ("été".encode("utf-16-le"), "utf-16le", "été"),
        ("żółć".encode("iso-8859-2"), "iso-8859-2", "żółć"),
    ],
)
def test_the_charset_that_fits_is_read(data: bytes, charset: str, read: str) -> None:
    assert as_utf8(data, charset).decode("utf-8-sig") == read


def test_a_charset_that_does_not_fit_leaves_the_bytes() -> None:
    latin = "été".encode("latin-1")
    assert as_utf8(latin, "utf-8") == latin
    assert as_utf8(latin, None) == latin


@given(st.binary(max_size=2000), st.integers(1, 50), st.sampled_from(["gzip", "deflate", "identity", ""]))
def test_encodings_give_back_the_body(data: bytes, size: int, encoding: str) -> None:
    sent = {"gzip": gzip.compress, "deflate": zlib.compress}.get(encoding, lambda x: x)(data)
    chunks = [sent[at : at + size] for at in range(0, len(sent), size)]
    assert b"".join(decoded(chunks, encoding)) == data


def test_a_bomb_comes_out_in_small_blocks() -> None:
    blocks = decoded([gzip.compress(bytes(50_000_000))], "gzip")
    assert max(len(next(blocks)) for _ in range(5)) <= 65_536


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"x", "br"), (b"pas du gzip", "gzip"), (gzip.compress(b"a" * 9000)[:-9], "gzip"), (b"", "gzip")],
)
def test_broken_encodings(data: bytes, encoding: str) -> None:
    with pytest.raises(BadEncoding):
        list(decoded([data], encoding))
