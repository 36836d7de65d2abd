"""Why a line of a file was rejected, in a few words."""

from __future__ import annotations

from pydantic import ValidationError


def reason(error: ValidationError) -> str:
    """The first thing wrong with a line of JSON, in French, to follow the name of the file and the line."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    match first["type"]:
        case "json_invalid":
            return "ce n’est pas du JSON valide"
        case "missing":
            return f"le champ « {where} » manque"
        case "extra_forbidden":
            return f"le champ « {where} » est de trop"
        case _:
            return f"le champ « {where} » n’a pas une valeur permise" if where else "ce n’est pas un objet JSON"
