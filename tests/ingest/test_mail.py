"""Messages: which of their words are their own, and what they declare."""

from __future__ import annotations

import random
import time
from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_msg import made_compound, made_msg

from ingest.mail import own_lines
from ingest.read import read_bytes
from vectorstore.errors import UnreadableSource
from vectorstore.types import Document, Kind

PROSE = "La délégation au numérique en santé publie sa feuille de route, avec les agences régionales de santé."


def message(plain: str = "", html: str = "", **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {
        "From": "Service presse <presse@sante.gouv.fr>",
        "To": "liste@example.org",
        "Subject": "Communiqué : la feuille de route",
        "Date": "Thu, 08 Jun 2023 23:30:00 +0200",
        **headers,
    }.items():
        made[name] = value
    if plain:
        made.set_content(plain)
    if html and plain:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


def read(made: EmailMessage | bytes, name: str = "a.eml") -> Document:
    return read_bytes(made if isinstance(made, bytes) else made.as_bytes(), name, f"/{name}")


def text_or_reason(data: bytes, name: str) -> str:
    """The text, or the sentence that says why there is none."""
    try:
        return read(data, name).text
    except UnreadableSource as error:
        reason = str(error)
    assert "« a" in reason
    assert reason.endswith(".")
    return reason


def test_headers_are_declared() -> None:
    found = read(message(PROSE))
    assert found.text == PROSE
    assert (found.title, found.published_on) == ("Communiqué : la feuille de route", date(2023, 6, 8))
    assert found.publisher == "Ministère chargé de la santé"
    assert {found.provenance[name].value for name in ("title", "published_on", "publisher")} == {"declared"}
    unknown = read(message(PROSE, From="La Lettre <x@lettre.example>", Subject="Re: TR : Bilan", Date="hier"))
    assert (unknown.title, unknown.publisher, unknown.published_on) == ("Bilan", "La Lettre", None)


def test_the_fuller_part_is_read() -> None:
    page = f"<html><body><h1>Feuille de route</h1><p>{PROSE}</p><ul><li>un</li><li>deux</li></ul></body></html>"
    assert read(message(PROSE, page)).text == PROSE
    stand_in = read(message("Voir en ligne.", page))
    assert stand_in.text.startswith("Feuille de route\n\n" + PROSE)
    assert "- un\n- deux" in stand_in.text
    assert read(message(html=page)).text == stand_in.text


@pytest.mark.parametrize(
    "after",
    [
        "\n-- \nJeanne Doe\nBureau 12\n",
        "\n\nLe 7 juin 2023 à 10:00, Paul <p@x.fr> a écrit :\n> Bonjour\n> Merci\n",
        "\n\nLe mercredi 7 juin 2023 à 10:00, Paul Très Long Nom <paul.tres.long@exemple.fr> a\nécrit :\n> Bonjour\n",
        "\n\nOn Wed, Jun 7, 2023, Paul <p@x.fr> wrote:\n> Hello\n",
        "\n\n-----Message d'origine-----\nDe : Paul\nEnvoyé : mercredi\nBonjour\n",
        "\n\nDe : Paul <p@x.fr>\nEnvoyé : mercredi 7 juin 2023\nÀ : Jeanne\nObjet : Question\n\nBonjour Jeanne\n",
        "\n> cité au milieu\n",
    ],
)
def test_signatures_and_quoted_messages_go(after: str) -> None:
    assert own_lines(PROSE + after).strip() == PROSE
    assert read(message(PROSE + after)).text == PROSE


def test_a_message_that_only_quotes_is_kept() -> None:
    assert "Bonjour" in own_lines("> Bonjour\n> Merci\n")
    assert "Le fond." in own_lines("-- \nLe fond.\n")
    forwarded = f"-------- Message transféré --------\nDe : X\nDate : hier\nÀ : Y\n\n{PROSE}\n"
    assert PROSE in read(message(forwarded, Subject="TR: communiqué")).text
    assert PROSE in read(message(f"Pour information.\n\n{forwarded}", Subject="Fwd: communiqué")).text
    assert PROSE not in own_lines(f"Pour information.\n\n{forwarded}")


def test_quotes_of_pages_go() -> None:
    page = (
        f"<p>{PROSE}</p><div class='gmail_signature'>Jeanne</div><div class='gmail_quote'>Le 3 mai, Paul a écrit :"
        "<blockquote>Ancien message</blockquote></div>"
    )
    assert read(message(html=page)).text == PROSE
    outlook = f"<p>{PROSE}</p><hr><p>De : Paul<br>Envoyé : hier<br>À : Jeanne<br>Objet : x</p><p>Ancien message</p>"
    assert read(message(html=outlook)).text == PROSE


def test_attachments_are_named_and_not_followed() -> None:
    made = message(PROSE)
    for name, data in (
        ("../../annexe.docx", b"PK\x03\x04SECRET"),
        ("logo.png", b"x"),
        ("notes\u202etxt.md", b"SECRET"),
    ):
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    made.add_attachment(message("SECRET transmis"))
    text = read(made).text
    assert text == f"{PROSE}\n\nPièces jointes (non lues) : annexe.docx, notestxt.md, message.eml"


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "inconnu", "utf-16"])
def test_encodings_stated_wrong_and_unknown(charset: str) -> None:
    stated = charset if charset != "inconnu" else "cp1252"
    head = f"From: a@sante.gouv.fr\nSubject: x\nContent-Type: text/plain; charset={charset}\n\n"
    assert read(head.encode() + PROSE.encode(stated)).text == PROSE
    wrong = b"From: a@sante.gouv.fr\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n" + PROSE.encode("cp1252")
    assert read(wrong).text == PROSE


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"Un simple texte.\n\nSans en-t\xc3\xaates.", "en-têtes"),
        (b"From: a@b.fr\nSubject: rien\n\n", "sans texte"),
        (
            b"From: a@b.fr\nSubject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMII",
            "chiffré",
        ),
        (b"From: a@b.fr\nSubject: x\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\n--b--\n", "chiffré"),
        (b"<!doctype html><p>x", "HTML"),
    ],
)
def test_what_is_no_readable_message(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableSource, match=word):
        read(data)


def test_parts_within_parts_end_in_time() -> None:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2_000))
    start = time.process_time()
    with pytest.raises(UnreadableSource):
        read(f"From: a@b.fr\nSubject: x\n{parts}\nBonjour.".encode())
    assert time.process_time() - start < 5


@given(st.binary(max_size=300))
def test_any_bytes_after_headers_are_read_or_refused(body: bytes) -> None:
    assert text_or_reason(b"From: a@b.fr\nSubject: x\nMIME-Version: 1.0\n" + body, "a.eml")


# Outlook


TEXTS = {"001A": "IPM.Note", "0037": "Bilan", "1000": PROSE, "0C1A": "Presse", "5D01": "presse@cnil.fr"}
# Tenths of microseconds since 1601.
JUNE = {0x0039: (datetime(2023, 6, 8, 12) - datetime(1601, 1, 1)) // timedelta(microseconds=1) * 10}


def test_outlook_messages() -> None:
    found = read(made_msg(TEXTS, times=JUNE, attachments=("plan.odt", "logo.png")), "a.msg")
    assert found.text == f"{PROSE}\n\nPièces jointes (non lues) : plan.odt"
    assert (found.title, found.publisher, found.published_on) == ("Bilan", "CNIL", date(2023, 6, 8))
    assert found.kind is Kind.OTHER
    page = f"<html><body><p>{PROSE}</p></body></html>".encode()
    assert read(made_msg({"0037": "Bilan"}, binaries={"1013": page}), "a.msg").text == PROSE
    long = "\r\n\r\n".join([PROSE] * 200)
    assert read(made_msg({**TEXTS, "1000": long}), "a.msg").text.count(PROSE) == 200


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (made_msg({"0037": "x"}, binaries={"1009": b"LZFu"}), "RTF"),
        (made_msg({"0037": "x"}), "sans texte"),
        (made_msg({**TEXTS, "001A": "IPM.Note.SMIME"}), "chiffré"),
        (made_compound({"WordDocument": b"x"}), "DOC"),
        (made_compound({"EncryptedPackage": b"x"}), "mot de passe"),
        (made_msg(TEXTS)[:700], "abîmé"),
        (b"From: a@b.fr\nSubject: x\n\nBonjour", "autre format"),
    ],
)
def test_what_is_no_readable_outlook_message(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableSource, match=word):
        read(data, "a.msg")


@pytest.mark.parametrize("seed", range(60))
def test_any_damage_to_a_compound_file_is_a_sentence(seed: int) -> None:
    damage = random.Random(seed)
    data = bytearray(made_msg(TEXTS, times=JUNE, attachments=("plan.odt",)))
    for _ in range(damage.randint(1, 60)):
        data[damage.randrange(8, len(data))] = damage.randrange(256)
    start = time.process_time()
    assert text_or_reason(bytes(data), "a.msg")
    assert time.process_time() - start < 2
