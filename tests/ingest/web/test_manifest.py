"""The manifest: what it says, and what is wrong with it, by line and in French."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.manifest import FolderSource, Manifest, SitemapSource, UrlSource, json_schema
from ingest.manifest_file import BadManifest, load_manifest, parse_manifest
from ingest.sync_command import schema_text
from vectorstore.types import Kind

GOOD = """\
# yaml-language-server: $schema=sources.schema.json
version: 1
name: essai
sources:
  - file: notes/2024.md
    kind: guide
    title: 2024
  - folder: communiqués
    include: ["**/*.md"]
    exclude: [brouillons/**]
  - url: https://Exemple.fr/page#haut
    publisher: Une agence
    published_on: 2024-04-12
    valid_from: 2024-05-01
    valid_to: 2025-05-01
    reference: décret n° 2024-1
    language: fr
  - sitemap: https://exemple.fr/sitemap.xml
    include: [/actualites/**]
    limit: 20
"""


def test_all_that_a_manifest_may_say() -> None:
    file, folder, url, sitemap = parse_manifest(GOOD, "m.yaml").sources
    assert (file.entry, file.overrides.kind, file.overrides.title) == ("file:notes/2024.md", Kind.GUIDE, "2024")
    assert isinstance(folder, FolderSource)
    assert (folder.include, folder.exclude) == (["**/*.md"], ["brouillons/**"])
    assert isinstance(url, UrlSource)
    assert url.url == "https://exemple.fr/page"
    given = url.overrides
    assert (given.publisher, given.published_on, given.language) == ("Une agence", date(2024, 4, 12), "fr")
    assert (given.valid_from, given.valid_to) == (date(2024, 5, 1), date(2025, 5, 1))
    assert given.reference == "décret n° 2024-1"
    assert isinstance(sitemap, SitemapSource)
    assert sitemap.limit == 20


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("sources:\n  - file: a\n    kind: poème\n", 3, "official_text"),
        ("sources:\n  - file: a\n    url: https://a.fr\n", 2, "une seule parmi file, folder, url, sitemap"),
        ("sources:\n  - titre: a\n", 2, "une seule parmi"),
        ("sources:\n  - 3\n", 2, "une seule parmi"),
        ("sources:\n  - url: ftp://a.fr\n", 2, "http ou https"),
        ("sources:\n  - file: a\n    published_on: 20240412\n", 3, "AAAA-MM-JJ"),
        ("sources:\n  - file: a\n    published_on: 2024-02-30\n", 3, "calendrier"),
        ("sources:\n  - file: a\n    valid_from: 2024-02-02\n    valid_to: 2024-01-01\n", 2, "doit précéder"),
        ("sources:\n  - sitemap: https://a.fr/s.xml\n    limit: 0\n", 3, "entre 1 et 20000"),
        ("sources:\n  - sitemap: https://a.fr/s.xml\n    limit: dix\n", 3, "entier"),
        ("sources:\n  - file: a\n    include: [x]\n", 3, "n’est pas une clé connue"),
        ("sources:\n  - folder: a\n    include: x\n", 3, "liste"),
        ("sources:\n  - file: ''\n", 2, "vide"),
        ("sources:\n  - file: [a]\n", 2, "texte"),
        ("sources:\n  - file: a\n    language: français\n", 3, "forme"),
        ("sources:\n  - file: a\n    title: " + "x" * 501 + "\n", 3, "trop long"),
        ("sources: []\n", 1, "liste"),
        ("sources:\n", 1, "liste"),
        ("version: 2\nsources:\n  - file: a\n", 1, "doit valoir 1"),
        ("name: a/b\nsources:\n  - file: a\n", 1, "forme"),
        ("nom: x\n", 1, "« nom » n’est pas une clé connue"),
        ("sources:\n  - file: a\n  - url: https://a.fr\n  - url: https://A.fr/#x\n", 4, "déjà à la ligne 3"),
        ("sources:\n  - folder: a\n  - folder: a\n    kind: guide\n", 3, "déjà à la ligne 2"),
        ("sources:\n  - file: a\n    file: b\n", 3, "répétée"),
        ("sources:\n  - &a {file: x}\n  - *a\n", 2, "ancres"),
        ("sources:\n  - file: !!python/object/apply:os.system [x]\n", 2, "étiquettes"),
        ("sources: [\n", 2, "YAML valide"),
        ("sources:\n\t- file: a\n", 2, "YAML valide"),
        ("", 1, "sources:"),
        ("- file: a\n", 1, "sources:"),
        ("[" * 5000, 1, "trop de niveaux"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(BadManifest) as caught:
        parse_manifest(text, "m.yaml")
    said = str(caught.value)
    assert f"« m.yaml », ligne {line} : " in said
    assert words in said
    assert all(sentence.endswith(".") for sentence in said.split("\n"))


def test_no_password_is_shown() -> None:
    with pytest.raises(BadManifest) as caught:
        parse_manifest("sources:\n  - url: https://moi:secret@a.fr/\n", "m.yaml")
    assert "secret" not in str(caught.value)


def test_many_errors_are_counted() -> None:
    text = "sources:\n" + "  - url: non\n" * 30
    with pytest.raises(BadManifest) as caught:
        parse_manifest(text, "m.yaml")
    assert "20 autres erreurs" in str(caught.value)


@given(st.text(max_size=80), st.sampled_from(["", "sources:\n  - file: ", "sources:\n  - url: https://"]))
def test_any_text_is_a_manifest_or_sentences(text: str, start: str) -> None:
    try:
        parse_manifest(start + text, "m.yaml")
    except BadManifest as error:
        said = str(error)
    else:
        said = "« m.yaml »"
    assert "« m.yaml »" in said


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("name: é".encode("latin-1"))
    (tmp_path / "grand.yaml").write_bytes(b"#" * 5_000_000)
    for name, words in (
        ("absent.yaml", "n’existe pas"),
        ("", "fichier"),
        ("latin.yaml", "UTF-8"),
        ("grand.yaml", "gros"),
    ):
        with pytest.raises(BadManifest, match=words if words != "gros" else "volumineux"):
            load_manifest(tmp_path / name)


def test_a_manifest_without_a_name_goes_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("﻿sources:\n- file: a\n", encoding="utf-8")
    loaded = load_manifest(path)
    assert (loaded.name, loaded.folder) == (path.as_posix(), tmp_path)


def test_the_schema_that_is_committed_is_current(root: Path) -> None:
    """Else: ``sourcier ingest schema > ingest/sources/sources.schema.json``."""
    assert (root / "ingest/sources/sources.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_command_prints_the_schema(sourcier: Callable[..., Any], home: Path) -> None:
    ran = sourcier("ingest", "schema", home=home)
    assert (ran.code, json.loads(ran.out)) == (0, json_schema())


def _as_an_editor_reads(text: str) -> Any:
    """YAML 1.2, as editors read it: dates are words."""
    loaded: Any = yaml.load(text, Loader=yaml.BaseLoader)
    for source in loaded.get("sources", []):
        if "limit" in source:
            source["limit"] = int(source["limit"])
    return loaded


def test_the_schema_accepts_what_the_reader_accepts(root: Path) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.check_schema(json_schema())
    shipped = (root / "ingest/sources/numerique-sante.yaml").read_text(encoding="utf-8")
    for text in (GOOD, shipped):
        assert list(validator.iter_errors(_as_an_editor_reads(text))) == []
    for bad in (
        "sources:\n- file: a\n  kind: poème\n",
        "sources:\n- titre: a\n",
        "sources:\n- file: a\n  url: https://a.fr\n",
    ):
        assert list(validator.iter_errors(_as_an_editor_reads(bad)))


def _shipped(root: Path) -> Manifest:
    return load_manifest(root / "ingest/sources/numerique-sante.yaml").manifest


def test_the_shipped_manifest_names_its_schema(root: Path) -> None:
    path = root / "ingest/sources/numerique-sante.yaml"
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).is_file()
    assert len(_shipped(root).sources) >= 50


def test_the_shipped_manifest_names_only_addresses_of_the_corpus(shared: Path, root: Path) -> None:
    texts = []
    for path in sorted((shared / "corpus").rglob("*")):
        if path.suffix in (".jsonl", ".txt"):
            texts.append(path.read_text(encoding="utf-8"))
        elif path.suffix == ".gz":
            texts.append(gzip.decompress(path.read_bytes()).decode("utf-8"))
    corpus = "\n".join(texts)
    for source in _shipped(root).sources:
        assert isinstance(source, UrlSource)
        whole = re.escape(source.url) + r"(?=[\"\s)>\]\\,;#]|$)"
        assert re.search(whole, corpus), f"{source.url} does not occur in the corpus"
