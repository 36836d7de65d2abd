"""What a server's refusal means: whether to wait and try again, and what to tell."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

import httpx

LONGEST_WAIT = 30.0
"""Seconds that a server may ask to wait for one more try."""


def retry_after(status: int, headers: httpx.Headers) -> float | None:
    """The seconds to wait before one more try, if the server asks for few."""
    if status not in (429, 503):
        return None
    asked = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,6}", asked):
        seconds = float(asked)
    else:
        try:
            now = parsedate_to_datetime(headers.get("Date", ""))
            seconds = (parsedate_to_datetime(asked) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(seconds, 0.0) if seconds <= LONGEST_WAIT else None


def refusal(url: str, status: int) -> str:
    """Why a page was not had, by the status of the answer: a sentence."""
    if status in (401, 403):
        return f"« {url} » n’est pas public (code {status}) : ajoutez le document depuis un fichier."
    if status == 429:
        return f"« {url} » demande d’attendre (code 429) : réessayez plus tard."
    if status >= 500:
        return f"Le serveur de « {url} » est en panne (code {status}) : réessayez plus tard."
    return f"« {url} » répond de façon inattendue (code {status}) : vérifiez l’adresse dans un navigateur."
