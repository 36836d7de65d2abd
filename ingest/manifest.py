"""The manifest of sources, ``sources.yaml``: its model and its JSON Schema."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic.json_schema import GenerateJsonSchema

from ingest.document import Overrides
from ingest.web.addresses import BadAddress, canonical
from vectorstore.types import Kind

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_SOURCES = 20_000


def _day(value: object) -> object:
    # Without this, a number would be taken for seconds since 1970.
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("une date s’écrit AAAA-MM-JJ")
    return value


def _address(value: str) -> str:
    try:
        return canonical(value)
    except BadAddress as error:
        raise ValueError(str(error).rstrip(".")) from error


Day = Annotated[date, BeforeValidator(_day)]
Words = Annotated[str, Field(min_length=1, max_length=500)]
Address = Annotated[
    str, Field(min_length=1, max_length=2000, json_schema_extra={"format": "uri"}), AfterValidator(_address)
]
Place = Annotated[str, Field(min_length=1, max_length=4000)]
Pattern = Annotated[str, Field(min_length=1, max_length=200)]
Patterns = Annotated[list[Pattern], Field(max_length=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Source(_Strict):
    """What every source may say of its documents; it outranks what they say themselves."""

    names: ClassVar[str]

    kind: Kind | None = Field(None, description="Nature des documents.")
    publisher: Words | None = Field(None, description="Éditeur des documents.")
    published_on: Day | None = Field(None, description="Date de publication (AAAA-MM-JJ).")
    valid_from: Day | None = Field(None, description="Premier jour d’application (AAAA-MM-JJ).")
    valid_to: Day | None = Field(None, description="Premier jour où le texte ne s’applique plus (AAAA-MM-JJ).")
    reference: Words | None = Field(None, description="Référence (numéro de décret, NOR, référence d’une offre…).")
    title: Words | None = Field(None, description="Titre du document.")
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = Field(None, description="Langue (fr, en…).")

    @model_validator(mode="after")
    def _in_order(self) -> _Source:
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValueError("valid_from doit précéder valid_to")
        return self

    @property
    def entry(self) -> str:
        """What names the source within its manifest ("url:https://…")."""
        return f"{self.names}:{getattr(self, self.names)}"

    @property
    def overrides(self) -> Overrides:
        """The metadata that the manifest gives."""
        return Overrides(
            kind=self.kind, published_on=self.published_on, publisher=self.publisher, title=self.title,
            valid_from=self.valid_from, valid_to=self.valid_to, reference=self.reference, language=self.language,
        )  # fmt: skip


class FileSource(_Source):
    """Un fichier."""

    names: ClassVar[str] = "file"
    file: Place = Field(description="Chemin du fichier, relatif au dossier du manifeste.")


class FolderSource(_Source):
    """Un dossier, avec ses sous-dossiers."""

    names: ClassVar[str] = "folder"
    folder: Place = Field(description="Chemin du dossier, relatif au dossier du manifeste.")
    include: Patterns = Field([], description="Motifs des fichiers à lire (**/*.pdf) ; sans motif, tous.")
    exclude: Patterns = Field([], description="Motifs des fichiers à écarter (brouillons/**).")


class UrlSource(_Source):
    """Une page ou un document en ligne."""

    names: ClassVar[str] = "url"
    url: Address = Field(description="Adresse http ou https.")


class SitemapSource(_Source):
    """Les pages que nomme un plan de site."""

    names: ClassVar[str] = "sitemap"
    sitemap: Address = Field(description="Adresse du plan de site (sitemap.xml).")
    include: Patterns = Field([], description="Motifs des chemins à lire (/actualites/**) ; sans motif, tous.")
    exclude: Patterns = Field([], description="Motifs des chemins à écarter.")
    limit: int = Field(500, ge=1, le=20_000, description="Nombre de pages au plus, dans l’ordre du plan.")


_TYPES: tuple[type[_Source], ...] = (FileSource, FolderSource, UrlSource, SitemapSource)
NAMES = tuple(type_.names for type_ in _TYPES)


def _which(value: Any) -> str | None:
    """The one of ``file``, ``folder``, ``url`` and ``sitemap`` that a source has."""
    if isinstance(value, dict):
        named = [name for name in NAMES if name in value]
        return f"source-{named[0]}" if len(named) == 1 else None
    return f"source-{value.names}" if isinstance(value, _Source) else None


Source = Annotated[
    Annotated[FileSource, Tag("source-file")]
    | Annotated[FolderSource, Tag("source-folder")]
    | Annotated[UrlSource, Tag("source-url")]
    | Annotated[SitemapSource, Tag("source-sitemap")],
    Discriminator(_which, custom_error_type="which", custom_error_message="which"),
]


class Manifest(_Strict):
    """Les sources d’un index, que « sourcier ingest sync » tient à jour."""

    version: Literal["1"] = Field("1", description="Version de ce format.")
    name: Annotated[str, Field(pattern=r"^[\w.-]{1,80}$")] | None = Field(
        None,
        description="Nom auquel ses documents restent attachés, même si le fichier est déplacé.",
    )
    sources: Annotated[list[Source], Field(min_length=1, max_length=MOST_SOURCES)] = Field(
        description="Les sources ; la première qui donne un document décide de ses métadonnées."
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the manifest, by which editors complete and check it."""
    schema = Manifest.model_json_schema()
    schema["properties"]["version"] = {
        "description": "Version de ce format.", "default": 1, "enum": [1, "1"], "title": "Version",
    }  # fmt: skip
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "Sources de Sourcier"}
