"""Checks of the installation, each with what to do when it fails."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from assistant.reader.reader import Reader
from vectorstore.embedding.embedder import load_embedder
from vectorstore.errors import SourcierError
from vectorstore.index import Index
from vectorstore.settings import Settings

_LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: what was looked at, whether it is well, and the particulars."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings) -> Iterator[Check]:
    """All checks, cheap ones first."""
    yield Check("Version", True, f"sourcier {version('sourcier')}, Python {platform.python_version()}")
    yield _disk(settings)
    yield _model(settings)
    yield _reader(settings)
    yield _index(settings)


def _disk(settings: Settings) -> Check:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(settings.home).free
    except OSError:
        return Check("Dossier de données", False, f"{settings.home} n’est pas accessible en écriture.")
    enough = free >= _LEAST_FREE_BYTES
    advice = "" if enough else " : libérez de la place"
    return Check("Dossier de données", enough, f"{settings.home}, {free // 1_000_000} Mo libres{advice}")


def _model(settings: Settings) -> Check:
    try:
        embedder = load_embedder(settings.embedding_model, settings.home)
        embedder.encode_query(["essai"])
    except SourcierError as error:
        return Check("Modèle d’embedding", False, str(error))
    return Check("Modèle d’embedding", True, embedder.model_id)


def _reader(settings: Settings) -> Check:
    try:
        reader = Reader.load(settings.home)
        reader.read("essai", [""], ["essai"])
    except SourcierError as error:
        return Check("Lecteur", False, str(error))
    return Check("Lecteur", True, reader.model_id)


def _index(settings: Settings) -> Check:
    try:
        index = Index.open(settings)
    except SourcierError as error:
        return Check("Index", False, str(error))
    documents, passages = index.documents.count(), index.passages.count()
    vectors, terms = index.chroma.count(), index.lexical.count()
    detail = f"{documents} documents, {passages} passages"
    if not vectors == terms == passages and not index.state.read().writing:
        advice = "lancez « sourcier ingest rebuild »"
        return Check("Index", False, f"{detail}, mais {vectors} vecteurs et {terms} dans l’index lexical : {advice}.")
    if index.outdated:
        advice = "lancez « sourcier ingest rebuild --vectors », ou ingérez de nouveau"
        return Check("Index", False, f"{detail}, dont les vecteurs datent d’une version antérieure : {advice}.")
    return Check("Index", documents > 0, detail)
