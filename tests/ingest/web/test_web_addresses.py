"""Addresses: one form, nothing secret, nothing private."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.web.addresses import BadAddress, canonical, is_public, is_web_address, origin_of


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTPS://Exemple.FR:443/a b/é?q=é#partie", "https://exemple.fr/a%20b/%C3%A9?q=%C3%A9"),
        ("http://exemple.fr", "http://exemple.fr/"),
        ("http://exemple.fr:80?a=1", "http://exemple.fr/?a=1"),
        ("http://exemple.fr:8080/x", "http://exemple.fr:8080/x"),
        ("http://Été.fr/", "http://xn--t-9fab.fr/"),
        (" https://exemple.fr/x ", "https://exemple.fr/x"),
    ],
)
def test_one_form(written: str, kept: str) -> None:
    assert canonical(written) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    "address",
    ["ftp://exemple.fr/x", "file:///etc/passwd", "javascript:alert(1)", "exemple.fr/x", "http://", "http://a\x00b/", "",
     "http://exemple.fr:99999/", "http://exemple.fr/" + "a" * 3000, "http://[::1", "https:///x"],
)  # fmt: skip
def test_what_is_no_web_address(address: str) -> None:
    with pytest.raises(BadAddress) as caught:
        canonical(address)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("address", ["http://moi:secret@exemple.fr/", "https://secret@exemple.fr/x"])
def test_credentials_are_refused_and_not_shown(address: str) -> None:
    with pytest.raises(BadAddress) as caught:
        canonical(address)
    assert "secret" not in str(caught.value)
    assert "mot de passe" in str(caught.value)


def test_relative_addresses() -> None:
    assert canonical("../b#x", base="https://exemple.fr/a/c") == "https://exemple.fr/b"
    assert canonical("//autre.fr/y", base="https://exemple.fr/a") == "https://autre.fr/y"
    with pytest.raises(BadAddress):
        canonical("file:///etc/passwd", base="https://exemple.fr/")
    assert origin_of("https://exemple.fr:8443/a?b") == "https://exemple.fr:8443"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "fec0::1"],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2a00:1450:4007::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_arguments_of_commands() -> None:
    assert is_web_address("https://exemple.fr/x")
    assert not is_web_address("dossier/https.txt")


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://exemple.fr/", "http://u:p@"]))
def test_any_text_is_an_address_or_a_sentence(text: str, start: str) -> None:
    try:
        kept = canonical(start + text)
    except BadAddress:
        return
    assert kept.startswith(("http://", "https://"))
    assert "#" not in kept
    assert canonical(kept) == kept
