"""Names and kinds of files, and bounds on what one document holds."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import RawBlock, clean
from ingest.bounds import MAX_BLOCKS, MAX_LINES, MAX_TAGS, MAX_TEXT, check_text
from ingest.document import build_document
from ingest.files import checked_file, legible_name, legible_source
from ingest.read import read_bytes
from vectorstore.errors import UnreadableSource
from vectorstore.types import BlockKind


@given(st.binary(min_size=1, max_size=40).filter(lambda name: b"/" not in name and b"\x00" not in name))
def test_any_name_can_be_shown_and_stored(name: bytes) -> None:
    decoded = os.fsdecode(name)
    legible_source(decoded).encode("utf-8")
    shown = legible_name(decoded)
    assert shown
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_two_names_stay_two() -> None:
    names = [os.fsdecode(name) for name in (b"caf\xe9", b"caf\xe8", "café".encode())]
    assert len(set(map(legible_source, names))) == 3


def test_links_inside_a_folder_are_followed_and_others_are_not(tmp_path: Path) -> None:
    inside, below = tmp_path / "d" / "a.txt", tmp_path / "d" / "e" / "b.txt"
    below.parent.mkdir(parents=True)
    inside.write_text("abc", encoding="utf-8")
    below.symlink_to(inside)
    (tmp_path / "d" / "c.txt").symlink_to(inside)
    assert checked_file(tmp_path / "d" / "c.txt", "c.txt") == 3
    with pytest.raises(UnreadableSource, match="autre dossier"):
        checked_file(below, "b.txt")
    (tmp_path / "lien").symlink_to(tmp_path / "d")
    assert checked_file(tmp_path / "lien" / "a.txt", "a.txt") == 3, "a folder that was named through a link"


@pytest.mark.parametrize("text", ["a" * (MAX_TEXT + 1), "\n" * (MAX_LINES + 1), "\r" * (MAX_LINES + 1)])
def test_texts_beyond_the_bounds(text: str) -> None:
    for data in (text, text.encode()):
        with pytest.raises(UnreadableSource, match="découpez"):
            check_text(data, "a.txt")
    check_text(text[:-1], "a.txt")
    check_text("<" * (MAX_TAGS + 1), "a.txt")
    with pytest.raises(UnreadableSource):
        check_text("<" * (MAX_TAGS + 1), "a.html", markup=True)


@pytest.mark.parametrize("blocks", [[RawBlock(BlockKind.PARAGRAPH, "a")] * (MAX_BLOCKS + 1),
                                    [RawBlock(BlockKind.PARAGRAPH, "a" * (MAX_TEXT // 2 + 1))] * 2])  # fmt: skip
def test_documents_beyond_the_bounds(blocks: list[RawBlock]) -> None:
    with pytest.raises(UnreadableSource, match="trop long"):
        build_document(blocks, source="/a", name="a")


INVISIBLE = (
    *("\u200b", "\u202e", "\u2066", "\u00ad", "\ufeff", "\u115f", "\u3164", "\ufe0f", "\u034f"),
    *("\U000e0041", "\U000e0101", "\u2065", "\ufffe", "\x07", "\x1b"),
)


@pytest.mark.parametrize("char", INVISIBLE)
def test_nothing_invisible_stays_in_a_word(char: str) -> None:
    assert clean(f"do{char}ssier") == "dossier"


def test_letters_of_other_scripts_and_typography_stay() -> None:
    for text in ("Σωκράτης", "健康", "« 10\u00a0%\u202f! »", "œuvre", "العربية", "🏥"):
        assert clean(text) == text


def test_a_missing_file_with_an_odd_name_is_reported(sourcier: Callable[..., Any], home: Path, tmp_path: Path) -> None:
    good = tmp_path / "bon.txt"
    good.write_text("Un texte lisible.", encoding="utf-8")
    ran = sourcier("ingest", "add", os.fsdecode(b"/absent\xe9.txt"), str(good), "--json", home=home)
    assert ran.code == 1
    assert json.loads(ran.out)["failures"][0]["source"] == "/absent\\xe9.txt"
    assert json.loads(ran.out)["created"] == 1


def test_content_decides_against_the_suffix() -> None:
    with pytest.raises(UnreadableSource, match=r"« a\.html » est en réalité une page web archivée"):
        read_bytes(b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "a.html", "/a")
    with pytest.raises(UnreadableSource, match=r"renommez-le en « \.pdf »"):
        read_bytes(b"%PDF-1.7", "a.docx", "/a")
    assert read_bytes(b"<p>Un paragraphe lisible.", "a.md", "/a").text == "Un paragraphe lisible."
