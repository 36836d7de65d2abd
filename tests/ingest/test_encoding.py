"""Bytes to text: every encoding French files come in, and what is no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encoding import decode
from vectorstore.errors import UnreadableSource

FRENCH = "L’été où l’œuvre « Ma santé 2022 » coûtait 650 M€ : ça, c’est sûr… À Noël, naïveté !"
LATIN = "Délégation ministérielle : où êtes-vous ? Ça coûte 12 % à l'été. « Voilà »\n"
letters = st.text(alphabet="abc éèàùçêîôûëïÉÀÇ«»'\n.", min_size=1).filter(lambda t: t.strip())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_french_survives(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "a.txt") == FRENCH


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "mac_roman", "cp850", "iso8859-15"])
def test_accents_survive_old_encodings(encoding: str) -> None:
    assert decode(LATIN.encode(encoding), "a.txt") == LATIN


def test_latin_9_keeps_its_ligature() -> None:
    text = "Le cœur de l'œuvre coûte 3 euros à l'État."
    assert decode(text.encode("iso8859-15"), "a.txt") == text


@given(letters)
def test_utf8_round_trip(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text


@given(letters)
def test_cp1252_round_trip(text: str) -> None:
    data = ("Les réponses données à l'été. " + text).encode("cp1252")
    assert decode(data, "a.txt") == data.decode("cp1252")


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_sentence(data: bytes) -> None:
    reason = ""
    try:
        text = decode(data, "a.txt")
    except UnreadableSource as error:
        text, reason = "refused", str(error)
    assert text.strip()
    assert "\x00" not in text
    assert not reason or ("« a.txt »" in reason and reason.endswith("."))


def test_a_few_stray_bytes_do_not_spoil_utf8() -> None:
    data = ("é" * 50).encode() + "œ".encode("cp1252") + b" fin"
    assert decode(data, "a.txt") == "é" * 50 + "œ fin"


def test_line_ends_are_made_one() -> None:
    assert decode(b"un\r\ndeux\rtrois\n", "a.txt") == "un\ndeux\ntrois\n"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "vide"),
        (b" \n\t ", "vide"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"texte\x00\x01\x02 suite", "binaires"),
        (bytes(range(1, 32)) * 20, "binaires"),
        ("\ufeff  \n".encode(), "blancs"),
    ],
)
def test_what_is_no_text_is_refused_in_french(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableSource, match=word) as caught:
        decode(data, "note.txt")
    assert "« note.txt »" in str(caught.value)
