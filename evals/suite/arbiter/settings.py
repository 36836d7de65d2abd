"""Where the judge is and how it is reached, from ``SOURCIER_JUDGE_*`` (and a ``.env`` file)."""

from __future__ import annotations

import ipaddress

import httpx
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from vectorstore.errors import SettingsError

_PREFIX = "SOURCIER_JUDGE_"


class JudgeSettings(BaseSettings):
    """``base_url`` is that of an OpenAI-compatible API, with its ``/v1``; this machine's own unless one is given.

    ``api_key`` comes from here alone and is never shown; ``timeout_seconds`` is
    for one statement.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_file=".env", extra="ignore")

    base_url: str = "http://127.0.0.1:8080/v1"
    api_key: SecretStr | None = None
    timeout_seconds: float = Field(default=60.0, gt=0.0, le=600.0)

    @property
    def key(self) -> str:
        """The key in clear, for the one header that carries it; empty if there is none."""
        return self.api_key.get_secret_value().strip() if self.api_key else ""


def load_judge_settings(base_url: str | None = None) -> JudgeSettings:
    """Settings from the environment, with the address given if any; ``SettingsError`` says what is wrong."""
    try:
        settings = JudgeSettings() if base_url is None else JudgeSettings(base_url=base_url)
    except ValidationError as error:
        # Values are left out: one of them may be the key.
        names = ", ".join(sorted(f"{_PREFIX}{str(e['loc'][0]).upper()}" for e in error.errors()))
        raise SettingsError(f"Réglage invalide : vérifiez la valeur de {names}.") from None
    _check(settings)
    return settings


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's."""
    host = httpx.URL(url).host
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check(settings: JudgeSettings) -> None:
    try:
        url = httpx.URL(settings.base_url)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise SettingsError(
            "L’adresse de l’arbitre n’en est pas une : donnez par exemple « http://127.0.0.1:8080/v1 »."
        )
    if url.userinfo:
        raise SettingsError(
            "L’adresse de l’arbitre contient un mot de passe : ôtez-le, et donnez la clé par SOURCIER_JUDGE_API_KEY."
        )
    if settings.key and url.scheme == "http" and not is_loopback(settings.base_url):
        raise SettingsError(
            f"La clé de l’arbitre partirait en clair vers « {url.host} » : donnez une adresse en https."
        )
    if not settings.key.isascii() or not settings.key.isprintable():
        raise SettingsError("SOURCIER_JUDGE_API_KEY contient des caractères qu’une clé ne peut avoir : vérifiez-la.")
