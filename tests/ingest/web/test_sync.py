"""Synchronisation: the index becomes equal to the manifest, whatever a real site answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from local_site import Reply, Site, dripping, endless, page, to

from ingest.add import add
from ingest.manifest_file import load_manifest
from ingest.origins import plan_for
from ingest.outcomes import Added, Outcome, Summary
from ingest.source_memory import SourceMemory
from ingest.sync import OriginRead, synchronise
from ingest.sync_target import DryTarget, IndexTarget
from ingest.web.fetch import Fetcher
from vectorstore import database
from vectorstore.embedding.e5_encoder import E5Encoder
from vectorstore.index import Index
from vectorstore.search import Searcher
from vectorstore.settings import Settings
from vectorstore.types import Kind

MakeFetcher = Callable[..., Fetcher]


@dataclass
class Ran:
    """What one synchronisation did: outcomes by source, and the summary."""

    summary: Summary
    by_source: dict[str, Added] = field(default_factory=dict)
    origins: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        """created, updated, unchanged, removed, failed."""
        order = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.REMOVED, Outcome.FAILED)
        return tuple(self.summary.counts[outcome] for outcome in order)


class Place:
    """A folder with a manifest, a data directory and a site."""

    def __init__(self, folder: Path, home: Path, site: Site, fetcher: MakeFetcher) -> None:
        self.folder, self.home, self.site, self._fetcher = folder, home, site, fetcher

    def write(self, *sources: str, name: str = "m.yaml") -> Path:
        path = self.folder / name
        path.write_text("sources:\n" + "".join(f"- {source}\n" for source in sources), encoding="utf-8")
        return path

    def url(self, path: str) -> str:
        return f"url: {self.site.address}{path}"

    def sync(self, manifest: Path | None = None, dry_run: bool = False, **settings: Any) -> Ran:
        loaded = load_manifest(manifest or self.folder / "m.yaml")
        given, fetcher = Settings(data_dir=self.home), self._fetcher(**settings)
        ran = Ran(Summary())
        index = None if dry_run else Index.open(given, create=True)
        target = IndexTarget(index, given, ran.summary.passages) if index else DryTarget(self.home)
        for event in synchronise(target, loaded.name, plan_for(loaded, fetcher), fetcher, given):
            if isinstance(event, OriginRead):
                ran.origins += 1
                continue
            ran.summary.record(event)
            ran.by_source[event.source] = event
        return ran

    def index(self) -> Index:
        return Index.open(Settings(data_dir=self.home))

    def sources(self) -> set[str]:
        """Where the documents of the index come from, after checking that all its parts agree."""
        index = self.index()
        stored = list(index.documents.all())
        passages = sum(each.passages for each in stored)
        assert index.chroma.count() == index.lexical.count() == passages
        ids = {each.row.passage.document_id for each in index.passages.rows()}
        assert ids == {each.document.id for each in stored}
        return {each.document.source.removeprefix(self.site.address) for each in stored}


@pytest.fixture
def place(tmp_path: Path, home: Path, site: Site, fetcher: MakeFetcher) -> Place:
    folder = tmp_path / "manifeste"
    folder.mkdir()
    return Place(folder, home, site, fetcher)


@pytest.fixture
def embedded(one_encoder: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each call of the real embedder was given."""
    calls: list[int] = []
    encode = E5Encoder.encode_document

    def counting(self: E5Encoder, texts: Any, *rest: Any, **named: Any) -> Any:
        calls.append(len(texts))
        return encode(self, texts, *rest, **named)

    monkeypatch.setattr(E5Encoder, "encode_document", counting)
    return calls


def test_created_unchanged_updated_removed(place: Place, embedded: list[int]) -> None:
    place.site.pages |= {"/a": page("Un", "Le guichet ouvre à neuf heures."), "/b": page("Deux"), "/c": page("Trois")}
    place.write(place.url("/a"), place.url("/b"), place.url("/c"))
    first = place.sync()
    assert (first.counts, first.origins) == ((3, 0, 0, 0, 0), 3)
    assert place.sources() == {"/a", "/b", "/c"}
    assert sum(embedded) == first.summary.passages.embedded == 3

    embedded.clear()
    before = place.index().generation
    asked = len(place.site.asked)
    assert place.sync().counts == (0, 0, 3, 0, 0)
    assert embedded == [], "a second run embeds nothing"
    assert place.index().generation == before, "and writes nothing"
    assert all("if-none-match" in headers for path, headers in place.site.asked[asked:] if path != "/robots.txt")

    place.site.pages["/a"] = page("Un", "Le guichet ouvre à dix heures.")
    del place.site.pages["/b"]
    ran = place.sync()
    assert ran.counts == (0, 1, 1, 1, 0)
    assert sum(embedded) == 1
    (removal,) = ran.summary.removals
    assert (removal.source, removal.title) == (f"{place.site.address}/b", "Deux")
    assert "404" in removal.reason
    assert place.sources() == {"/a", "/c"}
    texts = [hit.passage.text for hit in Searcher(place.index()).search("À quelle heure ouvre le guichet ?")]
    assert any("dix heures" in text for text in texts)
    assert not any("neuf heures" in text for text in texts)

    again = place.sync()
    assert again.counts == (0, 0, 2, 0, 1), "an address that stays absent is named each time"
    assert "corrigez-la ou retirez-la" in again.summary.failures[0].reason

    place.write(place.url("/c"))
    assert place.sync().counts == (0, 0, 1, 1, 0)
    assert place.sources() == {"/c"}


def test_410_removes_too(place: Place) -> None:
    place.site.pages["/a"] = page("Un")
    place.write(place.url("/a"))
    place.sync()
    place.site.pages["/a"] = Reply(status=410)
    ran = place.sync()
    assert ran.counts == (0, 0, 0, 1, 0)
    assert "410" in ran.summary.removals[0].reason
    assert place.sources() == set()


BROKEN = {
    "500": lambda: Reply(status=500),
    "403": lambda: Reply(status=403),
    "loop": lambda: to("/a"),
    "private": lambda: to("http://169.254.169.254/latest/meta-data/"),
    "slow": lambda: Reply(chunks=dripping(b"<p>Le", 0.02)),
    "endless": lambda: Reply(chunks=endless(b"<p>Le")),
    "cut": lambda: Reply(body=b"<p>Le guichet", length=400),
    "image": lambda: Reply(body=b"\x89PNG", type="image/png"),
    "empty": lambda: Reply(body=b""),
    "no text": lambda: Reply(body=b"<html><script>1</script></html>"),
    "binary": lambda: Reply(body=bytes(range(256)) * 20),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_source_that_fails_keeps_its_last_good_state(place: Place, broken: str) -> None:
    place.site.pages |= {"/a": page("Un", "Le guichet ouvre à neuf heures."), "/b": page("Deux")}
    place.write(place.url("/a"), place.url("/b"))
    place.sync()
    before = {s.document.id: s.document.sha256 for s in place.index().documents.all()}
    place.site.pages["/a"] = BROKEN[broken]()
    ran = place.sync(fetch_timeout_seconds=1.0 if broken == "slow" else 30.0, max_file_mb=1)
    assert ran.counts == (0, 0, 1, 0, 1)
    assert ran.summary.failures[0].source == f"{place.site.address}/a"
    assert ran.summary.failures[0].reason.endswith(".")
    assert {s.document.id: s.document.sha256 for s in place.index().documents.all()} == before
    place.site.pages["/a"] = page("Un", "Le guichet ouvre à dix heures.")
    assert place.sync().counts == (0, 1, 1, 0, 0)


def test_robots_that_now_forbid_keep_the_last_good_state(place: Place) -> None:
    place.site.pages["/a"] = page("Un")
    place.write(place.url("/a"))
    place.sync()
    place.site.pages["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /\n", type="text/plain")
    assert place.sync().counts == (0, 0, 0, 0, 1)
    assert place.sources() == {"/a"}


def test_redirects_formats_and_wrong_charsets(place: Place) -> None:
    text = "L’élève reçoit l’aide de l’infirmière, à côté de l’école."
    place.site.pages |= {
        "/a": to("/b"),
        "/b": page("Page", text),
        "/latin": Reply(text.replace("’", "'").encode("latin-1"), type="text/plain; charset=iso-8859-1"),
        "/faux": Reply(text.encode(), type="text/plain; charset=iso-8859-1"),
        "/faux2": Reply(text.replace("’", "'").encode("latin-1"), type="text/plain; charset=utf-8"),
        "/utf16": Reply(text.encode("utf-16-le"), type="text/plain; charset=utf-16le"),
        "/notes.md": Reply(f"# Notes\n\n{text}\n".encode(), type="text/plain"),
        "/inconnu": Reply(text.encode(), type="text/plain; charset=n-importe-quoi"),
    }
    place.write(*(place.url(path) for path in ("/a", "/latin", "/faux", "/faux2", "/utf16", "/notes.md", "/inconnu")))
    assert place.sync().counts == (7, 0, 0, 0, 0)
    index = place.index()
    documents = index.documents.get([stored.document.id for stored in index.documents.all()]).values()
    for document in documents:
        assert text.replace("’", "'") in document.text.replace("’", "'"), document.source
    urls = {document.source: document.url for document in documents}
    assert urls[f"{place.site.address}/a"] == f"{place.site.address}/b", "the address that a reader is sent to"


def test_a_page_cannot_send_readers_elsewhere(place: Place) -> None:
    evil = page("Un").body.replace(b"<head>", b'<head><link rel=canonical href="https://hameconnage.example/">')
    place.site.pages["/a"] = Reply(evil)
    place.write(place.url("/a"))
    place.sync()
    (stored,) = place.index().documents.all()
    assert stored.document.url == f"{place.site.address}/a"


def test_overrides_reach_the_documents_and_a_change_of_them_too(place: Place, embedded: list[int]) -> None:
    place.site.pages["/a"] = page("Un")
    place.write(place.url("/a"))
    place.sync()
    (place.folder / "m.yaml").write_text(
        f"sources:\n- {place.url('/a')}\n  kind: guide\n  publisher: Une agence\n  valid_from: 2024-01-01\n"
        "  valid_to: 2030-01-01\n  reference: REF-1\n  language: fr\n  title: Autre titre\n"
        "  published_on: 2023-12-31\n",
        encoding="utf-8",
    )
    assert place.sync().counts == (0, 1, 0, 0, 0), "the page is unchanged, and yet it is read anew"
    (stored,) = place.index().documents.all()
    document = stored.document
    assert (document.kind, document.publisher, document.reference) == (Kind.GUIDE, "Une agence", "REF-1")
    assert (document.title, document.language) == ("Autre titre", "fr")
    dates = (document.published_on, document.valid_from, document.valid_to)
    assert [str(day) for day in dates] == ["2023-12-31", "2024-01-01", "2030-01-01"]
    assert document.provenance["valid_from"] == "given"
    embedded.clear()
    assert place.sync().counts == (0, 0, 1, 0, 0)
    assert embedded == []


def test_files_and_folders(place: Place) -> None:
    docs = place.folder / "docs"
    (docs / "brouillons").mkdir(parents=True)
    for name in ("a.md", "d.md", "b.txt", "brouillons/c.md"):
        (docs / name).write_text(f"Le document {name} dit ceci.\n", encoding="utf-8")
    (place.folder / "seul.txt").write_text("Un fichier seul, avec une phrase.\n", encoding="utf-8")
    place.write(
        "{folder: docs, include: ['**/*.md'], exclude: [brouillons/**]}", "file: ./docs/../seul.txt", "folder: docs"
    )
    assert place.sync().counts == (5, 0, 0, 0, 0), "each file once, by the first source that names it"
    (docs / "a.md").unlink()
    (docs / "b.txt").write_text("Le document a changé.\n", encoding="utf-8")
    ran = place.sync()
    assert ran.counts == (0, 1, 3, 1, 0)
    assert "n’est plus dans" in ran.summary.removals[0].reason


def test_a_disk_that_is_away_removes_nothing(place: Place) -> None:
    docs = place.folder / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("Le document dit ceci.\n", encoding="utf-8")
    (place.folder / "b.md").write_text("Un autre dit cela.\n", encoding="utf-8")
    place.write("folder: docs", "file: b.md")
    place.sync()
    (place.folder / "b.md").unlink()
    for away in (docs, place.folder / "nulle-part"):
        if away == docs:
            docs.rename(place.folder / "ailleurs")
        else:
            docs.mkdir()  # there, and empty
        ran = place.sync()
        assert ran.counts == (0, 0, 0, 0, 2)
        assert len(place.sources()) == 2
    place.write("file: b.md")
    assert place.sync().counts == (0, 0, 0, 1, 1), "a source that leaves the manifest takes its documents along"


def test_rows_of_a_page(place: Place, monkeypatch: pytest.MonkeyPatch, embedded: list[int]) -> None:
    monkeypatch.setattr("ingest.sync.BATCH_PASSAGES", 3)

    def rows(*numbers: int) -> Reply:
        lines = [f'{{"id": "r{n}", "text": "La fiche {n} dit ceci."}}' for n in numbers]
        return Reply("\n".join(lines).encode(), type="application/x-ndjson")

    place.site.pages["/f.jsonl"] = rows(*range(8))
    place.write(place.url("/f.jsonl"))
    assert place.sync().counts == (8, 0, 0, 0, 0)
    assert len(embedded) == 3
    embedded.clear()
    assert place.sync().counts == (0, 0, 8, 0, 0)
    place.site.pages["/f.jsonl"] = rows(*range(5))
    assert place.sync().counts == (0, 0, 5, 3, 0)
    broken = rows(0, 1)
    broken.body += b"\nrien"
    place.site.pages["/f.jsonl"] = broken
    assert place.sync().counts == (0, 0, 2, 0, 1), "who knows what the bad row was: nothing is removed"
    assert len(place.sources()) == 5
    assert embedded == []


def sitemap(place: Place, *paths: str) -> Reply:
    body = "".join(f"<url><loc>{place.site.address}{path}</loc></url>" for path in paths)
    return Reply(f"<urlset>{body}</urlset>".encode(), type="application/xml")


def test_sitemaps(place: Place) -> None:
    site = place.site
    site.pages |= {f"/actualites/{n}": page(f"Actualité {n}", f"Nouvelle numéro {n} du jour.") for n in range(6)}
    site.pages["/contact"] = page("Contact")
    site.pages["/s.xml"] = sitemap(place, "/contact", *(f"/actualites/{n}" for n in range(6)))
    source = f"{{sitemap: '{site.address}/s.xml', include: [/actualites/**], exclude: ['**/5'], limit: 4}}"
    place.write(source, place.url("/contact"))
    assert place.sync().counts == (5, 0, 0, 0, 0)
    assert place.sources() == {"/contact", *(f"/actualites/{n}" for n in range(4))}

    site.pages["/s.xml"] = sitemap(place, "/actualites/1")
    assert place.sync().counts == (0, 0, 2, 3, 0)
    for gone in (Reply(status=500), Reply(status=404), Reply(body=b"<urlset></urlset>"), sitemap(place, "/contact")):
        site.pages["/s.xml"] = gone
        assert place.sync().counts == (0, 0, 1, 0, 1), "a sitemap in trouble removes nothing"
    assert place.sources() == {"/contact", "/actualites/1"}


def test_what_is_added_by_hand_stays(place: Place, tmp_path: Path, fetcher: MakeFetcher) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Une note ajoutée à la main.\n", encoding="utf-8")
    settings = Settings(data_dir=place.home)
    place.site.pages |= {"/a": page("Un"), "/b": page("Deux")}
    by_hand = [note, f"{place.site.address}/a"]
    outcomes = list(add(Index.open(settings, create=True), by_hand, settings, fetcher=fetcher()))
    assert [item.outcome for item in outcomes] == [Outcome.CREATED, Outcome.CREATED]

    place.write(place.url("/a"), place.url("/b"))
    place.sync()
    place.site.pages["/a"] = page("Un", "La page a changé depuis.")
    place.sync()
    place.write(place.url("/b"))
    assert place.sync().counts == (0, 0, 1, 0, 0)
    assert place.sources() == {note.as_posix(), "/a", "/b"}

    # What a manifest brought in and somebody then adds by name is no longer the manifest's.
    index = Index.open(settings)
    (owned,) = SourceMemory(index.database).owned((place.folder / "m.yaml").as_posix())
    SourceMemory(index.database).release([owned])
    place.site.pages["/c"] = page("Trois")
    place.write(place.url("/c"))
    assert place.sync().counts == (1, 0, 0, 0, 0)
    assert place.sources() == {note.as_posix(), "/a", "/b", "/c"}


def test_two_manifests_share_a_document(place: Place) -> None:
    place.site.pages |= {"/a": page("Un"), "/b": page("Deux")}
    one, two = place.write(place.url("/a")), place.write(place.url("/a"), place.url("/b"), name="n.yaml")
    place.sync(one)
    assert place.sync(two).counts == (1, 0, 1, 0, 0)
    place.write(place.url("/b"))
    place.site.pages["/b"] = page("Deux", "Ceci a changé.")
    assert place.sync(one).counts == (0, 1, 0, 0, 0), "the other one still wants /a"
    assert place.sources() == {"/a", "/b"}
    place.write(place.url("/b"), name="n.yaml")
    assert place.sync(two).counts == (0, 0, 1, 1, 0)
    assert place.sources() == {"/b"}


def test_what_was_removed_from_the_index_comes_back(place: Place) -> None:
    place.site.pages["/a"] = page("Un")
    place.write(place.url("/a"))
    place.sync()
    index = place.index()
    with index.writing() as writer:
        writer.remove(list(index.documents.digests()))
    assert place.sync().counts == (1, 0, 0, 0, 0), "though the server would say that nothing changed"


def test_an_interruption_loses_nothing_and_the_next_run_goes_on(
    place: Place, monkeypatch: pytest.MonkeyPatch, embedded: list[int]
) -> None:
    place.site.pages |= {f"/{n}": page(f"Page {n}", f"Texte de la page {n} du site.") for n in range(6)}
    place.write(*(place.url(f"/{n}") for n in range(6)))
    monkeypatch.setattr("ingest.sync.BATCH_PASSAGES", 2)
    with monkeypatch.context() as patch:
        write, calls = IndexTarget.write, list[int]()

        def dies(self: IndexTarget, manifest: str, batch: Any) -> Iterator[Added]:
            calls.append(1)
            if len(calls) == 3:
                raise KeyboardInterrupt
            yield from write(self, manifest, batch)

        patch.setattr(IndexTarget, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            place.sync()
    assert place.sources() == {"/0", "/1", "/2", "/3"}
    embedded.clear()
    assert place.sync().counts == (2, 0, 4, 0, 0)
    assert sum(embedded) == 2
    place.write(place.url("/5"))
    assert place.sync().counts == (0, 0, 1, 5, 0), "what was stored before the interruption has its owner"


def test_a_simulation_says_all_and_writes_nothing(place: Place) -> None:
    place.site.pages |= {"/a": page("Un"), "/b": page("Deux"), "/c": page("Trois")}
    place.write(place.url("/a"), place.url("/b"), place.url("/absent"))
    before = _files(place.home)
    assert place.sync(dry_run=True).counts == (2, 0, 0, 0, 1), "before there is any index"
    assert _files(place.home) == before

    place.sync()
    place.site.pages["/a"] = page("Un", "Tout a changé ici.")
    place.write(place.url("/a"), place.url("/c"))
    rows, before = _rows(place), _files(place.home)  # in this order: Chroma lays out its files when first opened
    said = place.sync(dry_run=True)
    assert said.counts == (1, 1, 0, 1, 0)
    assert said.summary.removals[0].title == "Deux"
    assert (_files(place.home), _rows(place)) == (before, rows)
    assert place.sync().counts == said.counts, "what was said is what happens"


def test_a_simulation_on_an_index_of_older_tables(place: Place) -> None:
    """It may not bring them up to date, and yet says what would happen."""
    from alembic import command
    from alembic.config import Config

    place.site.pages |= {"/a": page("Un"), "/b": page("Deux")}
    place.write(place.url("/a"), place.url("/b"))
    place.sync()
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    engine = place.index().database
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004_sources")
    engine.dispose()
    place.write(place.url("/a"))
    said = place.sync(dry_run=True)
    assert said.counts == (0, 0, 1, 1, 0)
    assert said.summary.removals[0].title == "Deux"


def _files(folder: Path) -> dict[str, bytes]:
    """All files with their content, but for the model, and for databases, which SQLite tidies when it likes."""
    return {
        path.relative_to(folder).as_posix(): b"" if ".sqlite3" in path.name else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "models" not in path.parts and not path.name.endswith(("-wal", "-shm"))
    }


def _rows(place: Place) -> list[str]:
    """What the databases hold."""
    index = place.index()
    with index.database.connect() as connection:
        tables = ("documents", "owned_documents", "fetched_pages", "alembic_version")
        rows = [str(row) for table in tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
    return [*rows, f"generation {index.generation}", f"{index.chroma.count()} passages"]
