"""PDFs into the index: limits from the settings, what is stored, the real documents whole."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pdfplumber
import pytest
from made_pdf import many_pages, simple

from ingest.add import add
from ingest.outcomes import Outcome
from ingest.read import read
from ingest.split import split
from ingest.walk import find_files
from vectorstore.document_row import document_row
from vectorstore.embedding.e5_encoder import E5Encoder
from vectorstore.index import Index
from vectorstore.pages import page_at
from vectorstore.search import Engine, Searcher
from vectorstore.settings import Settings
from vectorstore.types import BlockKind, Document


@pytest.fixture
def index_home(encoder: E5Encoder, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory that has the embedder."""
    monkeypatch.setattr("vectorstore.embedding.e5_encoder.E5Encoder.load", lambda data_dir: encoder)
    home = tmp_path / "données"
    home.mkdir()
    (home / "models").symlink_to(root / ".sourcier" / "models")
    return home


def test_pages_are_stored_and_found_again(index_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pdf"
    folder.mkdir()
    path = folder / "note.pdf"
    path.write_bytes(simple("Le thon rouge se pêche au large.", "Le dossier médical partagé s’ouvre en ligne."))
    (folder / "long.pdf").write_bytes(many_pages(4))
    (folder / "faux.pdf").write_text("rien", encoding="utf-8")
    settings = Settings(data_dir=index_home, max_pdf_pages=3)
    index = Index.open(settings, create=True)
    outcomes = {Path(a.source).name: a for a in add(index, find_files([folder]), settings)}
    assert {name: a.outcome for name, a in outcomes.items()} == {
        "faux.pdf": Outcome.FAILED, "long.pdf": Outcome.FAILED, "note.pdf": Outcome.CREATED,
    }  # fmt: skip
    assert "plus de 3 pages" in outcomes["long.pdf"].reason

    found = Index.open(settings)
    hit = Searcher(found).search("dossier médical partagé", engine=Engine.LEXICAL)[0]
    (document,) = found.documents.get([hit.passage.document_id]).values()
    assert page_at(document.pages, document.text.index("dossier")) == 2
    (stored,) = found.documents.all()
    assert "pages" not in document_row(stored), "the public row keeps its shape"
    (again,) = add(found, [path], settings)
    assert again.outcome is Outcome.UNCHANGED


def test_the_digest_follows_the_pages(tmp_path: Path) -> None:
    """Where text stands is part of what is indexed, and a page more in front moves it."""
    path = tmp_path / "a.pdf"
    path.write_bytes(simple("Le thon rouge se pêche.", "Le dossier s’ouvre."))
    (one,) = read(path)
    path.write_bytes(simple("Le thon rouge se pêche.", "", "Le dossier s’ouvre."))
    (other,) = read(path)
    assert isinstance(one, Document)
    assert isinstance(other, Document)
    assert one.text == other.text
    assert (one.pages[-1][1], other.pages[-1][1]) == (2, 3)
    assert one.sha256 != other.sha256


# What a person would not have typed.
UNTYPED = re.compile(
    r"\.{4,}|\S-\n|\(cid:|[\uf000-\uf0ff]|Error!|Page \d+/\d"
    r"|HUB SANTE +\d+ - \d+|30/05/2024|SOMMAIRE|[¹²³⁴-⁹]|§[A-ZÀ-Ý]|  "
)


@cache
def real(shared: Path, start: str) -> Document:
    (path,) = (shared / "corpus/pdf").glob(f"{start}*")
    (found,) = read(path)
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize(
    ("start", "title", "day", "pages", "least"),
    [
        ("2024.04", "Charte d’adhésion au Hub Santé – v1.0", date(2024, 4, 25), 25, 44_000),
        ("2024.10", "Charte d’adhésion au Hub Santé – v1.2", date(2024, 10, 29), 26, 46_000),
        ("24.05", "Comité territoires", date(2024, 5, 23), 6, 3_200),
        ("DST", "Pilote Hub Santé & connecteurs", None, 3, 3_000),
        ("si_samu", "SI-SAMU", None, 1, 1_900),
    ],
)
def test_each_real_document_is_read_whole(
    shared: Path, start: str, title: str, day: date | None, pages: int, least: int
) -> None:
    found = real(shared, start)
    assert (found.title, found.published_on, found.language) == (title, day, "fr")
    assert max(page for _, page in found.pages) == pages
    assert len(found.text) >= least
    assert not UNTYPED.findall(found.text)
    assert all(found.text[b.start : b.end].strip() for b in found.blocks)
    passages = split(found, lambda texts: [len(text.split()) for text in texts], 180)
    covered = {i for passage in passages for i in range(passage.start, passage.end)}
    assert all(i in covered for block in found.blocks for i in range(block.start, block.end))


@pytest.mark.parametrize(
    ("start", "quote", "page", "kind"),
    [
        ("2024.10", "Représentée par : Madame Annie PREVOT", 5, BlockKind.FIELD),
        ("2024.10", "L’adhésion au Hub Santé est gratuite.", 8, BlockKind.ITEM),
        ("2024.10", "14.1 Pour événements extérieurs", 13, BlockKind.HEADING),
        ("2024.10", "https://www.has-sante.fr/upload/docs/application/pdf/2020-10/guide_methodologique_qualite_samu.pdf",
         7, BlockKind.PARAGRAPH),
        ("2024.10", "☒ Destruction de données", 19, BlockKind.ITEM),
        ("24.05", "Volonté commune d’interopérabilité entre les acteurs et les logiciels", 3, BlockKind.ITEM),
        ("DST", "Il ne dispose plus de permissions en configuration.", 2, BlockKind.PARAGRAPH),
        ("si_samu", "Le SAMU reste maître de ses données et de leur partage ;", 1, BlockKind.ITEM),
    ],
)  # fmt: skip
def test_real_words_stand_on_their_page(shared: Path, start: str, quote: str, page: int, kind: BlockKind) -> None:
    found = real(shared, start)
    (block,) = (b for b in found.blocks if found.text[b.start : b.end] == quote)
    assert block.kind is kind
    assert page_at(found.pages, block.start) == page


def test_a_real_sentence_over_a_page_end(shared: Path) -> None:
    found = real(shared, "2024.10")
    sentence = "Il accepte également de prendre toutes les mesures appropriées de façon à protéger ses propres données"
    start = found.text.index(sentence)
    assert (page_at(found.pages, start), page_at(found.pages, start + len(sentence) - 1)) == (9, 10)


# The words of footers, of tables of contents, of an error that Word printed, and halves of words in small capitals.
MEANT_TO_GO = set(re.findall(r"\w+", """
    sommaire détail gence umerique ante error unknown property name ce document est la propriété de l’ans son
    utilisation sa reproduction ou sa diffusion sans l’autorisation préalable et écrite sont interdites page
"""))  # fmt: skip


@pytest.mark.parametrize("start", ["2024.04", "2024.10", "24.05", "DST", "si_samu"])
def test_no_real_word_is_lost(shared: Path, start: str) -> None:
    """Every word printed on the pages, as the library gives them by itself, is in the clean text."""
    found = real(shared, start)
    (path,) = (shared / "corpus/pdf").glob(f"{start}*")
    with pdfplumber.open(path) as pdf:
        printed = " ".join(word["text"] for page in pdf.pages for word in page.extract_words())
    words, kept = (set(re.findall(r"[^\W\d_]{3,}", text.lower())) for text in (printed, found.text))
    assert words - kept <= MEANT_TO_GO
