"""Errors as ``application/problem+json`` (RFC 9457): one mapping for the whole tree."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from vectorstore.errors import SourcierError

logger = logging.getLogger(__name__)

_TITLES = {
    400: "Demande illisible",
    404: "Introuvable",
    405: "Méthode non permise",
    411: "Longueur requise",
    413: "Demande trop volumineuse",
    422: "Demande invalide",
    503: "Service indisponible",
}
_DETAILS = {
    400: "Le corps n’a pas pu être lu : envoyez un objet JSON en UTF-8, comme décrit à /docs.",
    404: "Cette adresse n’existe pas ; la liste des routes est à /docs.",
    405: "Cette adresse n’accepte pas cette méthode HTTP ; voyez /docs.",
}


def problem(status: int, slug: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """One problem document; ``detail`` is a French sentence a person can act on."""
    content = {
        "type": f"urn:sourcier:problem:{slug}",
        "title": _TITLES.get(status, "Erreur"),
        "status": status,
        "detail": detail,
    }
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Registers the handlers on ``app``."""
    app.add_exception_handler(SourcierError, _sourcier_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


async def _sourcier_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SourcierError)
    return problem(error.status, error.slug, str(error))


async def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [e for e in error.errors() if e["type"] != "json_invalid"]
    fields = sorted({".".join(str(part) for part in e["loc"][1:]) for e in errors})
    named = ", ".join(f"« {field} »" for field in fields if field)
    detail = f"Champ invalide, manquant ou inconnu : {named}." if named else "Le corps doit être un objet JSON."
    return problem(422, "invalid-request", f"{detail} Le format attendu est décrit à /docs.")


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = _DETAILS.get(error.status_code, "La demande n’a pas pu être traitée.")
    return problem(error.status_code, "http", detail, error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("unexpected error on %s", request.url.path, exc_info=error)
    return problem(500, "internal", "Une erreur interne est survenue ; elle a été consignée. Réessayez.")
