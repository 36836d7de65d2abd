"""What is no page: documents of other formats, from a site and from folders, as a synchronisation reads them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from local_site import Reply, Site
from reportlab.pdfgen.canvas import Canvas

from ingest.manifest_file import load_manifest
from ingest.origins import plan_for
from ingest.outcomes import Added, Outcome
from ingest.sync import synchronise
from ingest.sync_target import IndexTarget
from ingest.web.fetch import Fetcher
from vectorstore.index import Index
from vectorstore.pages import page_at
from vectorstore.settings import Settings
from vectorstore.types import Document

Sync = Callable[[str], list[Added]]


def pdf(*pages: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for text in pages:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    out, document = io.BytesIO(), docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


@pytest.fixture
def sync(tmp_path: Path, home: Path, one_encoder: None, fetcher: Callable[..., Fetcher]) -> Sync:
    """Synchronises with a manifest of one source, by the settings of the environment."""

    def run(source: str) -> list[Added]:
        manifest = tmp_path / "m.yaml"
        manifest.write_text(f"sources:\n- {source}\n", encoding="utf-8")
        settings, loaded, by = Settings(data_dir=home), load_manifest(manifest), fetcher()
        target = IndexTarget(Index.open(settings, create=True), settings)
        events = synchronise(target, loaded.name, plan_for(loaded, by), by, settings)
        return [event for event in events if isinstance(event, Added)]

    return run


def stored(home: Path) -> list[Document]:
    documents = Index.open(Settings(data_dir=home)).documents
    return list(documents.get(documents.digests()).values())


@pytest.mark.parametrize(
    ("media", "path"),
    [("application/pdf", "/telecharger?id=4"), ("application/octet-stream", "/rapport.pdf")],
)
def test_a_pdf_of_a_site_keeps_its_pages(sync: Sync, site: Site, home: Path, media: str, path: str) -> None:
    site.pages[path] = Reply(pdf("Le guichet ouvre à neuf heures.", "Le délai est de dix jours."), type=media)
    url = f"{site.address}{path}"
    assert [added.outcome for added in sync(f"url: {url}")] == [Outcome.CREATED]
    (document,) = stored(home)
    assert (document.source, document.url) == (url, url)
    assert page_at(document.pages, document.text.index("délai")) == 2
    assert [added.outcome for added in sync(f"url: {url}")] == [Outcome.UNCHANGED]


def test_a_word_document_of_a_site(sync: Sync, site: Site, home: Path) -> None:
    site.pages["/note"] = Reply(
        word("Le guichet ouvre à neuf heures."),
        type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    assert [added.outcome for added in sync(f"url: {site.address}/note")] == [Outcome.CREATED]
    assert "neuf heures" in stored(home)[0].text


def test_what_a_site_serves_under_a_false_type_is_refused(sync: Sync, site: Site) -> None:
    site.pages["/a.html"] = Reply(pdf("Le guichet."), type="text/html")
    (added,) = sync(f"url: {site.address}/a.html")
    assert added.outcome is Outcome.FAILED
    assert added.reason == (
        f"« {site.address}/a.html » est en réalité un document PDF, pas une page web : le serveur l’annonce sous un "
        "autre type que le sien, téléchargez-le puis ajoutez le fichier."
    )


@pytest.mark.parametrize("source", ["url: {site}/a.pdf", "folder: dossier"])
def test_the_limits_that_are_set_hold(
    sync: Sync, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    long = pdf("Page une.", "Page deux.")
    site.pages["/a.pdf"] = Reply(long, type="application/pdf")
    (tmp_path / "dossier").mkdir()
    (tmp_path / "dossier" / "a.pdf").write_bytes(long)
    monkeypatch.setenv("SOURCIER_MAX_PDF_PAGES", "1")
    (added,) = sync(source.format(site=site.address))
    assert added.outcome is Outcome.FAILED
    assert "plus d’une page :" in added.reason


def test_a_file_whose_name_is_no_text_comes_stays_and_goes(sync: Sync, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "dossier"
    folder.mkdir()
    (folder / "note.txt").write_text("Le guichet ouvre à neuf heures.", encoding="utf-8")
    odd = os.fsencode(folder) + b"/\xe9tat.txt"
    try:
        Path(os.fsdecode(odd)).write_text("Le délai est de dix jours.", encoding="utf-8")
    except OSError:
        pytest.skip("this disk holds no such names")
    assert [added.outcome for added in sync("folder: dossier")] == [Outcome.CREATED] * 2
    assert any(document.source.endswith("/\\xe9tat.txt") for document in stored(home))
    assert [added.outcome for added in sync("folder: dossier")] == [Outcome.UNCHANGED] * 2
    os.unlink(odd)
    assert sorted(added.outcome for added in sync("folder: dossier")) == [Outcome.REMOVED, Outcome.UNCHANGED]
    assert [document.source for document in stored(home)] == [(folder / "note.txt").as_posix()]
