"""Which web addresses may be fetched, and their one canonical form."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

import httpx

from vectorstore.errors import SourcierError

_LONGEST = 2000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that is allocated of IPv6

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[IpAddress], bool]


class BadAddress(SourcierError):
    """An address that cannot or must not be fetched; the sentence never shows its credentials."""

    slug = "bad-address"
    status = 422


def is_web_address(text: str) -> bool:
    """Whether a command's argument means an address, not a path."""
    return "://" in text[:20]


def canonical(address: str, base: str | None = None) -> str:
    """The one form of an address: absolute, host in lower case, no default port, no fragment.

    ``base`` is what a relative address is relative to. Raises :class:`BadAddress`
    for another scheme than http and https, for credentials in the address, and
    for what is no address.
    """
    try:
        url = httpx.URL(address.strip())
        if base is not None:
            url = httpx.URL(base).join(url)
        scheme, host, port = url.scheme, url.host, url.port
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise BadAddress("Cette adresse n’est pas valable : vérifiez-la dans un navigateur.") from error
    if url.userinfo:
        raise BadAddress(
            f"L’adresse de « {host} » contient un identifiant ou un mot de passe : retirez-les, "
            "seules les pages publiques sont lues."
        )
    if scheme not in _DEFAULT_PORTS:
        raise BadAddress(f"« {address[:80]} » n’est pas une adresse http ou https : donnez l’adresse complète.")
    if not host or (port is not None and not 0 < port < 65536):
        raise BadAddress(f"« {address[:80]} » n’est pas une adresse valable : vérifiez-la dans un navigateur.")
    if port == _DEFAULT_PORTS[scheme]:
        url = url.copy_with(port=None)
    shown = str(url.copy_with(fragment=None, host=host.lower(), raw_path=url.raw_path))
    if len(shown) > _LONGEST:
        raise BadAddress(f"L’adresse de « {host[:80]} » est trop longue ({_LONGEST} caractères au plus).")
    return shown


def host_of(address: str) -> str:
    """The host of a canonical address, as it is shown."""
    return httpx.URL(address).host


def origin_of(address: str) -> str:
    """Scheme, host and port of a canonical address ("https://exemple.fr")."""
    url = httpx.URL(address)
    return str(url.copy_with(raw_path=b"/", fragment=None)).removesuffix("/")


def is_public(address: IpAddress) -> bool:
    """Whether an IP address is on the public internet.

    Private, loopback, link-local, shared, reserved and multicast ranges are not
    (IANA special-purpose registries, as the ``ipaddress`` module knows them),
    nor is an IPv6 address that carries such an IPv4 one.
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(carried)
        if address not in _GLOBAL_UNICAST:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
